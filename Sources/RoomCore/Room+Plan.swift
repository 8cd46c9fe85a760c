public import CRDT
public import Committee

/// The plan as it leaves the room: for whoever enters no document, and as a file.
///
/// Both tell of what may not be flushed: the caller waits until it is.
extension Room {
    /// What is in force, how the draft differs and how the work stands, as far as the table grants it, with
    /// the number of the feed's newest event. nil: nothing, as for what does not exist.
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

    /// The plan in force as a file, signed by the server.
    ///
    /// - Throws: `not_found` for who may not read the plan, `not_permitted` for who may not take it out,
    ///   `nothing_in_force`.
    public func exportPlan(for participant: Participant) throws(Refusal) -> [UInt8] {
        guard let current = current(participant), extent(ofReading: .plan, for: current) != .nothing else {
            throw Refusal(.notFound)
        }
        guard Permissions.extent(of: .export, in: .plan, for: current) == .all else {
            throw Refusal(.notPermitted)
        }
        let heads = signedHeads(for: current, among: [.committee])
        guard let file = SignedPlan.export(picture, heads: heads, mark: signer.mark) else {
            throw Refusal(.nothingInForce)
        }
        return file
    }

    /// Of an area, for members and programme by their function, for integrations by what they were granted.
    private func extent(ofReading area: Area, for participant: Participant) -> Extent {
        let own = Permissions.extent(of: .read, in: area, for: participant)
        return own == .nothing ? grant(of: participant.id).extent(ofReading: area) : own
    }

    /// Made for one look and dropped: a document kept in it would have the next edit copy it whole.
    private var picture: Picture {
        Picture(committee: id, day: day, state: state, documents: documents, events: history.events)
    }
}
