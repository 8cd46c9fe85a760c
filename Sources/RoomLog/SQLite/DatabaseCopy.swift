import Foundation
import GRDB

/// Copies SQLite files while somebody writes to them.
package enum DatabaseCopy {
    /// Copies the log and the accounts of a folder into another, both as they are at one moment.
    ///
    /// Accounts are written seldom: for as long as it takes to open a view of each file, nobody may write to
    /// them, so both views show the same moment. The log's writer waits for nothing.
    package static func make(
        from folder: String, to target: String, accountsFormat: Int,
        progress: @escaping (_ name: String, _ done: Int, _ all: Int) -> Void
    ) throws(LogFailure) {
        do {
            let gate = try DurableDatabase.openForWriting(
                path: folder + "/accounts.sqlite", format: accountsFormat)
            let accounts = try DurableDatabase.openForReading(
                path: folder + "/accounts.sqlite", format: accountsFormat)
            let log = try DurableDatabase.openForReading(
                path: folder + "/log.sqlite", format: LogTables.format)
            try log.inDatabase { log in
                try accounts.inDatabase { accounts in
                    try gate.writeWithoutTransaction { gate in
                        try gate.execute(sql: "BEGIN IMMEDIATE")
                        defer { try? gate.execute(sql: "ROLLBACK") }
                        try view(log)
                        try view(accounts)
                    }
                    defer { for database in [log, accounts] { try? database.execute(sql: "ROLLBACK") } }
                    try copy(log, to: target + "/log.sqlite") { progress("log.sqlite", $0, $1) }
                    try copy(accounts, to: target + "/accounts.sqlite") {
                        progress("accounts.sqlite", $0, $1)
                    }
                }
            }
        } catch {
            throw LogFailure(error, path: target)
        }
    }

    /// Copies one file as it is at one moment; nothing where it is missing.
    package static func make(
        _ name: String, from folder: String, to target: String, format: Int
    ) throws(LogFailure) {
        guard FileManager.default.fileExists(atPath: folder + "/" + name) else { return }
        do {
            let source = try DurableDatabase.openForReading(path: folder + "/" + name, format: format)
            try source.inDatabase { db in
                try view(db)
                defer { try? db.execute(sql: "ROLLBACK") }
                try copy(db, to: target + "/" + name) { _, _ in }
            }
        } catch {
            throw LogFailure(error, path: target)
        }
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
