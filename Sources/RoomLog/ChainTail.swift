import Committee
import RoomCore

/// Where a room's log ends: what the next entry must follow, in the room and in its audience's chain.
struct ChainTail: Sendable {
    private(set) var end: LogPosition = .zero
    private(set) var heads: [Audience: Head] = [:]

    init() {}

    /// The tail of a log that ends here.
    init(end: LogPosition, heads: [Head]) {
        self.end = end
        self.heads = Dictionary(heads.map { ($0.audience, $0) }) { _, last in last }
    }

    /// Links entries that follow the end without a gap. After a throw the tail is of no use any more.
    mutating func extend(
        by entries: [LogEntry], room: String, salts: inout SaltSource
    ) throws(LogFailure) -> [LinkedEntry] {
        var linked: [LinkedEntry] = []
        linked.reserveCapacity(entries.count)
        for entry in entries { linked.append(try link(entry, room: room, salt: salts.next())) }
        return linked
    }

    /// What an author is told: the new end and the heads of the audiences these entries belong to.
    func receipt(for entries: [LogEntry]) -> AppendReceipt {
        AppendReceipt(end: end, heads: heads(of: entries))
    }

    /// The heads of the audiences these entries belong to, sorted. Most batches are of one.
    func heads(of entries: [LogEntry]) -> [Head] {
        guard let first = entries.first?.audience else { return [] }
        if entries.allSatisfy({ $0.audience == first }) { return heads[first].map { [$0] } ?? [] }
        let touched = Set(entries.map(\.audience))
        return sortedHeads.filter { touched.contains($0.audience) }
    }

    var sortedHeads: [Head] {
        heads.values.sorted { $0.audience.rawValue < $1.audience.rawValue }
    }

    private mutating func link(
        _ entry: LogEntry, room: String, salt: [UInt8]
    ) throws(LogFailure) -> LinkedEntry {
        guard entry.position == end.next else { throw .outOfOrder(expected: end.next, got: entry.position) }
        let head = heads[entry.audience]
        let expected = (head?.sequence ?? 0) + 1
        guard entry.sequence == expected else {
            throw .outOfSequence(entry.audience, expected: expected, got: entry.sequence)
        }
        let header = LogHeader(
            entry, room: room, previous: head?.hash ?? LogHeader.start,
            commitment: LogHeader.commitment(salt: salt, payload: entry.payload))
        let hash = header.hash
        end = entry.position
        heads[entry.audience] = Head(audience: entry.audience, sequence: entry.sequence, hash: hash)
        return LinkedEntry(entry: entry, header: header, salt: salt, hash: hash)
    }
}

/// An entry with its place in its audience's chain.
struct LinkedEntry: Hashable, Sendable {
    var entry: LogEntry
    var header: LogHeader
    /// Random, kept beside the payload and erased with it: without it a commitment tells nothing of a short
    /// payload.
    var salt: [UInt8]
    var hash: [UInt8]
}
