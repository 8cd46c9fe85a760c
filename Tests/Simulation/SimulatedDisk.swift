import CRDT
import Committee
import RoomCore

/// A log whose flushes come when the run says so, and that fails or loses what it has not flushed.
///
/// `flushed` is built from flushed entries alone and never looks at the room: it is the measure of what may
/// be told.
struct SimulatedDisk {
    static let room = "f1"
    private(set) var entries: [LogEntry] = []
    private(set) var waiting: [[LogEntry]] = []
    private var heads: [Audience: Head] = [:]
    private var links: [ChainPlace: Head] = [:]
    private(set) var flushed: [DocumentName: Doc] = [:]
    /// Where each update stands in the log.
    private(set) var positions: [DocumentName: [[UInt8]: LogPosition]] = [:]

    mutating func append(_ batch: [LogEntry]) { waiting.append(batch) }

    /// Flushes the oldest batches; nil if there is none.
    mutating func flush(batches: Int) throws -> Room.Input? {
        guard !waiting.isEmpty else { return nil }
        var touched: Set<Audience> = []
        for batch in waiting.prefix(batches) {
            for entry in batch {
                try keep(entry)
                touched.insert(entry.audience)
            }
        }
        waiting.removeFirst(min(batches, waiting.count))
        let end = entries.last?.position ?? .zero
        return .appended(
            through: end,
            heads: touched.sorted { $0.rawValue < $1.rawValue }.compactMap { heads[$0] })
    }

    func links(at places: [ChainPlace]) -> [Head] { places.compactMap { links[$0] } }

    /// The machine stops: of what waits, some batches had reached the disk and nobody was told.
    mutating func crash(keeping batches: Int) throws {
        _ = try flush(batches: batches)
        waiting = []
    }

    private mutating func keep(_ entry: LogEntry) throws {
        guard entry.position == (entries.last?.position ?? .zero).next else {
            throw Failure("the log has a gap before \(entry.position.rawValue)")
        }
        guard entry.sequence == (heads[entry.audience]?.sequence ?? 0) + 1 else {
            throw Failure("audience \(entry.audience.rawValue) has a gap before \(entry.sequence)")
        }
        entries.append(entry)
        // The chain is the log's own business; here a head needs to be unlike every other.
        let hash = [UInt8](repeating: UInt8(truncatingIfNeeded: entry.position.rawValue), count: 32)
        let head = Head(audience: entry.audience, sequence: entry.sequence, hash: hash)
        heads[entry.audience] = head
        links[head.place] = head
        guard let name = entry.document, entry.kind != .binding else { return }
        if entry.kind == .update { positions[name, default: [:]][entry.payload] = entry.position }
        try flushed[name, default: Doc(clientID: 0)].apply(entry.payload)
    }

    /// What wakes a room: per document its newest checkpoint or epoch and what follows, all events and
    /// bindings.
    var image: RoomImage {
        var starts: [DocumentName: LogPosition] = [:]
        for entry in entries where entry.kind == .checkpoint || entry.kind == .epoch {
            if let name = entry.document { starts[name] = entry.position }
        }
        let needed = entries.filter { entry in
            guard let name = entry.document, entry.kind != .binding, let start = starts[name] else {
                return true
            }
            return entry.position >= start
        }
        return RoomImage(
            entries: needed, end: entries.last?.position ?? .zero, heads: Array(heads.values))
    }
}

/// A check that did not hold, in words.
struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
