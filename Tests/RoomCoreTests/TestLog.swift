import Committee
import RoomCore

/// A log small enough to see through: what is appended waits here until the test flushes it.
struct TestLog {
    static let room = "f1"
    private(set) var flushed: [LogEntry] = []
    private(set) var waiting: [LogEntry] = []
    private(set) var heads: [Audience: Head] = [:]
    private(set) var links: [ChainPlace: Head] = [:]

    var end: LogPosition { flushed.last?.position ?? .zero }

    mutating func append(_ entries: [LogEntry]) { waiting += entries }

    /// Flushes up to a position, or all; returns what the room is to be told.
    mutating func flush(through position: LogPosition? = nil) -> Room.Input {
        let entries = waiting.prefix { position == nil || $0.position <= position ?? .zero }
        waiting.removeFirst(entries.count)
        flushed += entries
        for entry in entries {
            let header = LogHeader(
                entry, room: Self.room, previous: heads[entry.audience]?.hash ?? LogHeader.start,
                commitment: LogHeader.commitment(salt: [], payload: entry.payload))
            let head = Head(audience: entry.audience, sequence: entry.sequence, hash: header.hash)
            heads[entry.audience] = head
            links[head.place] = head
        }
        let touched = Set(entries.map(\.audience))
        return .appended(
            through: end,
            heads: touched.sorted { $0.rawValue < $1.rawValue }.compactMap { heads[$0] })
    }

    /// An old copy is put back: the log ends where it ended then.
    mutating func rewind(to position: LogPosition) {
        let kept = flushed.prefix { $0.position <= position }
        self = TestLog()
        waiting = Array(kept)
        _ = flush()
    }

    /// What was never flushed is lost.
    mutating func crash() { waiting = [] }

    var image: RoomImage { RoomImage(entries: flushed, end: end, heads: Array(heads.values)) }
}
