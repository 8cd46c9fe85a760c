import Committee
import Foundation
import GRDB
import RoomCore
import Synchronization
import Testing

@testable import RoomLog

@Suite("A copy of a folder that is written to")
struct DatabaseCopyTests {
    private let folder: TemporaryFolder
    private let target: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        target = try TemporaryFolder()
    }

    private func openAccounts() throws -> DatabasePool {
        try DurableDatabase.open(path: folder.path + "/accounts.sqlite", format: 1) { db in
            try db.execute(sql: "CREATE TABLE numbers (number INTEGER PRIMARY KEY)")
        }
    }

    @Test("Log and accounts of a copy are of one moment, and the writers go on meanwhile")
    func oneMoment() async throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        let accounts = try openAccounts()
        try log.create(room: "a")
        let isDone = Atomic(false)
        let folder = folder.path
        let target = target.path
        // Each round writes first to the accounts, then to the log: at every moment they are level, or the
        // accounts are one ahead.
        async let written = {
            var author = Author()
            var rounds = 0
            while !isDone.load(ordering: .relaxed) {
                rounds += 1
                let number = rounds
                try await accounts.write { db in
                    try db.execute(sql: "INSERT INTO numbers VALUES (?)", arguments: [number])
                }
                _ = try await log.flush("a", [author.update(.plan, "u\(number)")]).get()
            }
            return rounds
        }()
        for round in 0..<8 {
            let copy = target + "/\(round)"
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            try DatabaseCopy.make(from: folder, to: copy, accountsFormat: 1, intakeFormat: 1) { _, _, _ in }
            let numbers = try await DatabaseQueue(path: copy + "/accounts.sqlite").read { db in
                try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM numbers") ?? 0
            }
            let found = try LogInspector(folder: copy).verify(room: "a")
            #expect(found.isWhole)
            #expect([0, 1].contains(numbers - found.entryCount), "\(numbers) \(found.entryCount)")
            #expect(try DatabaseCopy.fault(of: copy + "/log.sqlite") == nil)
            let names = try FileManager.default.contentsOfDirectory(atPath: copy).sorted()
            #expect(names == ["accounts.sqlite", "log.sqlite"])
        }
        isDone.store(true, ordering: .relaxed)
        let rounds = try await written
        #expect(rounds > 1)
        DurableDatabase.close(accounts)
        log.close()
    }

    @Test("A folder knows whether a server holds it")
    func inUse() throws {
        #expect(!LogInspector.isInUse(folder: folder.path))
        let log = try SQLiteRoomLog(folder: folder.path)
        #expect(LogInspector.isInUse(folder: folder.path))
        log.close()
        #expect(!LogInspector.isInUse(folder: folder.path))
    }
}
