import GRDB
public import RoomCore

/// The log of every room of a data folder, in SQLite: `log.sqlite` (`Protocol/log.md`).
///
/// An answer "flushed" means that the write-ahead log is on the disk (`synchronous = FULL`, asserted when it
/// opens). One committer writes for all rooms; loading reads beside it and holds nobody up.
public final class SQLiteRoomLog: RoomLog {
    /// The 32 bytes of `head.key`, for `HeadSigner`.
    public let headSeed: [UInt8]

    /// With the folder's `case.key`, for content that must not be read off the disk.
    public let seal: PayloadSeal

    private let folder: LogFolder
    let pool: DatabasePool
    private let path: String
    private let committer: Committer

    /// Opens the folder, or makes it, and holds its lock until `close` or the end of the process.
    /// `whenCommitted` hears of every transaction, on the committing thread.
    public init(
        folder path: String, whenCommitted: @escaping @Sendable (CommitReport) -> Void = { _ in }
    ) throws(LogFailure) {
        folder = try LogFolder(path: path)
        self.path = path + "/log.sqlite"
        pool = try LogTables.open(self.path)
        headSeed = try folder.headSeed()
        do {
            let proof = try pool.read(LogTables.sealProof)
            let seal = PayloadSeal(key: try folder.caseKey(isNew: proof == nil))
            self.seal = seal
            try pool.write { db in
                try LogTables.saveEnds(db)
                try LogTables.prove(seal, by: proof, keptIn: path + "/case.key", db)
            }
            // What was sealed anew or erased just before a crash stands there as it was.
            DurableDatabase.emptyLog(of: pool)
        } catch {
            throw LogFailure(error, path: self.path)
        }
        committer = try Committer(pool: pool, path: self.path, seal: seal, whenCommitted: whenCommitted)
    }

    public func rooms() throws(LogFailure) -> [String] {
        try read(LogTables.rooms)
    }

    public func rooms(dueBy seconds: Int64) throws(LogFailure) -> [String] {
        try read { db in try LogTables.rooms(dueBy: seconds, db) }
    }

    @discardableResult
    public func create(room: String, holding entries: [LogEntry]) throws(LogFailure) -> AppendReceipt {
        try checkRoomName(room)
        return try committer.wait(room: room, for: .create(entries)).get()
    }

    public func load(room: String) throws(LogFailure) -> RoomImage {
        _ = try committer.wait(room: room, for: .settle).get()
        return try read { db in try LogTables.image(of: room, seal, db) }
    }

    public func links(room: String, at places: [ChainPlace]) throws(LogFailure) -> [Head] {
        try read { db in try LogTables.links(room, at: places, db) }
    }

    public func append(
        _ batch: AppendBatch, whenFlushed: @escaping @Sendable (Result<AppendReceipt, LogFailure>) -> Void
    ) {
        let work = Committer.Job.Work.append(batch.entries, batch.wakeUp, batch.erasures)
        committer.add(.init(room: batch.room, work: work, whenDone: whenFlushed))
    }

    /// Walks every chain of a room; `progress` hears now and then how many of how many entries it has seen.
    public func verify(
        room: String, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogFailure) -> LogVerification {
        try read { db in try LogTables.verify(only: room, seal: seal, db, progress: progress)[0] }
    }

    public func close() {
        committer.close()
        DurableDatabase.close(pool)
        folder.unlock()
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        do { return try pool.read(body) } catch { throw LogFailure(error, path: path) }
    }
}
