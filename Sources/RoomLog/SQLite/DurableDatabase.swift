import Foundation
package import GRDB

/// Opens a SQLite file so that a returned commit means a flushed disk.
///
/// GRDB sets `synchronous = NORMAL` whenever it turns on WAL mode, and says nothing (DESIGN D8). So FULL is
/// set after the pool is open, on its one writing connection, and read back there before anybody may use it.
package enum DurableDatabase {
    /// Opens or creates the file at `path`. `makeTables` makes the tables of a new file (format 0), of the
    /// newest format; `migrations[n]` leads from format n to the next.
    package static func open(
        path: String, format: Int, migrations: [Int: @Sendable (Database) throws -> Void] = [:],
        makeTables: @escaping (Database) throws -> Void
    ) throws(LogFailure) -> DatabasePool {
        do {
            // SQLite gives its other files the permissions of this one: for the owner alone.
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(
                    atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            }
            let pool = try DatabasePool(path: path, configuration: configuration(format: format))
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try db.execute(sql: "PRAGMA secure_delete = ON")
                try assertDurable(db)
                try db.inTransaction(.immediate) {
                    let found = try self.format(db)
                    if found == 0 {
                        try makeTables(db)
                    } else {
                        for old in found..<format { try migrations[old]?(db) }
                    }
                    if found != format { try db.execute(sql: "PRAGMA user_version = \(format)") }
                    return .commit
                }
            }
            return pool
        } catch {
            throw LogFailure(error, path: path)
        }
    }

    /// Moves the write-ahead log into the file, so that the file alone holds everything, and closes it.
    ///
    /// GRDB closes the writing connection first, and SQLite cannot move the log for a reader that closes
    /// last. If somebody reads meanwhile, the log stays beside the file and nothing is lost.
    package static func close(_ pool: DatabasePool) {
        emptyLog(of: pool)
        try? pool.close()
    }

    /// Moves the write-ahead log, which holds pages as they were, into the file. If a reader is in the way,
    /// it goes with the next one.
    package static func emptyLog(of pool: DatabasePool) {
        _ = try? pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    }

    /// Opens an existing file of the newest format for reading only: for another process than the one that
    /// writes.
    package static func openForReading(path: String, format: Int) throws(LogFailure) -> DatabaseQueue {
        do {
            var configuration = configuration(format: format)
            configuration.readonly = true
            configuration.prepareDatabase { db in
                let found = try self.format(db)
                if found < format {
                    throw LogFailure.olderFormat(path: path, found: found, needed: format)
                }
            }
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw LogFailure(error, path: path)
        }
    }

    /// Opens an existing file for writing, beside the program that serves it.
    package static func openForWriting(path: String, format: Int) throws(LogFailure) -> DatabaseQueue {
        do {
            return try DatabaseQueue(path: path, configuration: configuration(format: format))
        } catch {
            throw LogFailure(error, path: path)
        }
    }

    /// Fails unless a commit on this connection waits for the disk.
    package static func assertDurable(_ db: Database) throws {
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        guard synchronous == 2 else {
            throw LogFailure.storage(
                "SQLite would not wait for the disk (synchronous = \(synchronous ?? -1))")
        }
        let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode")
        guard journal == "wal" else {
            throw LogFailure.storage("SQLite would not keep a write-ahead log (\(journal ?? "no journal"))")
        }
    }

    private static func configuration(format: Int) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        // Before WAL mode is touched: a file of a newer format stays as it is.
        configuration.prepareDatabase { db in
            let found = try self.format(db)
            if found > format { throw LogFailure.newerFormat(found: found, supported: format) }
        }
        return configuration
    }

    private static func format(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }
}
