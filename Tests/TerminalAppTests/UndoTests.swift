import CRDT
import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

@Suite("Undo at the screen")
struct UndoTests {
    @Test("Ctrl-Z takes back only what I typed, while others write in the same text")
    func onlyMine() throws {
        var table = try Table.online()
        table.press(.character("j"), .character("n"), .character("e"))
        let before = table.notes(of: .plan)
        table.type("mine")
        let text = try #require(table.documents[.plan].flatMap(Projection.notes))
        table.remotely(.plan) { $0.insert("theirs ", at: 0, in: text) }
        table.press(.control("z"))
        #expect(table.notes(of: .plan) == "theirs " + before)
        table.press(.control("y"))
        #expect(table.notes(of: .plan) == "theirs " + before + "mine")
    }

    @Test("What was typed offline is undone after the link came back")
    func afterReconnect() throws {
        var table = try Table.online()
        table.press(.character("j"), .character("n"), .character("e"))
        let before = table.notes(of: .plan)
        table.input(.session(.disconnected))
        table.type("offline")
        table.input(.session(.connected(token: "t")))
        #expect(table.notes(of: .plan) == before + "offline")
        table.press(.escape, .character("z"))
        #expect(table.notes(of: .plan) == before)
    }

    @Test("With nothing of mine to undo it says so, and changes nothing")
    func nothing() throws {
        var table = try Table.online()
        table.press(.character("j"))
        let before = table.notes(of: .plan)
        table.press(.character("z"))
        #expect(table.shows("Nothing of yours to undo here."))
        #expect(table.notes(of: .plan) == before)
    }

    @Test("A removed row comes back by undo")
    func row() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.escape, .character("x"), .character("y"))
        #expect(table.model.rows.contains { $0.ref == "p02" && $0.isRemoved })
        table.press(.character("z"))
        #expect(table.model.rows.contains { $0.ref == "p02" && !$0.isRemoved })
    }
}
