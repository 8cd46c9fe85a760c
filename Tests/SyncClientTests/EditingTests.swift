import CRDT
import Committee
import SyncClient
import SyncProtocol
import Testing

@Suite("Edits and their acknowledgement")
struct EditingTests {
    @Test("An edit shows at once and counts as unsaved until the server says that it is flushed")
    func acknowledged() {
        var network = Network()
        network.join(1)
        network.relay.isHoldingFlush = true
        network.type(1, "one")
        network.type(1, " two")
        network.settle()
        #expect(network.notes(1) == "one two")
        #expect(network.clients[1]?.unsavedCount == 2)
        #expect(network.clients[1]?.lastSaved == nil)
        network.relay.releaseFlush()
        network.settle()
        #expect(network.clients[1]?.unsavedCount == 0)
        #expect(network.clients[1]?.lastSaved == network.now)
    }

    @Test("Two members see each other's edits")
    func converge() {
        var network = Network()
        network.join(1)
        network.join(2)
        network.type(1, "worker. ")
        network.type(2, "manager. ")
        network.settle()
        #expect(network.notes(1) == network.notes(2))
        #expect(network.notes(1) == network.serverNotes)
        #expect(network.notes(1).contains("worker. ") && network.notes(1).contains("manager. "))
    }

    @Test("Edits made offline go out in the joining exchange, and one answer acknowledges them all")
    func offline() {
        var network = Network()
        network.join(1)
        network.cut(1)
        for word in ["a", "b", "c"] { network.type(1, word) }
        #expect(network.clients[1]?.unsavedCount == 3)
        let before = network.relay.heard.count
        network.join(1)
        let updates = network.relay.heard.dropFirst(before).filter {
            if case .sync(.update) = $0.message { true } else { false }
        }
        #expect(updates.isEmpty)
        #expect(network.serverNotes == "abc")
        #expect(network.clients[1]?.unsavedCount == 0)
    }

    @Test("What was typed before a document was read-only goes out when the member may write again")
    func mayWriteAgain() {
        var network = Network()
        network.join(1)
        network.cut(1)
        for word in ["a", "b"] { network.type(1, word) }
        network.relay.access = "read"
        network.join(1)
        #expect(network.serverNotes.isEmpty)
        #expect(network.clients[1]?.unsavedCount == 2)
        for _ in 0..<2 {
            network.relay.send(.auth(.authenticated(readOnly: false)), .plan, 1)
            network.settle()
            #expect(network.serverNotes == "ab")
            #expect(network.clients[1]?.unsavedCount == 0)
        }
        let sent = network.relay.heard.count { if case .sync(.update) = $0.message { true } else { false } }
        #expect(sent == 2)
    }

    @Test("An edit whose acknowledgement was lost is not doubled")
    func lostAnswer() {
        var network = Network()
        network.join(1)
        network.relay.isHoldingFlush = true
        network.type(1, "once")
        network.settle()
        network.cut(1)
        network.relay.isHoldingFlush = false
        network.join(1)
        #expect(network.serverNotes == "once")
        #expect(network.notes(1) == "once")
        #expect(network.clients[1]?.unsavedCount == 0)
    }

    @Test("What was typed before a crash is on the disk and goes out in the next sitting")
    func crash() {
        var network = Network()
        network.join(1)
        network.type(1, "saved. ")
        network.settle()
        network.cut(1)
        network.type(1, "typed offline. ")
        network.crash(1)
        network.start(1)
        #expect(network.notes(1) == "saved. typed offline. ")
        #expect(network.clients[1]?.unsavedCount == 1)
        network.join(1)
        #expect(network.serverNotes == "saved. typed offline. ")
        #expect(network.clients[1]?.unsavedCount == 0)
    }

    @Test("A read-only member's edit is refused before it is made")
    func readOnly() {
        var network = Network()
        network.relay.access = "read"
        network.start(1, role: .advisor)
        network.join(1)
        let before = network.relay.heard.count
        network.type(1, "not mine to write")
        network.settle()
        #expect(network.clients[1]?.isReadOnly(.plan) == true)
        #expect(network.notes(1).isEmpty)
        #expect(network.relay.heard.count == before)
    }

