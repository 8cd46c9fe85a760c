import Committee
public import RoomCore
import Synchronization

/// The log in memory: for tests and simulations. It keeps every promise of the port but the one about the
/// disk.
public final class MemoryRoomLog: RoomLog {
    private struct State {
        var rooms: [String: [LogEntry]] = [:]
        var tails: [String: ChainTail] = [:]
        var wakeUps: [String: WakeUp] = [:]
        /// Every link of the chains, by room.
        var links: [String: [ChainPlace: Head]] = [:]
        /// Rooms that refuse everything until they are loaded again, and why.
        var failed: [String: LogFailure] = [:]
        var isClosed = false
        var salts = SaltSource()
        /// Answers not given yet, oldest first; one thread at a time gives them.
        var answers: [@Sendable () -> Void] = []
        var isAnswering = false
    }
    private let state = Mutex(State())

    public init() {}

    public func rooms() throws(LogFailure) -> [String] {
        state.withLock { $0.rooms.keys.sorted() }
    }

    public func rooms(dueBy seconds: Int64) throws(LogFailure) -> [String] {
        state.withLock { state in
            let due = state.rooms.keys.compactMap { room -> (at: Int64, room: String)? in
                guard let at = (state.wakeUps[room] ?? .now).seconds, at <= seconds else { return nil }
                return (at, room)
            }
            return due.sorted { $0 < $1 }.map(\.room)
        }
    }

    @discardableResult
    public func create(room: String, holding entries: [LogEntry]) throws(LogFailure) -> AppendReceipt {
        try checkRoomName(room)
        return try state.withLock { state throws(LogFailure) in
            guard !state.isClosed else { throw .closed }
            guard state.rooms[room] == nil else { throw .alreadyExists }
            var tail = ChainTail()
            state.links[room] = byPlace(try tail.extend(by: entries, room: room, salts: &state.salts))
            state.rooms[room] = entries
            state.tails[room] = tail
            return tail.receipt(for: entries)
        }
    }

    public func load(room: String) throws(LogFailure) -> RoomImage {
        try state.withLock { state throws(LogFailure) in
            guard !state.isClosed else { throw .closed }
            guard let entries = state.rooms[room], let tail = state.tails[room] else { throw .unknownRoom }
            state.failed[room] = nil
            return RoomImage(
                entries: needed(of: entries), end: tail.end, heads: tail.sortedHeads,
                wakeUp: state.wakeUps[room] ?? .now)
        }
    }

    public func links(room: String, at places: [ChainPlace]) throws(LogFailure) -> [Head] {
        state.withLock { state in places.compactMap { state.links[room]?[$0] } }
    }

    public func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void
    ) {
        let isMine = state.withLock { state in
            let result = Self.append(batch, to: &state)
            state.answers.append { whenFlushed(result) }
            defer { state.isAnswering = true }
            return !state.isAnswering
        }
        guard isMine else { return }
        while let answer = nextAnswer() { answer() }
    }

    public func close() {
        state.withLock { $0.isClosed = true }
    }

    private func nextAnswer() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.answers.isEmpty else {
                state.isAnswering = false
                return nil
            }
            return state.answers.removeFirst()
        }
    }

    private static func append(
        _ batch: AppendBatch, to state: inout State
    ) -> Result<AppendReceipt, LogFailure> {
        do throws(LogFailure) {
            guard !state.isClosed else { throw .closed }
            if let failure = state.failed[batch.room] { throw failure }
            guard var tail = state.tails[batch.room] else { throw .unknownRoom }
            let linked = try tail.extend(by: batch.entries, room: batch.room, salts: &state.salts)
            state.links[batch.room, default: [:]].merge(byPlace(linked)) { _, new in new }
            state.tails[batch.room] = tail
            state.rooms[batch.room, default: []] += batch.entries
            for erasure in batch.erasures { state.rooms[batch.room]?.erase(erasure) }
            if let wakeUp = batch.wakeUp { state.wakeUps[batch.room] = wakeUp }
            return .success(tail.receipt(for: batch.entries))
        } catch {
            state.failed[batch.room] = error
            return .failure(error)
        }
    }
}

private func byPlace(_ linked: [LinkedEntry]) -> [ChainPlace: Head] {
    Dictionary(
        linked.map { link in
            let head = Head(audience: link.entry.audience, sequence: link.entry.sequence, hash: link.hash)
            return (head.place, head)
        }
    ) { _, last in last }
}

/// What wakes a room, of all its entries: every event and binding; per document the newest checkpoint or
/// epoch and the updates of that epoch that follow it.
private func needed(of entries: [LogEntry]) -> [LogEntry] {
    var starts: [DocumentName?: LogEntry] = [:]
    for entry in entries where entry.kind == .checkpoint || entry.kind == .epoch {
        starts[entry.document] = entry
    }
    return entries.filter { entry in
        guard entry.kind != .event, entry.kind != .binding else { return true }
        guard let start = starts[entry.document] else { return true }
        return entry.position == start.position
            || entry.kind == .update && entry.position > start.position && entry.epoch == start.epoch
    }
}

extension [LogEntry] {
    /// Empties what is erased; an entry keeps its place.
    fileprivate mutating func erase(_ erasure: Erasure) {
        for index in indices {
            let entry = self[index]
            let isBeforeEpoch = erasure.documents.contains { name in
                entry.document == name && entry.kind != .binding
                    && contains { $0.document == name && $0.kind == .epoch && $0.position > entry.position }
            }
            if isBeforeEpoch || erasure.events.contains(entry.position) { self[index].payload = [] }
        }
    }
}
