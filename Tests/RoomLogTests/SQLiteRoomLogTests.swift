import Committee
import Foundation
import GRDB
import RoomCore
import Synchronization
import Testing

@testable import RoomLog

@Suite("The log on SQLite")
struct SQLiteRoomLogTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("Every commit waits for the disk, on the connection that writes")
    func durable() throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        try log.pool.writeWithoutTransaction { db in
            #expect(try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2)
            #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
            #expect(try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1)
            try DurableDatabase.assertDurable(db)
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            #expect(throws: LogFailure.self) { try DurableDatabase.assertDurable(db) }
        }
        log.close()
    }

    @Test("The write-ahead log has its length before the first commit, and a commit changes no file's size")
    func writeAheadLength() async throws {
        func length() throws -> Int {
            let file = try FileManager.default.attributesOfItem(atPath: folder.path + "/log.sqlite-wal")
            return try #require(file[.size] as? Int)
        }
        // The first start makes the folder, the others find one that was closed.
        for start in 1...2 {
            var author = Author()
            let log = try SQLiteRoomLog(folder: folder.path)
            let atStart = try length()
            #expect(atStart == 16 << 20)
            try log.create(room: "a\(start)", holding: [author.update(.plan, "u1")])
            for number in 0..<20 {
                _ = try await log.flush("a\(start)", [author.update(.plan, "u\(number)")]).get()
            }
            #expect(try length() == atStart)
            // What a crash leaves behind: the zeros at the end are an end.
            if start == 2 {
                let copy = try TemporaryFolder()
                for name in ["log.sqlite", "log.sqlite-wal", "case.key"] {
                    try FileManager.default.copyItem(
                        atPath: folder.path + "/" + name, toPath: copy.path + "/" + name)
                }
                let recovered = try SQLiteRoomLog(folder: copy.path)
                #expect(try recovered.load(room: "a2").entries.count == 21)
                recovered.close()
            }
            log.close()
        }
    }

    @Test("What was flushed is there when the folder is opened again, and the chain goes on")
    func reopening() async throws {
        var author = Author()
        let entries = ["u1", "u2", "u3"].map { author.update(.plan, $0) }
        var log = try SQLiteRoomLog(folder: folder.path)
        let seed = log.headSeed
        try log.create(room: "a", holding: [entries[0]])
        let heads = try await log.flush("a", [entries[1]]).get().heads
        log.close()
        log = try SQLiteRoomLog(folder: folder.path)
        let image = try log.load(room: "a")
        #expect(image.entries == Array(entries[..<2]) && image.heads == heads && log.headSeed == seed)
        #expect(try await log.flush("a", [entries[2]]).get().end == LogPosition(3))
        #expect(try log.verify(room: "a").isWhole)
        log.close()
    }

    @Test("A closed log is one file, whoever read it before")
    func oneFile() throws {
        var author = Author()
        let log = try SQLiteRoomLog(folder: folder.path)
        try log.create(room: "a", holding: [author.update(.plan, "u1")])
        let image = try log.load(room: "a")
        log.close()
        let copy = try TemporaryFolder()
        for name in ["log.sqlite", "case.key"] {
            try FileManager.default.copyItem(
                atPath: folder.path + "/" + name, toPath: copy.path + "/" + name)
        }
        let reopened = try SQLiteRoomLog(folder: copy.path)
        #expect(try reopened.load(room: "a").entries == image.entries)
        reopened.close()
    }

    @Test("A second server on the same folder is refused, and let in when the first is gone")
    func lock() throws {
        let first = try SQLiteRoomLog(folder: folder.path)
        #expect(throws: LogFailure.inUse(path: folder.path)) { try SQLiteRoomLog(folder: folder.path) }
        first.close()
        try SQLiteRoomLog(folder: folder.path).close()
    }

    @Test("A folder of a newer format is refused and stays as it is")
    func newerFormat() throws {
        let name = folder.path + "/log.sqlite"
        try DatabaseQueue(path: name).write { db in
            try db.execute(sql: "CREATE TABLE later (x); PRAGMA user_version = 6")
        }
        let before = try Data(contentsOf: URL(filePath: name))
        #expect(throws: LogFailure.newerFormat(found: 6, supported: 5)) {
            try SQLiteRoomLog(folder: folder.path)
        }
        #expect(try Data(contentsOf: URL(filePath: name)) == before)
    }

    @Test("A folder of each earlier format opens, loads and verifies", arguments: [1, 2, 3, 4])
    func earlier(format: Int) async throws {
        try folder.fill(fromFormat: format)
        // Reading alone changes nothing, and says what does.
        let path = folder.path + "/log.sqlite"
        #expect(throws: LogFailure.olderFormat(path: path, found: format, needed: LogTables.format)) {
            try LogInspector(folder: folder.path)
        }
        let log = try SQLiteRoomLog(folder: folder.path)
        #expect(log.headSeed == [UInt8](repeating: 7, count: 32))
        #expect(try log.rooms() == ["factory-fixture"])
        #expect(try log.rooms(dueBy: 0) == ["factory-fixture"], "nobody has looked at its clocks")
        let image = try log.load(room: "factory-fixture")
        #expect(image.entries.map(\.text) == ["e1", "b1", "c1", "u2", "s1"])
        #expect(image.end == LogPosition(6))
        #expect(try log.verify(room: "factory-fixture").isWhole)
        log.close()
    }

    @Test("The files are the owner's alone, and a broken key is not replaced")
    func ownFiles() throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        try log.create(room: "a")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(names).isSuperset(of: ["head.key", "lock", "log.sqlite", "log.sqlite-wal"]))
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        log.close()
        let key = URL(filePath: folder.path + "/head.key")
        #expect(Array(try Data(contentsOf: key)) == log.headSeed && log.headSeed.count == 32)
        try Data([1, 2, 3]).write(to: key)
        #expect(throws: LogFailure.self) { try SQLiteRoomLog(folder: folder.path) }
    }

    @Test("One commit carries the batches of many rooms")
    func groupCommit() async throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        let commits = CommitCounter()
        for number in 0..<100 { try log.create(room: "room-\(number)") }
        log.pool.add(transactionObserver: commits, extent: .databaseLifetime)
        let (answers, continuation) = AsyncStream<Bool>.makeStream()
        try await log.pool.writeWithoutTransaction { _ in
            // The committer waits for this closure with the first batch in hand; the others gather behind it.
            for number in 0..<100 {
                var author = Author()
                let batch = AppendBatch(room: "room-\(number)", entries: [author.update(.plan, "u")])
                log.append(batch) { result in continuation.yield((try? result.get()) != nil) }
            }
        }
        var flushed = 0
        for await isFlushed in answers.prefix(100) where isFlushed { flushed += 1 }
        #expect(flushed == 100)
        #expect(commits.count <= 2)
        log.close()
    }

    @Test("A full disk fails the batch, and the room goes on where it was once there is space")
    func fullDisk() async throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        var author = Author()
        let entries = ["u1", "u2"].map { author.update(.plan, $0) }
        try log.create(room: "a", holding: [entries[0]])
        let fault = CommitCounter(failingWith: .SQLITE_FULL)
        log.pool.add(transactionObserver: fault, extent: .databaseLifetime)
        #expect(await log.flush("a", [entries[1]]) == .failure(.diskFull))
        log.pool.remove(transactionObserver: fault)
        #expect(await log.flush("a", [entries[1]]) == .failure(.diskFull))
        #expect(try log.load(room: "a").entries == [entries[0]])
        #expect(try await log.flush("a", [entries[1]]).get().end == LogPosition(2))
        #expect(try log.verify(room: "a").entryCount == 2)
        log.close()
    }

    @Test("After a failed flush nothing is acknowledged until the log is opened again")
    func failedFlush() async throws {
        var log = try SQLiteRoomLog(folder: folder.path)
        var author = Author()
        let entries = ["u1", "u2"].map { author.update(.plan, $0) }
        try log.create(room: "a", holding: [entries[0]])
        try log.create(room: "b")
        let fault = CommitCounter(failingWith: .SQLITE_IOERR)
        log.pool.add(transactionObserver: fault, extent: .databaseLifetime)
        await #expect(throws: LogFailure.self) { try await log.flush("a", [entries[1]]).get() }
        log.pool.remove(transactionObserver: fault)
        #expect(try log.load(room: "a").entries == [entries[0]])
        await #expect(throws: LogFailure.self) { try await log.flush("a", [entries[1]]).get() }
        await #expect(throws: LogFailure.self) { try await log.flush("b", [entries[0]]).get() }
        log.close()
        log = try SQLiteRoomLog(folder: folder.path)
        #expect(try await log.flush("a", [entries[1]]).get().end == LogPosition(2))
        log.close()
    }
}

/// Counts commits, or makes each fail as the disk would.
private final class CommitCounter: TransactionObserver, Sendable {
    private let commits = Mutex(0)
    private let failure: ResultCode?

    init(failingWith failure: ResultCode? = nil) {
        self.failure = failure
    }

    var count: Int { commits.withLock { $0 } }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseWillCommit() throws {
        if let failure { throw DatabaseError(resultCode: failure) }
    }
    func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
    func databaseDidRollback(_ db: Database) {}
}
