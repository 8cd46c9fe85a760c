import CRDT
import Committee
import SyncClient
import TestSupport
import Testing

@Suite("Commands over a bad link")
struct CommandSimulationTests {
    @Test(
        "Through cuts, crashes and held flushes each command counts or is refused once, in order",
        arguments: Seeds.range(count: 300))
    func exactlyOnce(seed: UInt64) throws {
        var run = CommandRun(seed: seed)
        for _ in 0..<120 { try run.step() }
        run.finish()

        let relay = run.network.relay
        for number in [1, 2] {
            let asked = run.asked[number] ?? []
            let recorded = relay.events.map(\.event.id).filter(asked.contains)
            let refused = run.network.clients[number]?.refusedCommands.map(\.command.id) ?? []
            #expect(recorded == asked.filter { !run.isRefused($0) }, "seed \(seed): recorded")
            #expect(refused == asked.filter(run.isRefused), "seed \(seed): refused")
            #expect(
                run.network.answers(number).map(\.command.id) == asked,
                "seed \(seed): each is answered once")
            #expect(run.network.clients[number]?.waitingCommands.isEmpty == true)
            for id in asked {
                let there = relay.notesAtCommand[id] ?? ""
                let isBehind = run.typed[id]?.allSatisfy { there.contains($0) } ?? false
                #expect(isBehind, "seed \(seed): a command overtook an edit")
            }
            let known = run.network.clients[number]?.state.points
            #expect(known == CommitteeState(relay.events.map(\.event)).points)
        }
    }
}

/// Two clients that type and command while links break, by a seed.
struct CommandRun {
    var network = Network.withPoints()
    /// Ids in the order each client asked.
    var asked: [Int: [String]] = [:]
    /// What the asking client had typed by then.
    var typed: [String: [String]] = [:]
    private var words: [Int: [String]] = [:]
    private var random: SeededGenerator
    private var linked: Set<Int> = []
    private var count = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        network.relay.refuses = { Self.isRefused($0.id) }
        for number in [1, 2] {
            network.join(number)
            linked.insert(number)
        }
    }

    /// A fifth of all commands is turned down.
    static func isRefused(_ id: String) -> Bool { (Int(id.suffix(6)) ?? 0).isMultiple(of: 5) }
    func isRefused(_ id: String) -> Bool { Self.isRefused(id) }

    mutating func step() throws {
        let number = random.pick([1, 2])
        switch random.number(below: 20) {
        case 0...4: try ask(number)
        case 5, 6:
            count += 1
            network.type(number, "<\(count)>")
            words[number, default: []].append("<\(count)>")
        case 7: cut(number)
        case 8:
            network.crash(number)
            linked.remove(number)
            network.start(number)
        case 9, 10: connect(number)
        case 11: network.relay.isHoldingFlush = true
        case 12, 13: network.relay.releaseFlush()
        default: _ = network.deliver()
        }
    }

    mutating func finish() {
        network.relay.releaseFlush()
        for number in [1, 2] {
            cut(number)
            connect(number)
        }
        network.settle()
    }

    private mutating func ask(_ number: Int) throws {
        count += 1
        // The same rating again would change nothing, and be refused.
        let point = random.pick(["d01", "d02", "d03"])
        let side = number == 1 ? Side.worker : .management
        let known = network.clients[number]?.picture.state.point(point).ratings[side]
        let ratings = ["serious", "no_issue", "needs_improvement"]
        let other: [String] = ratings.filter { $0 != known }
        let command = Command.rate(point, random.pick(other), id: count)
        try network.command(number, command)
        asked[number, default: []].append(command.id)
        typed[command.id] = words[number] ?? []
    }

    private mutating func cut(_ number: Int) {
        guard linked.remove(number) != nil else { return }
        network.cut(number)
    }

    private mutating func connect(_ number: Int) {
        guard linked.insert(number).inserted else { return }
        network.connect(number)
    }
}
