import CRDT
import Committee
import SyncClient
import SyncProtocol
import Testing

@Suite("From a socket to documents in step")
struct JoiningTests {
    @Test("A new token is told to the channel and to every document that is open, and nothing is joined anew")
    func renewed() {
        var network = Network()
        network.join(1)
        let before = network.relay.heard.count
        network.input(1, .renewed(token: "next"))
        network.type(1, "on")
        network.settle()
        let told = network.relay.heard.dropFirst(before).compactMap { heard -> String? in
            guard case .auth(.token("next", _)) = heard.message else { return nil }
            return heard.document
        }
        #expect(told == ["factory", "factory/plan"])
        #expect(network.serverNotes == "on")
        network.cut(1)
        network.input(1, .renewed(token: "later"))
        network.join(1)
        #expect(network.clients[1]?.link == .online)
    }

    @Test("A client says who it is, then hello, and joins documents only after the welcome")
    func order() {
        var network = Network()
        network.join(1)
        let words = network.relay.heard.map { heard -> String in
            switch heard.message {
            case .auth: "\(heard.document) auth"
            case .stateless: "\(heard.document) stateless"
            case .sync(.step1): "\(heard.document) step1"
            case .sync(.step2): "\(heard.document) step2"
            case .awareness: "\(heard.document) awareness"
            default: "?"
            }
        }
        #expect(
            words == [
                "factory auth", "factory stateless", "factory/plan auth", "factory/plan step1",
                "factory/plan awareness", "factory/plan step2",
            ])
        #expect(network.clients[1]?.link == .online)
        #expect(network.clients[1]?.isJoined(.plan) == true)
        #expect(network.clients[1]?.epoch(of: .plan) == 1)
        #expect(network.clients[1]?.documentNames == [.plan, .issues])
    }

    @Test("After a restart hello tells which events are known and shows the heads kept")
    func remembers() {
        var network = Network()
        let event = Event(
            id: "e1", type: "plan.item.created.v1", subject: "p01", audience: .committee, side: nil,
            day: "2024-11-11", data: .null)
        network.relay.events = [.init(sequence: 7, event: event)]
        network.relay.heads = [
            .object(["audience": .string("committee"), "sequence": .number(9), "hash": .string("ab")])
        ]
        network.join(1)
        network.crash(1)
        network.join(1)
        let hellos = network.relay.heard.compactMap { heard -> AnyValue? in
            if case .stateless(let text) = heard.message { try? AnyValue(json: text) } else { nil }
        }
        #expect(hellos.count == 2)
        #expect(hellos.last?["after"]?["committee"]?.int == 7)
        #expect(hellos.last?["heads"]?.array?.first?["sequence"]?.int == 9)
        #expect(network.clients[1]?.events == [event])
    }

    @Test("A refused token ends the link with a reason")
    func denied() {
        var network = Network()
        network.start(1)
        network.connect(1, token: "bad")
        network.settle()
        #expect(network.clients[1]?.link == .offline)
        #expect(
            network.effects[1]?.contains {
                if case .denied(let reason) = $0 { reason.contains("token") } else { false }
            }
                == true)
    }

    @Test("A room that cannot be opened just now is tried again, and no document is taken for gone")
    func closed() {
        func deny(_ address: String, _ network: inout Network) {
            let denied = Message.auth(.denied(reason: "closed"))
            network.input(1, .frame(HocuspocusCodec.encode(.message(address: address, denied))))
        }
        var network = Network()
        network.start(1)
        network.connect(1)
        deny(Relay.committee, &network)
        var (reconnects, denials) = network.ends(1)
        #expect(network.clients[1]?.link == .offline && reconnects == 1 && denials == 0)
        network = Network()
        network.join(1)
        deny("\(Relay.committee)/plan", &network)
        (reconnects, denials) = network.ends(1)
        #expect(network.clients[1]?.link == .offline && reconnects == 1 && denials == 0)
        #expect(network.clients[1]?.documentNames == [.plan, .issues])
    }

    @Test("A silent link is tried with a ping after 20 s and given up after 45 s")
    func silence() {
        var network = Network()
        network.join(1)
        let before = network.effects[1]?.count ?? 0
        network.input(1, .tick(now: network.now + 21_000))
        let ping = HocuspocusCodec.encode(.ping)
        #expect(
            network.effects[1]?.dropFirst(before).contains {
                if case .send(ping) = $0 { true } else { false }
            } == true)
        network.input(1, .tick(now: network.now + 46_000))
        #expect(network.clients[1]?.link == .offline)
        #expect(network.effects[1]?.contains { if case .reconnect = $0 { true } else { false } } == true)
    }

    @Test("Frames that are no messages ask for a fresh socket and change nothing")
    func nonsense() {
        var network = Network()
        network.join(1)
        network.type(1, "kept")
        network.settle()
        let effects = network.clients[1]?.handle(.frame([0xFF, 0xFF, 0xFF])) ?? []
        #expect(effects.contains { if case .reconnect = $0 { true } else { false } })
        #expect(network.notes(1) == "kept")
    }

    @Test("The room's record survives its JSON form")
    func record() throws {
        var record = RoomRecord()
        record.documents = [.init(name: .caucusWorker, access: .read, epoch: 3)]
        record.day = "2024-11-11"
        record.quarantine = [QuarantinedEdit(document: .plan, summary: "plan/notes", text: "typed \u{1F3ED}")]
        #expect(RoomRecord(json: try AnyValue(json: record.json.json)) == record)
        #expect(RoomRecord(json: .null) == RoomRecord())
    }
}

extension Network {
    /// How often a client was told to take a fresh socket, and how often that it is denied.
    fileprivate func ends(_ number: Int) -> (reconnects: Int, denials: Int) {
        var ends = (reconnects: 0, denials: 0)
        for effect in effects[number] ?? [] {
            switch effect {
            case .reconnect: ends.reconnects += 1
            case .denied: ends.denials += 1
            default: break
            }
        }
        return ends
    }
}
