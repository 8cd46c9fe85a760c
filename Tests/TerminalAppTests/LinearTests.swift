import CRDT
import Committee
import Foundation
import SyncClient
import Testing

@testable import TerminalApp

@Suite("Line by line")
struct LinearTests {
    /// The sample committee's room on the member's own disk, in no link with the server.
    private func talk(
        _ role: Role = .member(.worker), language: String = "en", lockAfter: UInt64? = nil
    ) throws -> LinearTalk {
        let table = try Table.online(role)
        var stored: [DocumentName: StoredDocument] = [:]
        for (name, doc) in table.documents where Permissions.access(of: table.me, to: name) != .none {
            stored[name] = StoredDocument(
                DocumentSnapshot(
                    epoch: 1, acknowledged: doc.encodeStateAsUpdate(), unsent: [], lastSeen: []))
        }
        let session = ClientSession(
            committee: "factory-invented-01", participant: table.me, stored: stored,
            freshClientID: { _ in 41 })
        return LinearTalk(
            session: session, committee: "factory-invented-01", language: language, lockAfter: lockAfter)
    }

    private func lines(_ effects: [LinearTalk.Effect]) -> [String] {
        effects.compactMap { effect in
            if case .say(let line) = effect { return line }
            return nil
        }
    }

    @Test("A number chooses, b goes back, and the prompt says where one is")
    func choosing() throws {
        var talk = try talk()
        let begin = lines(talk.begin())
        #expect(begin.contains("2. plan: both sides, advisor"))
        let plan = lines(talk.handle(.line("2")))
        #expect(plan.prefix(3) == ["plan", "Seen by: both sides, advisor", "1. Notes"])
        #expect(talk.prompt == "plan> ")
        let row = lines(talk.handle(.line("2")))
        #expect(row.first?.hasPrefix("p01: ") == true)
        #expect(talk.prompt == "p01> ")
        #expect(lines(talk.handle(.line("b"))) == plan)
        #expect(
            lines(talk.handle(.line("99"))) == [
                "There is no such number or command here; ? says what there is."
            ])
        #expect(lines(talk.handle(.line("?"))).count == 4)
    }

    @Test("= replaces a text, + adds a line, z takes it back, and it is said that it waits")
    func writing() throws {
        var talk = try talk()
        _ = talk.begin()
        _ = talk.handle(.line("2"))
        _ = talk.handle(.line("1"))
        #expect(lines(talk.handle(.line("= The gate is open."))).contains("The gate is open."))
        let added = lines(talk.handle(.line("+ Not at night.")))
        #expect(added.prefix(3) == ["Notes:", "The gate is open.", "Not at night."])
        #expect(lines(talk.handle(.line("s"))) == ["offline, 2 waiting"])
        #expect(lines(talk.handle(.line("z"))).contains("Not at night.") == false)
    }

    @Test("What somebody else changes is one line that says where and what now stands there")
    func news() throws {
        var talk = try talk()
        _ = talk.begin()
        let notes = TypeEvent.PathStep.root("notes")
        var doc = try #require(talk.session[.plan])
        let change = doc.edit(observing: true) {
            $0.insert("New \u{1B}[2J", at: 0, in: $0.root("notes", .text))
        }
        #expect(change.events.first?.path == [notes])
        _ = talk.session.edit(.plan) { $0.insert("New \u{1B}[2J", at: 0, in: $0.root("notes", .text)) }
        let said = lines(talk.handle(.changed([.changed(.plan, change.events)])))
        #expect(said.first == "plan, Notes is now: New [2J")
    }

    @Test("Who may only read is told so, and nothing is written")
    func readOnly() throws {
        var talk = try talk(.advisor)
        _ = talk.begin()
        _ = talk.handle(.line("2"))
        #expect(lines(talk.handle(.line("1"))).last == "You may read plan, not change it.")
        _ = talk.handle(.line("= changed"))
        #expect(talk.session.unsavedCount == 0)
    }

    @Test("With something unsent q asks once")
    func quitting() throws {
        var talk = try talk()
        _ = talk.begin()
        _ = talk.handle(.line("2"))
        _ = talk.handle(.line("1"))
        _ = talk.handle(.line("+ kept"))
        #expect(lines(talk.handle(.line("q"))).first?.hasPrefix("Not on the server yet: 1.") == true)
        let isOver = talk.handle(.line("q")).contains { effect in
            if case .quit = effect { return true }
            return false
        }
        #expect(isOver)
    }

    @Test(
        "A conversation nobody takes part in locks itself, says nothing of the room, and hears the PIN alone")
    func idle() throws {
        var talk = try talk(lockAfter: 600_000)
        _ = talk.begin()
        _ = talk.handle(.tick(now: 1_000_000))
        _ = talk.handle(.line("2"))
        #expect(lines(talk.handle(.tick(now: 1_539_999))) == [])
        let warning = "This locks itself in a minute; Enter keeps it open."
        #expect(lines(talk.handle(.tick(now: 1_540_000))) == [warning])
        #expect(lines(talk.handle(.tick(now: 1_541_000))) == [])
        _ = talk.handle(.line(""))
        #expect(lines(talk.handle(.tick(now: 2_100_999))) == [warning])
        let locked = lines(talk.handle(.tick(now: 2_141_000)))
        #expect(locked.count == 1 && locked[0].contains("locked") && talk.isLocked)
        #expect(talk.prompt == "Your PIN: ")
        _ = talk.session.edit(.plan) { $0.insert("Secret", at: 0, in: $0.root("notes", .text)) }
        #expect(lines(talk.handle(.changed([.replaced(.plan)]))) == [])
        let heard = talk.handle(.line("q"))
        #expect(lines(heard) == [] && pins(heard) == ["q"])
        let wrong = lines(talk.handle(.stillLocked(.wrong(triesLeft: 4))))
        #expect(wrong == ["The PIN is wrong; tries left: 4"])
        #expect(talk.isLocked && pins(talk.handle(.line("482913"))) == ["482913"])
        let open = lines(talk.handle(.unlocked))
        #expect(open.first == "plan" && !talk.isLocked && talk.prompt == "plan> ")
        #expect(lines(talk.handle(.tick(now: 2_600_000))) == [])
    }

    private func pins(_ effects: [LinearTalk.Effect]) -> [String] {
        effects.compactMap { effect in
            if case .unlock(let pin) = effect { return pin }
            return nil
        }
    }
}
