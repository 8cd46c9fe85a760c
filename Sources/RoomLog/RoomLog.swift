public import RoomCore

/// A batch of one room, in order; it is flushed whole or not at all.
public struct AppendBatch: Sendable {
    public var room: String
    public var entries: [LogEntry]
    /// When the room must be looked at next from now on; nil: as before. In the log with the entries, or not
    /// at all: no clock is missed because the server ended between the two.
    public var wakeUp: WakeUp?
    /// Content that goes in the same step.
    public var erasures: [Erasure]

    public init(
        room: String, entries: [LogEntry], wakeUp: WakeUp? = nil, erasures: [Erasure] = []
    ) {
        self.room = room
        self.entries = entries
        self.wakeUp = wakeUp
        self.erasures = erasures
    }
}

/// What the log says of a batch that is flushed.
public struct AppendReceipt: Hashable, Sendable {
    /// Where the room's log ends now.
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
    /// Ids of all rooms, sorted.
    func rooms() throws(LogFailure) -> [String]
    /// Ids of the rooms whose next clock strikes by then (seconds since 1970), those that wait longest first.
    /// A new room is due at once: nobody has looked at its clocks.
    func rooms(dueBy seconds: Int64) throws(LogFailure) -> [String]
    /// Makes a room that holds these entries, in one step: it exists whole or not at all. Returns once it is
    /// flushed.
    @discardableResult
    func create(room: String, holding entries: [LogEntry]) throws(LogFailure) -> AppendReceipt
    /// Waits for what is queued of the room, then reads what wakes it. Blocks; never call it from
    /// `whenFlushed`.
    func load(room: String) throws(LogFailure) -> RoomImage
    /// The links of a room's chains at these places, as far as the log has them. Blocks.
    func links(room: String, at places: [ChainPlace]) throws(LogFailure) -> [Head]
    /// Queues a batch and returns at once; `whenFlushed` is called in order per room, on any thread, once the
    /// batch is on disk or has failed. After a failure every later batch of that room fails too until it is
    /// loaded again.
    func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void)
    /// Flushes what is queued and closes the files.
    func close()
}

extension RoomLog {
    /// Makes an empty room.
    public func create(room: String) throws(LogFailure) {
        try create(room: room, holding: [])
    }
}
