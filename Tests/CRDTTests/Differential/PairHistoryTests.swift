import CRDT
import Foundation
import TestSupport
import Testing

/// Random histories whose edits cut surrogate pairs as they come, against stock Yjs alone: yrs has a rule of
/// its own.
///
/// A cut may show in one replica only, so replicas are not compared with each other. Each is run twice
/// instead, by us and by Yjs, with the same edits and the same updates heard: after each round both show the
/// same.
@Suite("Differential: surrogate pairs")
struct PairHistoryTests {
    @Test("Who cuts surrogate pairs, or hears of it, sees what Yjs shows in the same place")
    func histories() throws {
        let peers = try (0..<3).map { _ in try PeerReplica.yjs() }
        var failures = 0
        for number in Seeds.range(count: 400) where failures < 5 {
            do {
                try run(number, peers)
            } catch let broken as Broken {
                failures += 1
                Issue.record("seed \(number): \(broken)")
            }
        }
    }

    private func run(_ number: UInt64, _ peers: [PeerReplica]) throws {
        var seed = SeededGenerator(seed: number)
        let (gc, isV2) = (seed.chance(0.5), seed.chance(0.5))
        let count = 2 + seed.number(below: 2)
        var own = Array(repeating: OwnReplica(), count: count)
        for index in 0..<count {
            let client = ClientID(1 + (index * 7 + Int(number % 5)) % 11)
            try own[index].begin(client: client, gc: gc, v2: isV2)
            try peers[index].begin(client: client, gc: gc, v2: isV2)
        }
        var unheard: [[[UInt8]]] = Array(repeating: [], count: count)
        for round in 0..<(3 + seed.number(below: 4)) {
            for index in 0..<count {
                let now = unheard[index].shuffled(using: &seed).filter { _ in seed.chance(0.8) }
                unheard[index].removeAll { now.contains($0) }
                let operations = (0..<seed.number(below: 4)).map { _ in
                    (0...seed.number(below: 2)).map { _ in operation(&seed) }
                }
                _ = try own[index].round(now, operations)
                let made = try peers[index].round(now, operations)
                try compare(own[index], peers[index], "replica \(index) in round \(round)")
                for other in 0..<count where other != index { unheard[other] += made }
            }
        }
    }

    /// Mostly text, and mostly of pairs.
    private func operation(_ seed: inout SeededGenerator) -> Operation {
        var one = Operation(using: &seed, pairs: true)
        if one.kind == "insert", seed.chance(0.6) {
            one.string = seed.pick(["🧵", "a🧯b", "🧵🧯🪡", "👷🏽‍♀️"])
        }
        // Formats that differ in a clock from those of Yjs would hide what this is about; one that has
        // nothing to do cuts all the same, in this replica only.
        one.attributes = one.kind == "format" ? .object(["bold": .null]) : nil
        if seed.chance(0.7) { one.target = 0 }
        one.cutsPairs = true
        return one
    }

    private func compare(_ own: OwnReplica, _ peer: PeerReplica, _ place: String) throws {
        let (ours, theirs) = (try own.shown(), try peer.state().0)
        guard ours != theirs else { return }
        throw Broken(invariant: "\(place)\nours: \(ours)\nYjs: \(theirs)")
    }
}
