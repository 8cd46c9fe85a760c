import RoomCore
import RoomLog
import Synchronization

/// A log whose answers wait until the test releases them, and whose disk fails when the test says so.
///
/// Entries are in the wrapped log at once; what is held is the word "flushed", which is all a room may act
/// on.
final class HeldRoomLog: RoomLog {
    private struct State {
        var isHolding = false
        var held: [@Sendable () -> Void] = []
        var failure: LogFailure?
        /// Rooms that met the failure, until they are loaded again.
        var failed: [String: LogFailure] = [:]
    }
    private let log: any RoomLog
    private let state = Mutex(State())

    init(_ log: any RoomLog = MemoryRoomLog()) {
        self.log = log
    }

    /// Batches whose answer is held.
    var heldCount: Int { state.withLock { $0.held.count } }

    /// From here on no batch is answered.
    func holdFlushes() {
        state.withLock { $0.isHolding = true }
    }

    /// Answers what was held, in order, and holds no more.
    func releaseFlushes() {
        while let answer = nextHeld() { answer() }
    }

    /// From here on every batch fails so; nil mends the disk, and rooms recover when they are loaded again.
    func failAppends(with failure: LogFailure?) {
        state.withLock { $0.failure = failure }
    }

    func rooms() throws(LogFailure) -> [String] { try log.rooms() }

    func rooms(dueBy seconds: Int64) throws(LogFailure) -> [String] { try log.rooms(dueBy: seconds) }

    @discardableResult
    func create(room: String, holding entries: [LogEntry]) throws(LogFailure) -> AppendReceipt {
        try log.create(room: room, holding: entries)
    }

    func load(room: String) throws(LogFailure) -> RoomImage {
        state.withLock { $0.failed[room] = nil }
        return try log.load(room: room)
    }

    func links(room: String, at places: [ChainPlace]) throws(LogFailure) -> [Head] {
        try log.links(room: room, at: places)
    }

    func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void
    ) {
        let failure = state.withLock { state in
            if let failure = state.failure { state.failed[batch.room] = state.failed[batch.room] ?? failure }
            return state.failed[batch.room]
        }
        guard let failure else {
            log.append(batch) { result in self.answer { whenFlushed(result) } }
            return
        }
        answer { whenFlushed(.failure(failure)) }
    }

    func close() { log.close() }

    private func answer(_ answer: @escaping @Sendable () -> Void) {
        let isHeld = state.withLock { state in
            if state.isHolding { state.held.append(answer) }
            return state.isHolding
        }
        if !isHeld { answer() }
    }

    private func nextHeld() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.held.isEmpty else {
                state.isHolding = false
                return nil
            }
            return state.held.removeFirst()
        }
    }
}
