import CRDT
public import Committee

/// What both sides signed, as it leaves the room: files anybody can check, signed by the server.
///
/// They tell of what may not be flushed: the caller waits until it is.
extension Room {
    /// The plan in force.
    ///
    /// - Throws: `not_found` for who may not read the plan, `not_permitted` for who may not take it out,
    ///   `nothing_in_force`.
    public func exportPlan(for participant: Participant) throws(Refusal) -> [UInt8] {
        let heads = try headsForExport(of: .plan, by: participant)
        guard let file = SignedPlan.export(picture, heads: heads, mark: signer.mark) else {
            throw Refusal(.nothingInForce)
        }
        return file
    }

    /// The minutes of a meeting, with the corrections signed since.
    ///
    /// - Throws: `not_found` for who may not read minutes and for what is no meeting, `not_permitted` for who
    ///   may not take them out, `minutes_not_signed`.
    public func exportMinutes(of meeting: String, for participant: Participant) throws(Refusal) -> [UInt8] {
        let heads = try headsForExport(of: .minutes, by: participant)
        let picture = picture
        if let file = SignedMinutes.export(of: meeting, picture, heads: heads, mark: signer.mark) {
            return file
        }
        let isThere = picture.rows(of: .minutes).contains { $0.id == meeting }
        throw Refusal(isThere ? .minutesNotSigned : .notFound)
    }

    /// The heads a file carries. A side's own head stays out: how much a side writes is nobody else's.
    private func headsForExport(
        of area: Area, by participant: Participant
    ) throws(Refusal) -> [AnyValue] {
        guard let current = current(participant), extent(ofReading: area, for: current) != .nothing else {
            throw Refusal(.notFound)
        }
        guard Permissions.extent(of: .export, in: area, for: current) == .all else {
            throw Refusal(.notPermitted)
        }
        return signedHeads(for: current, among: [.committee])
    }
}
