import CRDT
import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp
import TestSupport

@Suite("The idle lock, and long texts")
struct LockTests {
    @Test("A screen nobody sits at locks itself, shows nothing of the room, and opens with the PIN alone")
    func idle() throws {
        var table = try Table(lockAfter: 60_000)
        table.input(.session(.connected(token: "t")))
        table.press(.character("j"))
        #expect(table.shows("Night shift never took part"))
        table.input(.tick(now: 1_059_000, clock: "14:03"))
        #expect(table.shows("Night shift never took part"))
        table.input(.tick(now: 1_060_000, clock: "14:04"))
        #expect(!table.shows("Night shift") && !table.shows("Sunbird") && table.shows("Your PIN:"))
        table.press(.character("q"), .enter)
        table.input(.stillLocked(.wrong(triesLeft: 4)))
        #expect(!table.hasQuit && table.shows("tries left: 4") && !table.shows("Night shift"))
        table.type("482913")
        #expect(!table.shows("482913"))
        table.press(.enter)
        #expect(table.unlocking == ["q", "482913"])
        table.input(.unlocked)
        #expect(table.shows("Night shift never took part"))
        table.press(.control("c"))
        #expect(table.hasQuit)
    }

    @Test("What is written stays laid out as the document stands, whoever writes what")
    func follows() throws {
        for seed in 0..<6 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var table = try Table.online(width: 120, height: 40)
            table.press(.character("j"), .character("n"), .character("e"))
            for _ in 0..<120 {
                switch Int.random(in: 0..<7, using: &random) {
                case 0:
                    table.remotely(.plan) { transaction in
                        let notes = transaction.root("notes", .text)
                        let length = transaction.length(of: notes)
                        transaction.insert("夜 ab\ncd ", at: length / 2, in: notes)
                    }
                case 1:
                    table.remotely(.plan) { transaction in
                        let notes = transaction.root("notes", .text)
                        if transaction.length(of: notes) > 4 {
                            transaction.delete(at: 2, count: 2, in: notes)
                        }
                    }
                case 2: table.press(.left, .up)
                case 3: table.press(.backspace)
                case 4: table.press(.control("z"))
                case 5: table.press(.paste("one two\nthree e\u{301} 👩‍👩‍👧 "))
                default: table.type("word ")
                }
                let doc = try #require(table.model.session[.plan])
                let text = Projection.notes(in: doc).map(doc.editable) ?? ""
                #expect(String(table.model.written.characters) == text, "seed \(seed)")
                let whole = TextLayout(text, width: table.model.written.width)
                #expect(table.model.written.lines == whole.lines, "seed \(seed)")
            }
        }
    }
}
