public import CRDT
public import Committee

/// The plan for whoever enters no document.
extension Room {
    /// What is in force, how the draft differs and how the work stands, as far as the table grants it, with
    /// the number of the feed's newest event. nil: nothing, as for what does not exist.
    ///
    /// It tells of what may not be flushed: the caller waits until it is.
    public mutating func plan(for participant: Participant) -> AnyValue? {
        guard let current = current(participant), let end = feedEnd(of: current, .committee) else {
            return nil
        }
        let report = PlanReport(
            of: picture, commitments: extent(ofReading: .plan, for: current),
            progress: extent(ofReading: .planProgress, for: current))
        guard let members = report.json else { return nil }
        return .object(
            [
                .init("source", .string("/rooms/\(id)")), .init("day", .string(day)),
                .init("roomseq", .number(Double(end))),
            ] + members)
    }

    /// Of an area, for members and programme by their function, for integrations by what they were granted.
    func extent(ofReading area: Area, for participant: Participant) -> Extent {
        let own = Permissions.extent(of: .read, in: area, for: participant)
        return own == .nothing ? grant(of: participant.id).extent(ofReading: area) : own
    }

    /// Made for one look and dropped: a document kept in it would have the next edit copy it whole.
    var picture: Picture {
        Picture(committee: id, day: day, state: state, documents: documents, events: history.events)
    }
}
