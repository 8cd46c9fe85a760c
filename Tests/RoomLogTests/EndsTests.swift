import Committee
import Foundation
import GRDB
import RoomCore
import Testing

@testable import RoomLog

/// Where rooms, chains and documents end is saved now and then, and else read off the headers.
@Suite("The ends of the log")
struct EndsTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("A server that is killed at any moment leaves a log that goes on where it ended")
    func killed() async throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        var author = Author()
        try log.create(room: "a", holding: [author.event(.committee, "e1")])
        for number in 0..<20 {
            _ = try await log.flush(
                "a", [author.update(.plan, "u\(number)"), author.update(.caucusWorker, "s\(number)")]
            ).get()
        }
        let (expected, next) = (try log.load(room: "a"), author.update(.plan, "next"))
        // Not one of them is in the tables of ends.
        #expect(try ends(of: folder) == (last: 41, ends: 0))
        #expect(try LogInspector(folder: folder.path).verify(room: "a").isWhole)
        let killed = try folder.copy()
        log.close()
        #expect(try ends(of: folder) == (last: 41, ends: 41))
        for folder in [folder, killed] {
            let again = try SQLiteRoomLog(folder: folder.path)
            #expect(try ends(of: folder) == (last: 41, ends: 41))
            let found = try again.load(room: "a")
            #expect(
                found.entries == expected.entries && found.heads == expected.heads
                    && found.end == expected.end)
            #expect(try await again.flush("a", [next]).get().end == LogPosition(42))
            #expect(try again.verify(room: "a").isWhole)
            again.close()
        }
    }

    @Test("The ends are saved after so many entries, of all rooms they belong to")
    func saved() async throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        var authors = ["a": Author(), "b": Author(), "c": Author()]
        for room in authors.keys { try log.create(room: room) }
        var early = Author()
        let first = [early.event(.committee, "e1"), early.update(.plan, "u1"), early.update(.plan, "u2")]
        try log.create(room: "d", holding: first)
        var count = 0
        while count < LogTables.unsavedEntriesMax {
            for room in authors.keys {
                let batch = (0..<40).map { _ in authors[room, default: Author()].update(.plan, "u") }
                _ = try await log.flush(room, batch).get()
                count += batch.count
            }
        }
        let saved = try ends(of: folder).ends
        #expect(saved >= LogTables.unsavedEntriesMax && saved <= Int64(count + 3))
        for room in authors.keys {
            #expect(try log.verify(room: room).isWhole)
            #expect(try log.load(room: room).entries.count == count / 3)
            #expect(
                try await log.flush(room, [authors[room, default: Author()].event(.committee, "e")]).get()
                    .end == LogPosition(UInt64(count / 3 + 1)))
        }
        // Nothing was written to it since: the tables alone say where it ends.
        #expect(try log.verify(room: "d").isWhole)
        #expect(try log.load(room: "d").entries == first)
        log.close()
    }

    @Test("Entries that go before their ends are saved are missed, by verify and by the next server")
    func missed() async throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        var author = Author()
        try log.create(room: "a", holding: [author.update(.plan, "u1"), author.update(.plan, "u2")])
        let killed = try folder.copy()
        log.close()
        try await DatabaseQueue(path: killed.path + "/log.sqlite").write { db in
            try db.execute(sql: "DELETE FROM headers WHERE number = 2; DELETE FROM payloads WHERE number = 2")
        }
        let found = try LogInspector(folder: killed.path).verify(room: "a")
        #expect(found.fault?.position == LogPosition(2))
        #expect(found.fault?.reason.contains("1 of the last entries") == true)
        // Over all rooms nobody is blamed: nothing says whose entries they were.
        let all = try LogInspector(folder: killed.path).verify()
        #expect(all.map(\.room) == ["a", ""] && all.map(\.isWhole) == [true, false])
        #expect(all.last?.fault?.position == LogPosition(2))
        #expect(throws: LogFailure.self) { try SQLiteRoomLog(folder: killed.path) }
    }

    @Test("No number is given twice after somebody has taken the last entries out of a closed log")
    func numbers() async throws {
        var log = try SQLiteRoomLog(folder: folder.path)
        var (a, b) = (Author(), Author())
        try log.create(room: "b", holding: [b.update(.plan, "u1")])
        try log.create(room: "a", holding: [a.update(.plan, "u1"), a.update(.plan, "u2")])
        log.close()
        try await DatabaseQueue(path: folder.path + "/log.sqlite").write { db in
            try db.execute(sql: "DELETE FROM headers WHERE number > 1; DELETE FROM payloads WHERE number > 1")
        }
        log = try SQLiteRoomLog(folder: folder.path)
        #expect(try await log.flush("b", [b.update(.plan, "u2")]).get().end == LogPosition(2))
        #expect(try log.load(room: "b").entries.count == 2)
        #expect(try log.verify(room: "b").isWhole)
        #expect(try !log.verify(room: "a").isWhole)
        log.close()
    }

    private func ends(of folder: TemporaryFolder) throws -> (last: Int64, ends: Int64) {
        try DatabaseQueue(path: folder.path + "/log.sqlite").read { db in
            let row = try #require(try GRDB.Row.fetchOne(db, sql: "SELECT last, ends FROM written"))
            return (row["last"], row["ends"])
        }
    }
}
