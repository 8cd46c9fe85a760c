import Committee
import RoomCore

/// A log small enough to see through: what is appended waits here until the test flushes it.
struct TestLog {
    static let room = "f1"
    private(set) var flushed: [LogEntry] = []
    private(set) var waiting: [LogEntry] = []
    private(set) var heads: [Audience: Head] = [:]
    private(set) var links: [ChainPlace: Head] = [:]
    private var erasures: [Erasure] = []

    var end: LogPosition { flushed.last?.position ?? .zero }

    mutating func append(_ entries: [LogEntry]) { waiting += entries }

    /// With the next flush.
    mutating func erase(_ erasure: Erasure) { erasures.append(erasure) }

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
        for erasure in erasures { carryOut(erasure) }
        erasures = []
        let touched = Set(entries.map(\.audience))
        return .appended(
            through: end,
            heads: touched.sorted { $0.rawValue < $1.rawValue }.compactMap { heads[$0] })
    }

    private mutating func carryOut(_ erasure: Erasure) {
        for index in flushed.indices {
            let entry = flushed[index]
            let isBeforeEpoch =
                entry.kind != .binding
                && flushed[index...].contains {
                    $0.kind == .epoch && $0.document == entry.document && $0.position > entry.position
                        && erasure.documents.contains { $0 == entry.document }
                }
            if isBeforeEpoch || erasure.events.contains(entry.position) { flushed[index].payload = [] }
        }
    }

    /// An old copy is put back: the log ends where it ended then.
    mutating func rewind(to position: LogPosition) {
        let kept = flushed.prefix { $0.position <= position }
        self = TestLog()
        waiting = Array(kept)
        _ = flush()
    }

    /// What was never flushed is lost.
    mutating func crash() { (waiting, erasures) = ([], []) }

    /// An erased event is there without content, an erased update is not.
    var image: RoomImage {
        let entries = flushed.filter { $0.kind == .event || !$0.payload.isEmpty }
        return RoomImage(entries: entries, end: end, heads: Array(heads.values))
    }
}
