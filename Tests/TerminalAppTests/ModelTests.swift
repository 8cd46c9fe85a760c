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

    @Test("The footer offers no key that writes where the member only reads")
    func readOnlyFooter() throws {
        var table = try Table.online(.advisor)
        table.press(.character("j"), .enter)
        #expect(!table.status.contains("add") && !table.status.contains("remove"))
        table.press(.enter)
        #expect(!table.status.contains("edit"))
        #expect(table.status.hasSuffix("? help"))
    }

    @Test("A narrow footer leaves out whole keys and keeps the help")
    func narrowFooter() throws {
        var table = try Table.online(width: 52, height: 20)
        #expect(table.status.hasSuffix("? help"))
        #expect(!table.status.contains("…"))
        table.press(.character("j"), .enter)
        #expect(table.status.hasSuffix("? help"))
    }

    @Test("A document that never came says so, and is not called empty")
    func neverFetched() throws {
        let table = try Table()
        #expect(table.shows("Not on this computer yet."))
        #expect(!table.shows("No rows yet"))
    }

    @Test("A document that changed since the last visit is marked until it is looked at")
    func unseenMark() throws {
        var table = try Table.online()
        _ = table.model.session.markSeen(.plan)
        #expect(!table.shows("•"))
        table.remotely(.plan) { $0.insert("news ", at: 0, in: $0.root("notes", .text)) }
        #expect(table.screen.contains { $0.hasPrefix(" plan") && $0.contains("•") })
        table.press(.character("j"))
        #expect(!table.shows("•"))
    }

    @Test("Of many rows only those that changed since are told, a new one with what it says")
    func changedRows() throws {
        var table = try Table.online()
        _ = table.model.session.markSeen(.plan)
        #expect(table.model.session.changesSinceLastSeen(in: .plan).isEmpty)
        let text = try #require(table.drillText)
        table.remotely(.plan) { $0.insert("Also: ", at: 0, in: text) }
        table.remotely(.plan) { Projection.addRow(id: "new-row", to: .plan, in: &$0) }
        table.remotely(.plan) { transaction in
            _ = Projection.set(
                field: "priority", to: .string("high"), row: "new-row", of: .plan, held: [:], in: &transaction
            )
        }
        let changes = table.model.session.changesSinceLastSeen(in: .plan)
        #expect(Set(changes.map(\.title)).count == 2)
        #expect(changes.contains { $0.row == "new-row" && $0.field == "priority" && $0.after == "high" })
        let action = changes.first { $0.field == "corrective_action" && $0.row != "new-row" }
        #expect(action.map { $0.after == "Also: " + $0.before } == true)
        let fields = Set(changes.map(\.field))
        #expect(!fields.contains("rank") && !fields.contains("verification"), "what only the program needs")
    }

    @Test("A very long change is shown by its beginning, so that the others stay in reach")
    func longChange() throws {
        var table = try Table.online()
        _ = table.model.session.markSeen(.plan)
        table.remotely(.plan) {
            $0.insert(String(repeating: "long ", count: 2_000), at: 0, in: $0.root("notes", .text))
        }
        table.press(.character("c"))
        #expect(table.shows("characters)"))
    }

    @Test("A window that is too small says how large it is and how large it should be")
    func tooSmall() throws {
        var table = try Table.online()
        table.input(.resized(width: 40, height: 8))
        #expect(table.screen[0].hasPrefix("This window is 40x8"))
        #expect(table.screen.joined(separator: " ").contains("50x10"))
    }

    @Test("The letters in the title have the colour of their side")
    func titleColours() throws {
        var table = try Table.online(width: 100, height: 24)
        let text = try #require(table.drillText)
        table.showCaret(letter: "M", name: "HR manager", at: 0, in: text, of: .plan)
        let grid = table.model.render().grid
        let letters = (0..<100).map { grid[$0, 0] }.filter { $0.style.foreground != nil }
        #expect(letters.map(\.text) == ["W", "M"])
        #expect(letters.map(\.style.foreground) == [.ansi(6), .ansi(5)])
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
        #expect(table.shows("Not on the server yet: 1"))
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
        table.type("start")
        table.press(.enter, .enter)
        for _ in 0..<20 { table.press(.backspace) }
        table.type("soon")
        table.press(.enter)
        #expect(table.shows("`start` must be"))
        for _ in 0..<4 { table.press(.backspace) }
        table.type("2024-10-20")
        table.press(.enter)
        let doc = try #require(table.documents[.plan])
        let row = Projection.rows(of: .plan, in: doc, events: []).first { $0.ref == "p02" }
        #expect(row?["start"]?.shown == "2024-10-20")
    }

    @Test("What an event decides is shown, and says that it changes by command")
    func eventField() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.character("/"))
        table.type("due")
        table.press(.enter, .character("e"))
        #expect(table.shows("Due changes by command: t"))
    }

    @Test("A field is found by its name in the member's language, and by its English one")
    func found() throws {
        var table = try Table.online(language: "zh")
        table.openDrill()
        for (typed, field) in [("纠正措施", "corrective_action"), ("Priority", "priority")] {
            table.press(.character("/"))
            table.type(typed)
            table.press(.enter)
            #expect(table.model.selectedField == field)
        }
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
            "jkhle/anxcuq?yD夜 es".map { .character($0) } + [
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
                // What is kept from the screen before is what would be drawn.
                table.model.drawnRows = DrawnRows()
                #expect(grid == table.model.render().grid)
                if let cursor {
                    #expect((0..<grid.width).contains(cursor.x) && (0..<grid.height).contains(cursor.y))
                }
            }
        }
    }
}
