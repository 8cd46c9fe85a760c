import CRDT
import Committee
import SyncClient
import SyncProtocol
import Testing

@Suite("What a client does not keep")
struct LettingGoTests {
    @Test("What was typed offline in a document that is closed by then is put aside, and the copy goes")
    func closedMeanwhile() {
        var network = Network()
        network.join(1)
        network.type(1, "Known to all. ")
        network.settle()
        network.cut(1)
        network.type(1, "Typed offline.")
        network.relay.documents[.plan] = nil
        network.join(1)
        Self.expectPutAside("Typed offline.", network)
    }

    @Test("So is what was on its way when it was closed to a member who is connected")
    func closedNow() {
        var network = Network()
        network.join(1)
        network.relay.isHoldingFlush = true
        network.type(1, "On its way.")
        network.settle()
        network.relay.isHoldingFlush = false
        network.relay.send(.close(reason: "4403 no longer open to you"), .plan, 1)
        network.settle()
        Self.expectPutAside("On its way.", network)
    }

    private static func expectPutAside(_ text: String, _ network: Network) {
        #expect(network.clients[1]?.quarantine.map(\.text) == [text])
        #expect(network.disks[1]?.room.quarantine.map(\.text) == [text])
        #expect(network.clients[1]?.unsavedCount == 0)
        #expect(network.clients[1]?[.plan] == nil)
        #expect(network.disks[1]?.stored[.plan].map { $0.acknowledged.isEmpty && $0.unsent.isEmpty } == true)
    }

    @Test("The words of an erased matter are gone from what was last seen, and from a copy nobody has open")
    func erased() throws {
        var network = Network()
        network.join(1)
        let matter = "00000000-0000-4000-9000-000000000001"
        let effects = network.clients[1]?.edit(.issues) { edit in
            let row = edit.setType(matter, to: .map, in: edit.root("rows", .map))
            edit.set("owner", to: .string("Asha"), in: row)
            edit.insert("Read on. ", at: 0, in: edit.root("notes", .text))
        }
        network.carry(effects ?? [], of: 1)
        network.settle()
        network.carry(network.clients[1]?.markSeen(.issues) ?? [], of: 1)
        network.cut(1)
        network.relay.events.append(
            .init(
                sequence: 1,
                event: Event(
                    id: "e1", type: .issueErased, subject: matter, audience: .committee, side: nil,
                    day: "2024-11-11", data: .object([AnyValue.Member]()))))
        network.crash(1)
        network.start(1)
        network.followed = []
        network.join(1)
        let seen = try #require(network.clients[1]?.lastSeen(.issues))
        #expect(seen.root("notes").map(seen.string) == "Read on. ")
        let stored = try #require(network.disks[1]?.stored[.issues])
        for bytes in stored.acknowledged + [stored.lastSeen] {
            #expect(!String(decoding: bytes, as: UTF8.self).contains("Asha"))
        }
    }
}
