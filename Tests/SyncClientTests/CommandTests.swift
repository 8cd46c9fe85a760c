import CRDT
import Committee
import SyncClient
import SyncProtocol
import Testing

@Suite("Commands: judged here, kept, sent, answered once")
struct CommandTests {
    @Test("A command is kept before it is sent, and done when the server has answered")
    func recorded() throws {
        var network = Network.withPoints()
        network.join(1)
        network.relay.isHoldingFlush = true
        try network.command(1, .rate("d01", "serious", id: 1))
        network.settle()
        #expect(network.disks[1]?.room.commands.map(\.id) == [Command.id(1)])
        #expect(network.clients[1]?.waitingCommands.count == 1)
        network.relay.releaseFlush()
        network.settle()
        #expect(network.clients[1]?.waitingCommands.isEmpty == true)
        #expect(network.disks[1]?.room.commands.isEmpty == true)
        #expect(network.answers(1) == [.recorded(.rate("d01", "serious", id: 1))])
        #expect(network.clients[1]?.state.point("d01").ratings == [.worker: "serious"])
    }

    @Test("What the rules turn down here is neither kept nor sent")
    func refusedHere() throws {
        var network = Network.withPoints()
        network.join(1)
        let heard = network.relay.heard.count
        #expect(throws: Refusal(.notFound)) { try network.command(1, .rate("d77", "serious", id: 1)) }
        #expect(throws: Refusal.self) { try network.command(1, .rate("d01", "so-so", id: 2)) }
        var long = Command.rate("d01", "serious", id: 3)
        long.data = .object([
            "rating": .string("serious"), "note": .string(String(repeating: "x", count: 66_000)),
        ])
        #expect(throws: Refusal.self) { try network.command(1, long) }
        network.settle()
        #expect(network.clients[1]?.waitingCommands.isEmpty == true)
        #expect(network.relay.heard.count == heard)
        network.cut(1)
        try network.command(1, .rate("d01", "serious", id: 4))
        #expect(throws: Refusal(.idUsed)) { try network.command(1, .rate("d02", "serious", id: 4)) }
    }

    @Test("Commands made offline survive a crash and go out in order, behind the edits made before them")
    func offline() throws {
        var network = Network.withPoints()
        network.join(1)
        network.cut(1)
        network.type(1, "typed first")
        try network.command(1, .rate("d01", "serious", id: 1))
        try network.command(1, .rate("d01", "no_issue", id: 2))
        #expect(network.clients[1]?.picture.state.point("d01").ratings == [.worker: "no_issue"])
        network.crash(1)
        network.start(1)
        #expect(network.clients[1]?.waitingCommands.map(\.id) == [Command.id(1), Command.id(2)])
        network.join(1)
        #expect(network.relay.events.map(\.event.id) == [Command.id(1), Command.id(2)])
        #expect(network.relay.notesAtCommand[Command.id(1)] == "typed first")
        #expect(network.clients[1]?.waitingCommands.isEmpty == true)
    }

    @Test("A document nobody has open sends its edits before a command goes out")
    func unopened() throws {
        var network = Network.withPoints()
        network.join(1)
        network.cut(1)
        network.type(1, "typed first")
        try network.command(1, .rate("d01", "serious", id: 1))
        network.crash(1)
        network.followed = [.diagnosis]
        network.join(1)
        #expect(network.relay.notesAtCommand[Command.id(1)] == "typed first")
    }

    @Test("A command whose answer was lost is sent again under its id and takes effect once")
    func lostAnswer() throws {
        var network = Network.withPoints()
        network.join(1)
        network.relay.isHoldingFlush = true
        try network.command(1, .rate("d01", "serious", id: 1))
        network.settle()
        network.cut(1)
        network.relay.releaseFlush()
        network.join(1)
        #expect(network.relay.events.map(\.event.id) == [Command.id(1)])
        #expect(network.answers(1).count == 1)
    }

    @Test("What the server turns down is told once and kept until the member has seen it")
    func refusedThere() throws {
        var network = Network.withPoints()
        network.join(1)
        network.relay.refuses = { _ in true }
        try network.command(1, .rate("d01", "serious", id: 1))
        network.settle()
        network.crash(1)
        network.join(1)
        let refused = network.clients[1]?.refusedCommands ?? []
        #expect(refused.map(\.code) == ["not_permitted"])
        #expect(refused.first?.message == "Your role cannot do this.")
        #expect(refused.first?.command == .rate("d01", "serious", id: 1))
        #expect(network.answers(1).count == 1)
        network.carry(network.clients[1]?.clearRefusedCommands() ?? [], of: 1)
        #expect(network.disks[1]?.room.refused.isEmpty == true)
    }

    @Test("Waiting and refused commands survive the record's JSON form")
    func record() throws {
        var record = RoomRecord()
        record.commands = [.rate("d01", "serious", id: 1)]
        record.refused = [
            RefusedCommand(
                command: .rate("d02", "serious", id: 2), code: "stale", message: "It changed.",
                remedy: "Read it again.", details: .object(["field": .string("issue")]))
        ]
        #expect(RoomRecord(json: try AnyValue(json: record.json.json)) == record)
    }
}

extension Network {
    /// A relay whose diagnosis has the points d01 to d03, and clients that follow it and the plan.
    static func withPoints() -> Network {
        var network = Network()
        var doc = Doc(clientID: 7)
        _ = doc.edit { transaction in
            for point in ["d01", "d02", "d03"] {
                _ = Projection.addRow(id: point, to: .diagnosis, in: &transaction)
            }
        }
        network.relay.documents[.diagnosis] = Relay.Document(doc: doc)
        network.followed = [.plan, .diagnosis]
        return network
    }

    /// All answers a client has been told of, over all its sittings.
    func answers(_ number: Int) -> [CommandAnswer] {
        (effects[number] ?? []).compactMap { if case .answered(let answer) = $0 { answer } else { nil } }
    }
}

extension Command {
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func rate(_ point: String, _ rating: String, id number: Int) -> Command {
        Command(
            id: id(number), type: .ratePoint, subject: point, data: .object(["rating": .string(rating)]))
    }
}
