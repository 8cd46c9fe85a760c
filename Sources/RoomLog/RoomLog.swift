public import RoomCore

/// What the disk answered instead of "flushed".
public enum LogFailure: Error, Hashable, Sendable {
    /// No room of that id.
    case unknownRoom
    case alreadyExists
    /// The batch does not follow the last entry: somebody else wrote to the room.
    case outOfOrder(expected: LogPosition, got: LogPosition)
    case diskFull
    case readOnly(path: String)
    /// A second server holds the folder.
    case inUse(path: String)
    /// The folder was written by a newer version.
    case newerFormat(found: Int, supported: Int)
    /// Any other error of the storage engine, in its words.
    case storage(String)
}

/// A batch of one room, in order; it is flushed whole or not at all.
public struct AppendBatch: Sendable {
    public var room: String
    public var entries: [LogEntry]

    public init(room: String, entries: [LogEntry]) {
        self.room = room
        self.entries = entries
    }
}

public struct AppendReceipt: Hashable, Sendable {
    public var end: LogPosition
    /// New heads of the audiences the batch touched.
    public var heads: [Head]

    public init(end: LogPosition, heads: [Head]) {
        self.end = end
        self.heads = heads
    }
}

/// The ordered history of every room. Every engine passes `RoomLogContract`.
public protocol RoomLog: Sendable {
    func rooms() throws(LogFailure) -> [String]
    func create(room: String) throws(LogFailure)
    func load(room: String) throws(LogFailure) -> RoomImage
    /// Queues a batch and returns at once; `whenFlushed` is called in order per room, on any thread, once the batch
    /// is on disk or has failed. After a failure every later batch of that room fails too until it is loaded again.
    func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void)
    /// Flushes what is queued and closes the files.
    func close()
}
