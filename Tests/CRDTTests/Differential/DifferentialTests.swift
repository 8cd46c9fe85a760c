import CRDT
import Foundation
import TestSupport
import Testing

/// Random histories of three replicas: ours, stock Yjs, and yrs under pycrdt. At the end all three agree.
///
/// `BIPARTITE_FROM` and `BIPARTITE_COUNT` choose the seeds; a failure names its seed.
@Suite("Differential: ours, Yjs and yrs")
struct DifferentialTests {
    static let remedy = "scripts/setup test installs node, node-yjs and a Python environment with pycrdt"

    @Test("Whatever three people write, in whatever order it arrives, all three engines show the same")
    func histories() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let peers = here.appending(path: "Peers").path
        let python = ProcessInfo.processInfo.environment["BIPARTITE_PYTHON"] ?? "python3"
        let yjs = try PeerProcess(
            ["node", "\(peers)/yjs-peer.cjs"],
            environment: ["NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs"],
            remedy: Self.remedy)
        let yrs = try PeerProcess([python, "\(peers)/pycrdt-peer.py"], remedy: Self.remedy)
        var replicas: [any Replica] = [OwnReplica(), PeerReplica(process: yjs), PeerReplica(process: yrs)]
        var failures = 0
        for seed in Seeds.range(count: 1000) where failures < 5 {
            do {
                let states = try run(seed, &replicas)
                if states[0] != states[1] || states[0] != states[2] {
                    failures += 1
                    Issue.record("seed \(seed):\nours \(states[0])\nyjs \(states[1])\nyrs \(states[2])")
                }
            } catch let broken as Broken {
                failures += 1
                Issue.record("seed \(seed): \(broken)")
            }
        }
    }

    /// One history: rounds of edits, each replica hearing some of the others' updates late, shuffled and
    /// repeated.
    private func run(_ number: UInt64, _ replicas: inout [any Replica]) throws -> [ReplicaState] {
        var seed = SeededGenerator(seed: number)
        let gc = seed.chance(0.5)
        var clients = Set<ClientID>()
        while clients.count < 3 { clients.insert(ClientID(1 + seed.number(below: 1_000_000))) }
        let order = clients.sorted().shuffled(using: &seed)
        for index in replicas.indices { try replicas[index].begin(client: order[index], gc: gc) }
        var unheard: [[[UInt8]]] = Array(repeating: [], count: replicas.count)
        for _ in 0..<(2 + seed.number(below: 4)) {
            for index in replicas.indices {
                let (now, later) = split(unheard[index], &seed)
                unheard[index] = later
                let operations = (0..<seed.number(below: 5)).map { _ in
                    (0...seed.number(below: 3)).map { _ in Operation(using: &seed) }
                }
                spread(try replicas[index].round(now, operations), from: index, to: &unheard)
            }
        }
        try settle(&replicas, &unheard)
        // yrs leaves some late updates pending until it hears more; a joining exchange closes the history.
        for (index, replica) in replicas.enumerated() {
            spread([try replica.state().update], from: index, to: &unheard)
        }
        try settle(&replicas, &unheard)
        return try replicas.map { try $0.state().0 }
    }

    private func split(_ updates: [[UInt8]], _ seed: inout SeededGenerator) -> (
        now: [[UInt8]], later: [[UInt8]]
    ) {
        var now: [[UInt8]] = []
        var later: [[UInt8]] = []
        for update in updates.shuffled(using: &seed) {
            if seed.chance(0.6) { now.append(update) } else { later.append(update) }
            if seed.chance(0.15) { later.append(update) }
        }
        return (now, later)
    }

    private func spread(_ updates: [[UInt8]], from index: Int, to unheard: inout [[[UInt8]]]) {
        for other in unheard.indices where other != index { unheard[other] += updates }
    }

    /// Until nobody has anything to say: Yjs answers some remote formats with deletes of its own.
    private func settle(_ replicas: inout [any Replica], _ unheard: inout [[[UInt8]]]) throws {
        for _ in 0..<20 where unheard.contains(where: { !$0.isEmpty }) {
            for index in replicas.indices {
                let updates = unheard[index]
                unheard[index] = []
                spread(try replicas[index].round(updates, []), from: index, to: &unheard)
            }
        }
    }
}
