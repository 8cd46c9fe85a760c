import CRDT
import Committee
import SyncClient
import SyncProtocol
import Testing

@Suite("A record that is not the one a client knows")
struct HeadAlarmTests {
    /// What a server shows to a client that keeps entry 9 with the hash `ab`, and what comes of it.
    struct Showing: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var end: AnyValue?
        var links: [AnyValue]?
        var alarm: HeadAlarm.Kind?
        /// The head the client keeps from then on.
        var keeps: String

        init(
            _ name: String, end: AnyValue?, links: [AnyValue]? = nil, alarm: HeadAlarm.Kind? = nil,
            keeps: String
        ) {
            (testDescription, self.end, self.links) = (name, end, links)
            (self.alarm, self.keeps) = (alarm, keeps)
        }
    }

    private static func head(
        _ sequence: Double, _ hash: String, _ audience: Audience = .committee
    ) -> AnyValue {
        .object([
            "audience": .string(audience.rawValue), "sequence": .number(sequence), "hash": .string(hash),
        ])
    }

    static let showings = [
        Showing("the same end", end: head(9, "ab"), keeps: "ab"),
        Showing("a longer record that holds it", end: head(12, "ff"), links: [head(9, "ab")], keeps: "ff"),
        Showing(
            "a longer record with another entry there", end: head(12, "ff"), links: [head(9, "cd")],
            alarm: .forked, keeps: "ff"),
        Showing(
            "a longer record with nothing there", end: head(12, "ff"), links: [head(9, "ab", .workerSide)],
            alarm: .forked, keeps: "ff"),
        Showing("a longer record, and no word of it", end: head(12, "ff"), keeps: "ab"),
        Showing("the same length, another end", end: head(9, "cd"), alarm: .forked, keeps: "cd"),
        Showing("a shorter record", end: head(8, "ab"), alarm: .rolledBack, keeps: "ab"),
        Showing(
            "a shorter record that says it holds it", end: head(8, "cd"), links: [head(9, "ab")],
            alarm: .rolledBack, keeps: "ab"),
        Showing("no record of it at all", end: nil, keeps: "ab"),
    ]

    /// A client that has been here once, and is away.
    private static func away() -> Network {
        var network = Network()
        network.relay.heads = [head(9, "ab")]
        network.join(1)
        network.cut(1)
        return network
    }

    private static func meet(_ showing: Showing, _ network: inout Network) {
        network.relay.heads = showing.end.map { [$0] } ?? []
        network.relay.links = showing.links
        network.join(1)
    }

    @Test("What a server shows of a kept head, case by case", arguments: showings)
    func cases(_ showing: Showing) throws {
        var network = Self.away()
        Self.meet(showing, &network)
        let alarms = try #require(network.clients[1]).alarms
        #expect(alarms.map(\.kind) == (showing.alarm.map { [$0] } ?? []))
        #expect(alarms.allSatisfy { $0.kept == Self.head(9, "ab") && $0.audience == "committee" })
        #expect(network.disks[1]?.room.heads.map { $0["hash"]?.string } == [showing.keeps])
        #expect(network.clients[1]?.link == .online, "the member goes on working")
    }

    @Test(
        "An alarm names what was kept and what was found, once, and stays over restarts until it is cleared")
    func stays() throws {
        var network = Self.away()
        for _ in 0..<3 {
            network.relay.heads = [Self.head(7, "cd")]
            network.join(1)
            network.crash(1)
        }
        network.start(1)
        let alarm = try #require(network.clients[1]?.alarms.first)
        // It has grown past the entry since, with another one there: the same head, told of already.
        network.relay.heads = [Self.head(12, "ee")]
        network.relay.links = [Self.head(9, "cd")]
        network.join(1)
        #expect(network.clients[1]?.alarms.count == 1)
        #expect(alarm.found == Self.head(7, "cd"))
        #expect(alarm.words.contains("entry 9") && alarm.words.contains("Tell the other side"))
        #expect(RoomRecord(json: try #require(network.disks[1]).room.json).alarms == [alarm])
        let effects = network.clients[1]?.clearAlarms() ?? []
        network.carry(effects, of: 1)
        #expect(network.disks[1]?.room.alarms == [])
    }

    @Test("A server that says nothing of a kept head is asked again, and found out when it speaks")
    func silence() {
        var network = Self.away()
        for end in [Self.head(12, "ff"), Self.head(15, "ee")] {
            Self.meet(Showing("silent", end: end, keeps: "ab"), &network)
            network.cut(1)
        }
        #expect(network.clients[1]?.alarms == [])
        Self.meet(Showing("", end: Self.head(20, "dd"), links: [Self.head(9, "cd")], keeps: ""), &network)
        let shown = network.relay.heard.compactMap { heard -> AnyValue? in
            guard case .stateless(let text) = heard.message else { return nil }
            return (try? AnyValue(json: text))?["heads"]
        }
        #expect(shown.dropFirst() == [AnyValue](repeating: .array([Self.head(9, "ab")]), count: 3)[...])
        #expect(network.clients[1]?.alarms.map(\.kind) == [.forked])
    }

    @Test("A head told in between does not free a server from one it has confirmed before")
    func toldInBetween() {
        for tellsOne in [true, false] {
            var network = Network()
            network.relay.heads = [Self.head(9, "ab")]
            network.join(1)
            network.relay.tell(heads: [Self.head(12, "ff")])
            network.settle()
            network.cut(1)
            network.crash(1)
            let links = [Self.head(9, tellsOne ? "ab" : "cd"), Self.head(12, "ff")]
            Self.meet(Showing("", end: Self.head(15, "ee"), links: links, keeps: ""), &network)
            #expect(network.clients[1]?.alarms.map(\.kind) == (tellsOne ? [] : [.forked]))
            network.cut(1)
            // The newest was confirmed: it alone is shown from here on.
            Self.meet(Showing("", end: Self.head(15, "ee"), keeps: ""), &network)
            let shown = network.relay.heard.compactMap { heard -> AnyValue? in
                guard case .stateless(let text) = heard.message else { return nil }
                return (try? AnyValue(json: text))?["heads"]
            }
            #expect(shown.last == .array([Self.head(15, "ee")]))
        }
    }

    @Test("A new epoch does not free a server that says nothing of a kept head")
    func silentInANewEpoch() {
        var network = Self.away()
        network.relay.restore(network.relay.documents)
        Self.meet(Showing("", end: Self.head(12, "ff"), keeps: ""), &network)
        #expect(network.clients[1]?.alarms == [])
        #expect(network.disks[1]?.room.heads == [Self.head(9, "ab")])
    }

    @Test("Each audience is held against its own record")
    func audiences() {
        var network = Network()
        network.relay.heads = [Self.head(9, "ab"), Self.head(4, "cd", .workerSide)]
        network.join(1)
        network.cut(1)
        network.relay.heads = [Self.head(9, "ab"), Self.head(3, "cc", .workerSide)]
        network.join(1)
        #expect(network.clients[1]?.alarms.map(\.audience) == ["worker"])
    }

    @Test("Where the folder went back, the alarm outlives what the client then forgets of it")
    func wentBack() {
        var network = Self.away()
        network.relay.restore(network.relay.documents)
        network.relay.heads = [Self.head(3, "cd")]
        network.join(1)
        #expect(network.clients[1]?.alarms.map(\.kind) == [.rolledBack])
        #expect(network.disks[1]?.room.heads == [Self.head(3, "cd")])
    }
}