    @Test("A refused edit goes to the quarantine and the copy returns to the server's state")
    func refused() {
        var network = Network()
        network.join(1)
        network.join(2)
        network.type(1, "common. ")
        network.settle()
        network.relay.takesUpdates = false
        network.type(1, "refused words")
        network.settle()
        #expect(network.notes(1) == "common. ")
        #expect(network.clients[1]?.unsavedCount == 0)
        #expect(network.clients[1]?.quarantine.map(\.text) == ["refused words"])
        #expect(network.clients[1]?.quarantine.first?.summary.contains("plan/notes") == true)
        network.relay.takesUpdates = true
        network.type(1, "taken. ")
        network.type(2, "theirs. ")
        network.settle()
        #expect(network.notes(1) == network.serverNotes && network.notes(2) == network.serverNotes)
        #expect(network.serverNotes.contains("taken. ") && !network.serverNotes.contains("refused"))
        network.crash(1)
        network.start(1)
        #expect(network.clients[1]?.quarantine.count == 1)
    }

    @Test("An edit made after a refused one hangs on it: the server cannot take it, and both are put aside")
    func partlyRefused() {
        var network = Network()
        network.join(1)
        network.type(1, "one ")
        network.type(1, "two ")
        network.settle()
        network.relay.isHoldingFlush = true
        network.relay.takesUpdates = false
        network.type(1, "bad ")
        network.settle()
        network.relay.takesUpdates = true
        network.type(1, "good ", at: 0)
        network.settle()
        network.relay.releaseFlush()
        network.settle()
        #expect(network.serverNotes == "one two ")
        #expect(network.notes(1) == network.serverNotes)
        #expect(network.clients[1]?.quarantine.map(\.text).sorted() == ["bad ", "good "])
        #expect(network.clients[1]?.unsavedCount == 0)
    }

    @Test("An edit the server ends the document for is put aside and not sent again")
    func tooBig() {
        var network = Network()
        network.join(1)
        network.type(1, "small. ")
        network.settle()
        network.type(1, "far too big")
        network.relay.send(.close(reason: "1009 update: over the limit bytesMax"), .plan, 1)
        network.relay.takesUpdates = false
        _ = network.deliver()
        network.relay.takesUpdates = true
        network.settle()
        #expect(network.serverNotes == "small. " && network.notes(1) == "small. ")
        #expect(network.clients[1]?.quarantine.map(\.text) == ["far too big"])
        #expect(network.clients[1]?.unsavedCount == 0 && network.clients[1]?.isJoined(.plan) == true)
    }

    @Test("What leaves a document is kept in the quarantine before the document forgets it")
    func quarantineFirst() throws {
        var network = Network()
        network.join(1)
        let before = network.effects[1]?.count ?? 0
        network.relay.takesUpdates = false
        network.type(1, "refused")
        network.settle()
        let effects = Array(network.effects[1]?.dropFirst(before) ?? [])
        let kept = try #require(
            effects.firstIndex { if case .room(let room) = $0 { room.quarantine.count == 1 } else { false } })
        let forgotten = try #require(
            effects.firstIndex {
                if case .snapshot(_, let snapshot) = $0 { snapshot.unsent.isEmpty } else { false }
            })
        #expect(kept < forgotten)
    }

    @Test("A long journal is folded into a snapshot with the tick and not with a letter, and nothing is lost")
    func snapshots() {
        var network = Network()
        network.join(1)
        for number in 0..<600 { network.type(1, "\(number) ") }
        network.settle()
        #expect(network.disks[1]?.journals[.plan]?.count ?? 0 > 1_000)
        network.input(1, .tick(now: network.now))
        #expect(network.disks[1]?.journals[.plan] == [])
        network.cut(1)
        for number in 0..<501 { network.type(1, "\(number) offline ") }
        #expect(network.disks[1]?.journals[.plan]?.count == 501)
        network.input(1, .tick(now: network.now))
        #expect(network.disks[1]?.journals[.plan] == [])
        let text = network.notes(1)
        network.crash(1)
        network.start(1)
        #expect(network.notes(1) == text)
        #expect(network.clients[1]?.unsavedCount == 501)
    }

    @Test("What the member last saw is kept, and what changed since is told by field")
    func lastSeen() {
        var network = Network()
        network.join(1)
        network.type(1, "before")
        network.settle()
        let effects = network.clients[1]?.markSeen(.plan) ?? []
        network.carry(effects, of: 1)
        network.crash(1)
        network.join(2)
        network.type(2, " and after")
        network.settle()
        network.join(1)
        let changes = network.clients[1]?.changesSinceLastSeen(in: .plan) ?? []
        #expect(changes.map(\.field) == ["notes"])
        #expect(changes.first?.before == "before" && changes.first?.after == "before and after")
    }
}
