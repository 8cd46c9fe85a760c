import CRDT

extension Decision {
    /// A side says how it sees a point. Only that side does; nothing averages the two. Where both see it the
    /// same, they agree.
    func ratePoint() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try picture.liveRow(command.subject, of: .diagnosis)
        let rating = word("rating")
        let point = state.point(row.id)
        guard point.ratings[side] != rating else { throw Refusal(.noChange) }
        let rated = event(.pointRated, subject: row.id, side: side, given("rating"))
        guard point.ratings[side.other] == rating, rating != "not_assessed" else { return [rated] }
        return [rated, event(1, .pointAgreed, subject: row.id, side: side, given("rating"))]
    }

    /// Agreement on one rating: one side proposes it, the other confirms by agreeing to the same.
    func agreePoint() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try picture.liveRow(command.subject, of: .diagnosis)
        let point = try ratedPoint(row)
        if point.agreement == .agreed { throw Refusal(.alreadyAgreed) }
        let rating = word("rating")
        guard let proposed = point.proposed, proposed.rating == rating else {
            return [event(.agreementProposed, subject: row.id, side: side, given("rating"))]
        }
        guard proposed.side != side else { throw Refusal(.ownProposal) }
        return [event(.pointAgreed, subject: row.id, side: side, given("rating"))]
    }

    /// That the sides differ is put on record, and both ratings stay.
    func disagreePoint() throws(Refusal) -> [Event] {
        let side = try side()
        let row = try picture.liveRow(command.subject, of: .diagnosis)
        let point = try ratedPoint(row)
        switch point.agreement {
        case .agreed: throw Refusal(.alreadyAgreed)
        case .disagreed: throw Refusal(.noChange)
        case .pending: return [event(.disagreementRecorded, subject: row.id, side: side)]
        }
    }

    private func ratedPoint(_ row: Row) throws(Refusal) -> PointState {
        let point = state.point(row.id)
        guard point.ratings.count == Side.allCases.count else { throw Refusal(.ratingsMissing) }
        return point
    }
}

extension Side {
    /// The half that is not this one.
    public var other: Side { self == .worker ? .management : .worker }
}
