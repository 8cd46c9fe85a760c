import CRDT
import Foundation
import TestSupport
import Testing

/// Random histories of two to five replicas: ours, stock Yjs, and yrs under pycrdt. At the end all agree.
///
/// Half of them send updates to ours and to Yjs in the second format. No edit cuts a surrogate pair here: yrs
/// has a rule of its own, and a cut may show in one replica only, in Yjs too. `PairHistoryTests` cuts them.
///
/// `BIPARTITE_FROM` and `BIPARTITE_COUNT` choose the seeds; a failure names its seed.
@Suite("Differential: ours, Yjs and yrs")
struct DifferentialTests {
    static let remedy = "scripts/setup test installs node, node-yjs and a Python environment with pycrdt"

    @Test("Whatever two to five people write, in whatever order it arrives, all engines show the same")
    func histories() throws {
        let yjs = try [PeerReplica.yjs(), PeerReplica.yjs()]
        let yrs = try PeerReplica.yrs()
        var failures = 0
        for seed in Seeds.range(count: 2000) where failures < 5 {
            do {
                // Ours and Yjs always, then yrs, a second Yjs, a second of ours.
                let (count, isWithYrs) = (2 + Int(seed % 4), seed % 8 < 4)
                let more: [any Replica] =
                    isWithYrs ? [yrs, OwnReplica(), yjs[1]] : [OwnReplica(), yjs[1], OwnReplica()]
                var replicas: [any Replica] = [OwnReplica(), yjs[0]] + more.prefix(count - 2)
                let states = try run(seed, &replicas)
                if states.contains(where: { $0 != states[0] }) {
                    failures += 1
                    Issue.record("seed \(seed):\n\(states.map(\.description).joined(separator: "\n"))")
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
        let (gc, isV2) = (seed.chance(0.5), seed.chance(0.5))
        var clients = Set<ClientID>()
        while clients.count < replicas.count {
            clients.insert(ClientID(1 + seed.number(below: seed.pick([9, 1_000_000, 1 << 53 - 1]))))
        }
        let order = clients.sorted().shuffled(using: &seed)
        for index in replicas.indices { try replicas[index].begin(client: order[index], gc: gc, v2: isV2) }
        var unheard: [[[UInt8]]] = Array(repeating: [], count: replicas.count)
        for _ in 0..<(2 + seed.number(below: 4)) {
            for index in replicas.indices {
                let (now, later) = split(unheard[index], &seed)
                unheard[index] = later
                let operations = (0..<seed.number(below: 5)).map { _ in
                    (0...seed.number(below: 3)).map { _ in Operation(using: &seed, pairs: true) }
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
