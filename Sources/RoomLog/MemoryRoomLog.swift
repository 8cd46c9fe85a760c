public import RoomCore

/// The log in memory: for tests and simulations. A skeleton for now.
public final class MemoryRoomLog: RoomLog {
    public init() {}
    public func rooms() throws(LogFailure) -> [String] { fatalError() }
    public func create(room: String, holding entries: [LogEntry]) throws(LogFailure) -> AppendReceipt {
        fatalError()
    }
    public func load(room: String) throws(LogFailure) -> RoomImage { fatalError() }
    public func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void
    ) { fatalError() }
    public func close() { fatalError() }
}
