import Committee
import Foundation
import GRDB
import RoomCore
import RoomLog
import Testing

@Suite("Verification of a log")
struct VerificationTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        var author = Author()
        let log = try SQLiteRoomLog(folder: folder.path)
        try log.create(
            room: "a",
            holding: [
                author.event(.committee, "e1"), author.update(.plan, "u1"),
                author.update(.caucusWorker, "s1"),
                author.update(.plan, "u2"), author.update(.caucusWorker, "s2"),
            ])
        log.close()
    }

    @Test("An untouched log is whole, and says where its chains end")
    func whole() throws {
        let found = try LogInspector(folder: folder.path).verify(room: "a")
        #expect(found.isWhole && found.entryCount == 5 && found.erasedCount == 0)
        #expect(found.heads.map(\.sequence) == [3, 2])
    }

    @Test("Content that is gone, and of which nothing says that it was erased, is found", arguments: 1...5)
    func gone(number: Int) throws {
        try tamper("DELETE FROM payloads WHERE number = \(number)")
        let found = try LogInspector(folder: folder.path).verify(room: "a")
        #expect(found.fault?.position == LogPosition(UInt64(number)) && found.heads.count == 2)
    }

    @Test("Whose a client id is, is never erased")
    func goneBinding() throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        var author = Author()
        try log.create(room: "b", holding: [author.binding(.plan, "b1"), author.update(.plan, "u1")])
        log.close()
        try tamper("DELETE FROM payloads WHERE number = 6")
        #expect(try LogInspector(folder: folder.path).verify(room: "b").fault?.position == LogPosition(1))
    }

    @Test("A committee whose every row is gone is missed, though nothing says which it was")
    func goneCommittee() throws {
        let log = try SQLiteRoomLog(folder: folder.path)
        var author = Author()
        try log.create(room: "b", holding: [author.event(.committee, "e1"), author.update(.plan, "u1")])
        log.close()
        let tables = ["headers", "chains", "documents"]
        try tamper(
            "DELETE FROM payloads WHERE number IN (SELECT number FROM headers WHERE room = 1);"
                + tables.map { "DELETE FROM \($0) WHERE room = 1;" }.joined()
                + "DELETE FROM rooms WHERE number = 1")
        let found = try LogInspector(folder: folder.path).verify()
        #expect(found.map(\.room) == ["b", ""] && found.map(\.isWhole) == [true, false])
    }

    @Test(
        "Tampering is found at the first entry that does not fit",
        arguments: [
            ("UPDATE payloads SET payload = x'75' WHERE number = 2", 2),
            ("UPDATE payloads SET salt = zeroblob(32) WHERE number = 4", 4),
            ("UPDATE headers SET day = '2024-11-12' WHERE position = 3", 3),
            ("UPDATE headers SET role = 'management' WHERE position = 2", 2),
            ("UPDATE headers SET kind = 3 WHERE position = 4", 4),
            ("UPDATE headers SET commitment = zeroblob(32), hash = zeroblob(32) WHERE position = 1", 1),
            ("DELETE FROM headers WHERE position = 2", 3),
            ("DELETE FROM headers WHERE position = 5; DELETE FROM payloads WHERE number = 5", 5),
            ("UPDATE headers SET before_in_chain = 0 WHERE position = 4", 4),
            ("UPDATE headers SET before_in_document = 1 WHERE position = 3", 3),
            ("UPDATE documents SET last = 2 WHERE document = 'plan'", 5),
            ("UPDATE chains SET sequence = 2 WHERE audience = 'committee'", 5),
            ("DELETE FROM chains WHERE audience = 'worker'", 5),
            (
                """
                UPDATE headers SET position = 9, sequence = 9 WHERE position = 2;
                UPDATE headers SET position = 2, sequence = 2 WHERE position = 4;
                UPDATE headers SET position = 4, sequence = 3 WHERE position = 9;
                """, 4
            ),
        ])
    func tampering(_ sql: String, _ position: UInt64) throws {
        try tamper(sql)
        let found = try LogInspector(folder: folder.path).verify(room: "a")
        #expect(found.fault?.position == LogPosition(position))
    }

    @Test(
        "What belongs to no entry or room is found",
        arguments: ["INSERT INTO payloads VALUES (9, x'00', x'00', 0)", "DELETE FROM rooms"])
    func stray(_ sql: String) throws {
        #expect(try LogInspector(folder: folder.path).verify().map(\.room) == ["a"])
        try tamper(sql)
        let last = try #require(try LogInspector(folder: folder.path).verify().last)
        #expect(last.room == "" && !last.isWhole)
    }

    @Test("A folder without a log is named")
    func noFolder() {
        #expect(throws: LogFailure.self) { try LogInspector(folder: folder.path + "/nowhere") }
    }

    private func tamper(_ sql: String) throws {
        try DatabaseQueue(path: folder.path + "/log.sqlite").write { db in try db.execute(sql: sql) }
    }
}
