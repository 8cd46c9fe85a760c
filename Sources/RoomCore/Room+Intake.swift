public import Committee

/// What the holder of a slip or of a case code does in a room: nobody of the roster, over no connection.
/// `Protocol/intake.md` is the page.
extension Room {
    /// The events of an anonymous report; none where they stand already.
    ///
    /// - Parameter eventID: a random UUID, drawn when the report came.
    public func opening(of report: IntakeReport, eventID: String) -> [Event] {
        guard let today = CalendarDay(day), !history.contains(id: eventID) else { return [] }
        return Rules.opening(report, eventID: eventID, in: state, day: today)
    }

    /// The events of a reporter's word; none where they stand already.
    ///
    /// - Throws: as `Rules.reporter`: nothing may be recorded.
    public func events(
        of word: ReporterWord, about issue: String, eventID: String
    ) throws(Refusal) -> [Event] {
        guard !history.contains(id: eventID) else { return [] }
        return try Rules.reporter(says: word, of: issue, commandID: eventID, in: intakePicture)
    }

    /// Where a matter stands, for its reporter; nil while it is not here.
    public func answer(about issue: String) -> ReporterAnswer? {
        ReporterAnswer(of: issue, in: intakePicture)
    }

    private var intakePicture: Picture {
        Picture(committee: id, day: day, state: state, documents: [:], events: history.events)
    }
}
