import CRDT
import Committee
import SyncClient
import Testing

@Suite("Who is here")
struct PresenceTests {
    @Test("Others are shown under the name and letter the server wrote, with their caret")
    func others() throws {
        var network = Network()
        network.join(1)
        network.join(2)
        network.type(1, "text")
        network.settle()
        let doc = try #require(network.clients[1]?[.plan])
        let notes = try #require(doc.root("notes"))
        let place = doc.relativePosition(at: 2, in: notes)
        network.input(1, .caret(.plan, Caret(anchor: place, head: place)))
        network.settle()
        let seen = network.clients[2]?.presence(in: .plan) ?? []
        #expect(seen.map(\.name) == ["Person 2", "Member 1"])
        #expect(seen.map(\.letter) == ["M", "W"])
        #expect(seen.map(\.isSelf) == [true, false])
        #expect(seen.last?.caret?.head == place)
    }

    @Test("Presence is renewed every 15 s, and whoever is silent for 30 s is gone")
    func expiry() {
        var network = Network()
        network.join(1)
        network.join(2)
        network.settle()
        network.input(1, .tick(now: network.now + 15_000))
        network.input(2, .tick(now: network.now + 15_000))
        network.settle()
        network.input(2, .tick(now: network.now + 40_000))
        #expect(network.clients[2]?.presence(in: .plan).count == 2)
        network.input(2, .tick(now: network.now + 46_000))
        #expect(network.clients[2]?.presence(in: .plan).contains { !$0.isSelf } == false)
    }

    @Test("Offline nobody is known to be here")
    func offline() {
        var network = Network()
        network.join(1)
        network.join(2)
        network.settle()
        network.cut(2)
        #expect(network.clients[2]?.presence(in: .plan).isEmpty == true)
    }
}
