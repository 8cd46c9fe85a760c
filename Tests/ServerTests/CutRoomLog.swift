import RoomCore
import RoomLog
import Synchronization

/// A log whose server is cut off it after some calls: nothing reaches the disk any more, and the last batch
/// is there or is not without the server ever hearing of it.
final class CutRoomLog: RoomLog {
    private let log: any RoomLog
    /// Whether the batch at which it is cut reaches the disk.
    private let isWritten: Bool
    private let callsLeft: Mutex<Int>

    /// - Parameter calls: loadings and batches that go well.
    init(_ log: any RoomLog, after calls: Int, isWritten: Bool) {
        self.log = log
        self.isWritten = isWritten
        callsLeft = Mutex(calls)
    }

    var isCut: Bool { callsLeft.withLock { $0 < 0 } }

    /// How many calls are left, this one taken off: -1 at the one that is cut, less behind it.
    private func call() -> Int {
        callsLeft.withLock { left in
            left -= 1
            return left
        }
    }

    private static let cut = LogFailure.storage("cut")

    func rooms() throws(LogFailure) -> [String] { try log.rooms() }

    func rooms(dueBy seconds: Int64) throws(LogFailure) -> [String] {
        guard !isCut else { throw Self.cut }
        return try log.rooms(dueBy: seconds)
    }

    @discardableResult
    func create(room: String, holding entries: [LogEntry]) throws(LogFailure) -> AppendReceipt {
        try log.create(room: room, holding: entries)
    }

    func load(room: String) throws(LogFailure) -> RoomImage {
        guard call() >= 0 else { throw Self.cut }
        return try log.load(room: room)
    }

    func links(room: String, at places: [ChainPlace]) throws(LogFailure) -> [Head] {
        try log.links(room: room, at: places)
    }

    func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void
    ) {
        let left = call()
        if left >= 0 { return log.append(batch, whenFlushed: whenFlushed) }
        guard left == -1, isWritten else { return whenFlushed(.failure(Self.cut)) }
        log.append(batch) { _ in whenFlushed(.failure(Self.cut)) }
    }

    func close() { log.close() }
}
