import Committee
import Foundation
import GRDB
import RoomCore
import Testing

@testable import RoomLog

@Suite("Content that only the case key opens")
struct SealingTests {
    private static let key = [UInt8](repeating: 7, count: 32)
    private let seal = PayloadSeal(key: key)
    private let words = Array("The guard of machine 7 is gone.".utf8)
    private let place = Array("here".utf8)

    @Test(
        "What is sealed is opened again; twice sealed it looks another way and is as long", arguments: 0..<40)
    func roundTrip(length: Int) {
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37) }
        let sealed = [seal.seal(payload, at: place), seal.seal(payload, at: place)]
        #expect(sealed.map { seal.open($0, at: place) } == [payload, payload])
        #expect(sealed[0] != sealed[1])
        #expect(sealed.map(\.count) == [length + 28, length + 28], "nonce and tag, and nothing of the words")
    }

    @Test("Any flipped bit, and any end cut off, is found")
    func changed() {
        let sealed = seal.seal(words, at: place)
        for index in sealed.indices {
            for bit in 0..<8 {
                var other = sealed
                other[index] ^= 1 << UInt8(bit)
                #expect(seal.open(other, at: place) == nil, "bit \(bit) of byte \(index)")
            }
            #expect(seal.open(Array(sealed[..<index]), at: place) == nil)
        }
        #expect(seal.open(sealed + [0], at: place) == nil)
    }

    @Test("Another key opens nothing, nor does another place")
    func bound() {
        let sealed = seal.seal(words, at: place)
        var key = Self.key
        key[31] ^= 1
        #expect(PayloadSeal(key: key).open(sealed, at: place) == nil)
        #expect(seal.open(sealed, at: []) == nil)
        #expect(seal.open(sealed, at: place + [0]) == nil)
    }

    // MARK: In a log

    private let folder = try? TemporaryFolder()

    /// A log with two sealed entries and a plain one, closed.
    private func kept() throws -> TemporaryFolder {
        let folder = try #require(folder)
        var author = Author()
        let log = try SQLiteRoomLog(folder: folder.path)
        let entries = [
            author.sealed(.committee, "first words"), author.update(.plan, "plain words"),
            author.sealed(.committee, "later words"),
        ]
        try log.create(room: "a", holding: entries)
        #expect(try log.load(room: "a").entries == entries)
        log.close()
        return folder
    }

    @Test("Sealed entries stand in no file as they are, and are read again as they were")
    func atRest() throws {
        let folder = try kept()
        #expect(try folder.bytes(hold: "plain words"))
        #expect(try !folder.bytes(hold: "first words") && !folder.bytes(hold: "later words"))
        let log = try SQLiteRoomLog(folder: folder.path)
        let texts = try log.load(room: "a").entries.map(\.text)
        #expect(texts == ["first words", "plain words", "later words"])
        log.close()
    }

    @Test("Beside sealed content no salt stands open, by which a guess at it could be told from the truth")
    func salts() throws {
        let folder = try kept()
        try DatabaseQueue(path: folder.path + "/log.sqlite").read { db in
            let rows = try GRDB.Row.fetchAll(db, sql: "SELECT salt, payload FROM payloads WHERE sealed <> 0")
            #expect(rows.map { ($0["salt"] as Data).count } == [0, 0])
            #expect(rows.map { ($0["payload"] as Data).count } == [11 + 60, 11 + 60])
        }
    }

    @Test("A folder whose salts stood open has them sealed when it is opened, and in no file as they were")
    func sealedAnew() throws {
        let folder = try #require(folder)
        try folder.fill(fromFormat: 4)
        let salt = try DatabaseQueue(path: folder.path + "/log.sqlite").read { db in
            try Data.fetchOne(db, sql: "SELECT salt FROM payloads WHERE sealed = 1")
        }
        // As a restore does it: the backup is checked before a log is opened.
        try DatabaseCopy.bringUp(folder.path)
        #expect(try LogInspector(folder: folder.path).verify(room: "factory-fixture").isWhole)
        let log = try SQLiteRoomLog(folder: folder.path)
        #expect(try log.load(room: "factory-fixture").entries.last?.text == "s1")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
            #expect(bytes.range(of: try #require(salt)) == nil, "\(name)")
        }
        #expect(try log.verify(room: "factory-fixture").isWhole)
        log.close()
    }

    @Test("A folder without its key, or with another's, does not open; nothing in it changes")
    func wrongKey() throws {
        let folder = try kept()
        let key = URL(filePath: folder.path + "/case.key")
        let own = try Data(contentsOf: key)
        try FileManager.default.removeItem(at: key)
        #expect(throws: LogFailure.self) { try SQLiteRoomLog(folder: folder.path) }
        try Data(repeating: 9, count: 32).write(to: key)
        #expect(throws: LogFailure.self) { try SQLiteRoomLog(folder: folder.path) }
        try own.write(to: key)
        let log = try SQLiteRoomLog(folder: folder.path)
        #expect(try log.load(room: "a").entries.count == 3)
        log.close()
    }

    @Test("Two sealed contents that change places are found, and neither is handed out")
    func swapped() throws {
        let folder = try kept()
        try DatabaseQueue(path: folder.path + "/log.sqlite").write { db in
            try db.execute(
                sql: """
                    UPDATE payloads SET number = 9 WHERE number = 1;
                    UPDATE payloads SET number = 1 WHERE number = 3;
                    UPDATE payloads SET number = 3 WHERE number = 9;
                    """)
        }
        let log = try SQLiteRoomLog(folder: folder.path)
        #expect(throws: LogFailure.self) { try log.load(room: "a") }
        #expect(try log.verify(room: "a").fault?.position == LogPosition(1))
        log.close()
    }

    @Test("Without the key a chain is walked all the same, and what was not looked at is counted")
    func withoutKey() throws {
        let folder = try kept()
        try FileManager.default.removeItem(atPath: folder.path + "/case.key")
        let found = try LogInspector(folder: folder.path).verify(room: "a")
        #expect(found.isWhole && found.entryCount == 3 && found.sealedCount == 2)
    }
}
