import CRDT

extension Decision {
    /// A side says how it sees a point. Only that side does; nothing averages the two.
    func ratePoint() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try picture.liveRow(command.subject, of: .diagnosis)
        let rating = try value("rating", .rating)
        return [event(.pointRated, subject: row.id, side: side, [.init("rating", rating)])]
    }
}
