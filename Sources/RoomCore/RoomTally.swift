import CRDT

/// What a room has met since it was last asked: numbers for the operator, nothing about anybody.
public struct RoomTally: Hashable, Sendable {
    /// Updates and step2s that members sent, and their bytes.
    public var updates = 0
    public var updateBytes = 0
    /// Updates of which nothing was taken.
    public var malformed = 0
    public var readOnly = 0
    /// Updates of which a part was cut, by why.
    public var cutAfterGap = 0
    public var cutDependent = 0
    public var cutForbidden = 0
    public var cutForeign = 0
    public var cutUnknownDeletes = 0
    public var presenceMessages = 0
    /// Commands that were recorded, and those that were turned down.
    public var commands = 0
    public var refusals = 0

    public init() {}

    mutating func add(_ verdict: UpdateCheck.Verdict?, bytes: Int) {
        updates += 1
        updateBytes += bytes
        switch verdict {
        case nil: break
        case .malformed: malformed += 1
        case .readOnly(let isNew): readOnly += isNew ? 1 : 0
        case .taken(_, _, let cut):
            cutAfterGap += cut.structsAfterGap > 0 ? 1 : 0
            cutDependent += cut.structsDependingOnCut > 0 ? 1 : 0
            cutForbidden += cut.structsOfForbiddenContent > 0 ? 1 : 0
            cutForeign += cut.structsOfForeignClients > 0 ? 1 : 0
            cutUnknownDeletes += cut.deleteRangesOfUnknown > 0 ? 1 : 0
        }
    }
}

extension Room {
    /// The numbers since the last call.
    public mutating func takeTally() -> RoomTally {
        defer { tally = RoomTally() }
        return tally
    }
}
