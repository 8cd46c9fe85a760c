import CRDT
import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp
import TestSupport

@Suite("The terminal's machine")
struct ModelTests {
    @Test("What is typed into the notes reaches the server, cluster by cluster")
    func typing() throws {
        var table = try Table.online()
        let before = table.notes(of: .plan)
        table.press(.character("j"), .character("n"), .character("e"))
        table.type("夜班 ok")
        table.press(.backspace, .backspace, .left, .backspace, .home, .delete)
        #expect(table.notes(of: .plan) == String((before + "夜 ").dropFirst()))
        #expect(table.status.hasPrefix("saved 14:02"))
    }

    @Test("A caret stays with its text while others write before it")
    func caretStays() throws {
        var table = try Table.online()
        table.press(.character("j"), .character("n"), .character("e"))
        table.type("end")
        table.press(.left)
        table.remotely(.plan) { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert("The other side: ", at: 0, in: notes)
        }
        table.type("X")
        #expect(table.notes(of: .plan).hasPrefix("The other side: "))
        #expect(table.notes(of: .plan).hasSuffix("enXd"))
    }

    @Test("Two who write at the end of one text do not mix their letters")
    func sameEnd() throws {
        var table = try Table.online()
        table.press(.character("j"), .character("n"), .character("e"))
        table.type("ab")
        table.remotely(.plan) { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert("REMOTE", at: transaction.length(of: notes), in: notes)
        }
        table.type("cd")
        #expect(table.notes(of: .plan).hasSuffix("abcdREMOTE"))
    }

    @Test("The bottom line says saving, saved, offline and read-only")
    func status() throws {
        var table = try Table.online()
        #expect(table.status.hasPrefix("saved 14:02"))
        table.press(.character("j"), .character("n"), .character("e"))
        table.answers = false
        table.type("abc")
        #expect(table.status.hasPrefix("saving 3"))
        table.input(.session(.disconnected))
        #expect(table.status.hasPrefix("offline, 3 waiting"))
        table.answers = true
        table.input(.tick(now: 2_000_000, clock: "14:09"))
        table.input(.session(.connected(token: "t")))
        #expect(table.status.hasPrefix("saved 14:09"))
        #expect(table.notes(of: .plan).hasSuffix("abc"))
        #expect(try Table.online(.advisor).status.hasPrefix("read-only"))
    }

    @Test("q asks while edits are unsaved, and not otherwise")
    func quitting() throws {
        var table = try Table.online()
        table.press(.character("j"), .character("n"), .character("e"))
        table.answers = false
        table.type("a")
        table.press(.escape, .character("q"))
        #expect(!table.hasQuit)
        #expect(table.shows("1 edit is not on the server yet"))
        table.press(.character("n"))
        #expect(!table.hasQuit)
        table.press(.character("q"), .character("y"))
        #expect(table.hasQuit)
        var calm = try Table.online()
        calm.press(.character("q"))
        #expect(calm.hasQuit)
    }

    @Test("A value outside the vocabulary is refused in a sentence, and can be mended")
    func refusal() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.character("/"))
        table.type("priority")
        table.press(.enter, .enter)
        for _ in 0..<20 { table.press(.backspace) }
        table.type("urgent")
        table.press(.enter)
        #expect(table.shows("`priority` must be"))
        for _ in 0..<6 { table.press(.backspace) }
        table.type("low")
        table.press(.enter)
        let doc = try #require(table.documents[.plan])
        let row = Projection.rows(of: .plan, in: doc, events: []).first { $0.ref == "p02" }
        #expect(row?["priority"]?.shown == "low")
    }

    @Test("What an event decides is shown, and says that it changes by command")
    func eventField() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.character("/"))
        table.type("due")
        table.press(.enter, .character("e"))
        #expect(table.shows("Due changes by command"))
    }

    @Test("A row is added at the end, and marked as removed after a question")
    func rows() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter, .character("a"), .character("e"))
        table.type("Stairs are dark")
        table.press(.escape, .escape)
        func row() throws -> Row? {
            let doc = try #require(table.documents[.plan])
            return Projection.rows(of: .plan, in: doc, events: []).first { $0.id == "row-of-a-test" }
        }
        #expect(try row()?.title == "Stairs are dark")
        table.press(.character("x"), .character("n"))
        #expect(try row()?.isRemoved == false)
        table.press(.character("x"), .character("y"))
        #expect(try row()?.isRemoved == true)
    }

    @Test("A pasted text goes in as one edit, without what a terminal would act on")
    func paste() throws {
        var table = try Table.online()
        table.press(.character("j"), .character("n"), .character("e"))
        table.press(.paste("one\r\ntwo\u{1B}[31m\tthree"))
        #expect(table.notes(of: .plan).hasSuffix("one\ntwo[31m\tthree"))
    }

    @Test("Any keys in any order at any size draw a screen and break nothing")
    func anyKeys() throws {
        let keys: [Key] =
            "jkhle/anxcuq?yD夜 e".map { .character($0) } + [
                .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
                .backspace, .delete, .control("s"), .paste("p\nq"),
            ]
        for seed in 0..<12 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var table = try Table.online(seed % 4 == 3 ? .advisor : .member(.worker))
            for _ in 0..<150 {
                table.press(keys.randomElement(using: &random) ?? .enter)
                if Int.random(in: 0..<20, using: &random) == 0 {
                    let width = Int.random(in: 1...130, using: &random)
                    table.input(.resized(width: width, height: Int.random(in: 1...40, using: &random)))
                }
                let (grid, cursor) = table.model.render()
                if let cursor {
                    #expect((0..<grid.width).contains(cursor.x) && (0..<grid.height).contains(cursor.y))
                }
            }
        }
    }
}
