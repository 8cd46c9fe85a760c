import Foundation
import GRDB

/// Copies SQLite files while somebody writes to them.
package enum DatabaseCopy {
    /// Copies the log, the accounts and the intake, where there is one, of a folder into another, as they are
    /// at one moment.
    ///
    /// Accounts are written seldom: for as long as it takes to open a view of each file, nobody may write to
    /// them, so their view shows the same moment. The log's writer waits for nothing. The intake's view comes
    /// just before the log's: what is let out in between is known to the room by its id.
    package static func make(
        from folder: String, to target: String, accountsFormat: Int, intakeFormat: Int,
        progress: @escaping (_ name: String, _ done: Int, _ all: Int) -> Void
    ) throws(LogFailure) {
        do {
            let gate = try DurableDatabase.openForWriting(
                path: folder + "/accounts.sqlite", format: accountsFormat)
            let accounts = try DurableDatabase.openForReading(
                path: folder + "/accounts.sqlite", format: accountsFormat)
            let log = try DurableDatabase.openForReading(
                path: folder + "/log.sqlite", format: LogTables.format)
            let intakePath = folder + "/intake.sqlite"
            let intake =
                FileManager.default.fileExists(atPath: intakePath)
                ? try DurableDatabase.openForReading(path: intakePath, format: intakeFormat) : nil
            try viewing([intake, log, accounts].compactMap(\.self), behind: gate) { views in
                for (view, name) in zip(views.reversed(), ["accounts.sqlite", "log.sqlite", "intake.sqlite"])
                {
                    try copy(view, to: target + "/" + name) { progress(name, $0, $1) }
                }
            }
        } catch {
            throw LogFailure(error, path: target)
        }
    }

    /// Opens a view of each file, in this order, while nobody may write to the file of the gate.
    private static func viewing(
        _ files: [DatabaseQueue], behind gate: DatabaseQueue, open: [Database] = [],
        _ body: ([Database]) throws -> Void
    ) throws {
        if let next = files.dropFirst(open.count).first {
            return try next.inDatabase { try viewing(files, behind: gate, open: open + [$0], body) }
        }
        defer { for database in open { try? database.execute(sql: "ROLLBACK") } }
        try gate.writeWithoutTransaction { gate in
            try gate.execute(sql: "BEGIN IMMEDIATE")
            defer { try? gate.execute(sql: "ROLLBACK") }
            for database in open { try view(database) }
        }
        try body(open)
    }

    /// Brings the log of a copy up to the newest format: a backup may be older than the program.
    package static func bringUp(_ folder: String) throws(LogFailure) {
        DurableDatabase.close(try LogTables.open(folder + "/log.sqlite"))
    }

    /// From here on the connection sees the file as it is now.
    private static func view(_ db: Database) throws {
        try db.execute(sql: "BEGIN DEFERRED")
        _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_schema")
    }

    private static func copy(
        _ source: Database, to path: String, progress: @escaping (Int, Int) -> Void
    ) throws {
        _ = FileManager.default.createFile(
            atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        let target = try DatabaseQueue(path: path, configuration: configuration)
        try target.writeWithoutTransaction { target in
            try source.backup(to: target, pagesPerStep: 4096) {
                progress($0.completedPageCount, $0.totalPageCount)
            }
            // One file that whoever looks into it leaves alone; a server turns the write-ahead log on again.
            try target.execute(sql: "PRAGMA journal_mode = DELETE")
        }
        try target.close()
    }

    /// Whether SQLite finds the file whole; its words if not.
    package static func fault(of path: String) throws(LogFailure) -> String? {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let words = try DatabaseQueue(path: path, configuration: configuration).read { db in
                try String.fetchAll(db, sql: "PRAGMA quick_check(3)")
            }
            return words == ["ok"] ? nil : words.joined(separator: "; ")
        } catch {
            throw LogFailure(error, path: path)
        }
    }
}
