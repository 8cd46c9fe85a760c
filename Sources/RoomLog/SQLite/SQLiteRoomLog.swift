public import RoomCore

/// The log of every room of a data folder, in SQLite. A skeleton for now.
public final class SQLiteRoomLog: RoomLog {
    /// 32 random bytes of the folder, for `HeadSigner`.
    public let headSeed: [UInt8]
    /// Opens or makes the folder and takes its lock.
    public init(folder: String) throws(LogFailure) { fatalError() }
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
