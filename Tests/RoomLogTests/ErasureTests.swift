import Committee
import Foundation
import GRDB
import RoomCore
import RoomLog
import Testing

/// An erasure takes content and nothing else: what every log promises, and what the disk holds after it.
@Suite("Content that is erased")
struct ErasureTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A matter: an event, its document, and the same of another matter, before and behind.
    private static func matter(_ author: inout Author) -> [LogEntry] {
        [
            author.event(.committee, "event of a"), author.binding(.issues, "binding"),
            author.update(.issues, "words of a"), author.checkpoint(.issues, "words of a and b"),
            author.update(.plan, "plan"), author.event(.committee, "event of b"),
        ]
    }

    /// The event that says so: without it an empty place is a damaged log.
    private static let erased =
        #"{"id":"1","type":"issue.erased.v1","subject":"a","day":"2024-11-11","data":{}}"#

    private static func erasing(_ author: inout Author) -> AppendBatch {
        AppendBatch(
            room: "a",
            entries: [
                author.event(.committee, Self.erased),
                author.epoch(.issues, "what is left", epoch: 2),
            ], erasures: [Erasure(events: [LogPosition(1)], documents: [.issues])])
    }

    @Test(
        "The events named and the document's old epoch are empty; all else, and every place, stays",
        arguments: Engine.allCases)
    func taken(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var author = Author()
        try log.create(room: "a", holding: Self.matter(&author))
        let before = try log.load(room: "a").heads
        let receipt = try await log.flush(Self.erasing(&author)).get()
        let image = try log.load(room: "a")
        let expected = ["", "binding", "plan", "event of b", Self.erased, "what is left"]
        #expect(image.entries.map(\.text) == expected)
        #expect(image.entries.map(\.position.rawValue) == [1, 2, 5, 6, 7, 8])
        #expect(image.heads == receipt.heads)
        #expect(try log.links(room: "a", at: before.map(\.place)) == before, "no head that was kept is lost")
        log.close()
    }

    @Test("No file holds what was erased, while the log is open, after a crash and when it is closed")
    func gone() async throws {
        var author = Author()
        let log = try SQLiteRoomLog(folder: folder.path)
        try log.create(room: "a", holding: Self.matter(&author))
        #expect(try folder.bytes(hold: "words of a"))
        _ = try await log.flush(Self.erasing(&author)).get()
        // The next answer comes from behind whatever the erasure left to do.
        _ = try await log.flush("a", [author.update(.plan, "more plan")]).get()
        for text in ["event of a", "words of a"] { #expect(try !folder.bytes(hold: text), "\(text)") }
        for text in ["event of b", "more plan", "what is left"] { #expect(try folder.bytes(hold: text)) }
        let crashed = try folder.copy()
        log.close()
        for folder in [folder, crashed] {
            #expect(try !folder.bytes(hold: "words of a"))
            let found = try LogInspector(folder: folder.path).verify(room: "a")
            #expect(found.isWhole && found.entryCount == 9 && found.erasedCount == 3)
        }
    }

    @Test("Somebody who reads keeps the old pages; the first commit after them takes these away")
    func readBeside() async throws {
        var author = Author()
        let log = try SQLiteRoomLog(folder: folder.path)
        try log.create(room: "a", holding: Self.matter(&author))
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: folder.path + "/log.sqlite", configuration: configuration)
        try reader.inDatabase { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM headers")
        }
        _ = try await log.flush(Self.erasing(&author)).get()
        _ = try await log.flush("a", [author.update(.plan, "more plan")]).get()
        #expect(try folder.bytes(hold: "words of a"))
        let crashed = try folder.copy()
        let restarted = try SQLiteRoomLog(folder: crashed.path)
        for text in ["event of a", "words of a"] { #expect(try !crashed.bytes(hold: text), "\(text)") }
        restarted.close()
        try reader.inDatabase { db in try db.execute(sql: "COMMIT") }
        _ = try await log.flush("a", [author.update(.plan, "last plan")]).get()
        for text in ["event of a", "words of a"] { #expect(try !folder.bytes(hold: text), "\(text)") }
        #expect(try log.verify(room: "a").isWhole)
        log.close()
    }

    @Test("An erasure whose entries are not taken erases nothing", arguments: Engine.allCases)
    func refused(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var author = Author()
        try log.create(room: "a", holding: Self.matter(&author))
        _ = author.event(.committee, "never sent")
        guard case .failure = await log.flush(Self.erasing(&author)) else {
            Issue.record("a gap was taken")
            return
        }
        let texts = try log.load(room: "a").entries.map(\.text)
        #expect(texts == ["event of a", "binding", "words of a and b", "plan", "event of b"])
        log.close()
    }

    @Test("An erasure that fails half way leaves nothing of its batch, and the log goes on where it ended")
    func failed() async throws {
        var (author, other) = (Author(), Author())
        var log = try SQLiteRoomLog(folder: folder.path)
        try log.create(room: "a", holding: Self.matter(&author))
        log.close()
        // Damage that only the erasure's walk meets: the document's checkpoint names a later entry.
        try await DatabaseQueue(path: folder.path + "/log.sqlite").write { db in
            try db.execute(sql: "UPDATE headers SET before_in_document = 9 WHERE number = 4")
        }
        log = try SQLiteRoomLog(folder: folder.path)
        var later = author
        guard case .failure = await log.flush(Self.erasing(&author)) else {
            Issue.record("damage was passed over")
            return
        }
        let texts = try log.load(room: "a").entries.map(\.text)
        #expect(texts == ["event of a", "binding", "words of a and b", "plan", "event of b"])
        try log.create(room: "b", holding: [other.update(.plan, "plan")])
        let receipt = try await log.flush("a", [later.update(.plan, "more plan")]).get()
        #expect(receipt.end == LogPosition(7))
        log.close()
    }

    @Test("Another room, and a document of the same name in it, is not touched", arguments: Engine.allCases)
    func elsewhere(_ engine: Engine) async throws {
        let log = try engine.open(folder)
        var (author, other) = (Author(), Author())
        try log.create(room: "b", holding: Self.matter(&other))
        try log.create(room: "a", holding: Self.matter(&author))
        let before = try log.load(room: "b").entries
        _ = try await log.flush(Self.erasing(&author)).get()
        #expect(try log.load(room: "b").entries == before)
        log.close()
    }
}
