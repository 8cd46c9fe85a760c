import Dispatch
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// Moves what is committed from the write-ahead log into the file, on a connection and a thread of its own:
/// no commit waits for it.
///
/// SQLite starts the write-ahead log again from its beginning only when nothing in it is left to move, and
/// under load there always is. So when it has grown long, the committer moves the short rest itself, between
/// two commits.
final class Checkpointer: Sendable {
    /// Entries between two moves; some 1 MB of pages. Half a KiB of content counts as one more.
    static let entriesMax = 2000
    /// Pages of 4 KiB in the write-ahead log at which the committer finishes a move: 16 MiB.
    static let pagesMax = 4_096

    private struct State {
        var entries = 0
        var isMoving = false
        var isRestDue = false
        /// What the disk said when it failed: then nobody knows what the file holds.
        var failure: (any Error)?
    }

    private let queue: DatabaseQueue
    private let thread = DispatchQueue(label: "bipartite.log.checkpointer")
    private let state = Mutex(State())

    /// From now on commits on `pool` move nothing themselves.
    init(beside pool: DatabasePool, path: String) throws(LogFailure) {
        do {
            queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
                // A hundred rooms that write touch a few hundred pages a commit: they stay in memory (KiB).
                try db.execute(sql: "PRAGMA cache_size = -16384")
                // In a transaction: no other process appends to the file meanwhile.
                try db.inTransaction(.immediate) {
                    Self.lengthen(URL(filePath: path + "-wal"))
                    return .commit
                }
            }
        } catch { throw LogFailure(error, path: path) }
    }

    /// Gives the write-ahead log at once the length it will grow to, in zeros that SQLite reads as an end.
    /// A flush then writes the pages alone and not also the file's new size: it takes half as long, and a
    /// full disk is met now and not in the middle of a commit. A disk with less room stays as it is.
    static func lengthen(_ file: URL) {
        guard let handle = try? FileHandle(forWritingTo: file),
            let end = try? handle.seekToEnd()
        else { return }
        let missing = pagesMax * 4_096 - Int(clamping: end)
        guard missing > 0 else { return }
        do {
            try handle.write(contentsOf: Data(count: missing))
            try handle.synchronize()
        } catch {
            try? handle.truncate(atOffset: end)
        }
    }

    /// On the committing connection, outside a transaction. Throws if the disk failed while moving: nobody
    /// knows then what the file holds, and nothing more may be called flushed.
    func beforeCommit(of entries: Int, bytes: Int, _ db: Database) throws {
        let (mayStart, isRestDue) = try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.entries += entries + bytes / 512
            let mayStart = !state.isMoving && state.entries >= Self.entriesMax
            if mayStart { (state.entries, state.isMoving) = (0, true) }
            guard !state.isMoving, state.isRestDue else { return (mayStart, false) }
            state.isRestDue = false
            return (mayStart, true)
        }
        if isRestDue { _ = try move(on: db) }
        if mayStart { thread.async { self.move() } }
    }

    private func move() {
        let result = Result {
            try queue.writeWithoutTransaction { db in
                let pages = try moveAndFlush(db)
                // Once more what came meanwhile: the committer finds next to nothing left.
                return pages > Self.pagesMax ? try moveAndFlush(db) : pages
            }
        }
        state.withLock { state in
            state.isMoving = false
            switch result {
            case .success(let pages): state.isRestDue = pages > Self.pagesMax
            case .failure(let error): state.failure = error
            }
        }
    }

    /// Returns how many pages the write-ahead log holds; 0 if there was no room or no turn to move any.
    private func move(on db: Database) throws -> Int {
        do {
            return try db.checkpoint(.passive).walFrameCount
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_FULL].contains(error.resultCode) {
            return 0
        }
    }

    private func moveAndFlush(_ db: Database) throws -> Int {
        let pages = try move(on: db)
        try flush(db)
        return pages
    }

    /// Has the disk take what was moved. SQLite does so once nothing is left to move, which under load is in
    /// the committer's hands: then all that was ever moved would be flushed while every room waits.
    private func flush(_ db: Database) throws {
        var file: UnsafeMutablePointer<sqlite3_file>?
        var code = unsafe sqlite3_file_control(
            db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        if let file = unsafe file, let sync = unsafe file.pointee.pMethods.pointee.xSync {
            code = unsafe sync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
        }
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// Waits for a move that is under way.
    func close() {
        thread.sync {}
        try? queue.close()
    }
}
