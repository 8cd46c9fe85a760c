import CRDT
import TestSupport
import Testing

/// One person edits, undoes and redoes, somebody else edits too: after every step ours shows what stock Yjs
/// shows for the same steps.
///
/// `BIPARTITE_FROM` and `BIPARTITE_COUNT` choose the seeds; a failure names its seed.
@Suite("Differential: undo")
struct UndoHistoryTests {
    @Test("Undo and redo leave what they leave in Yjs, whoever else has edited meanwhile")
    func histories() throws {
        let yjs = try PeerReplica.yjs()
        var failures = 0
        for seed in Seeds.range(count: 300) where failures < 5 {
            do {
                if let difference = try run(seed, yjs) {
                    failures += 1
                    Issue.record("seed \(seed): \(difference)")
                }
            } catch let broken as Broken {
                failures += 1
                Issue.record("seed \(seed): \(broken)")
            }
        }
    }

    private func run(_ number: UInt64, _ yjs: PeerReplica) throws -> String? {
        var seed = SeededGenerator(seed: number)
        // Yjs answers the formats of others with deletes of its own, which it then undoes: not ours.
        let isAlone = seed.chance(0.5)
        let gc = seed.chance(0.5)
        let timeout = seed.chance(0.5) ? 0 : 1_000_000_000
        var ours = OwnReplica()
        var other = OwnReplica()
        let clients: [ClientID] = seed.chance(0.5) ? [5, 9] : [9, 5]
        try ours.begin(client: clients[0], gc: gc)
        try other.begin(client: clients[1], gc: gc)
        try yjs.begin(client: clients[0], gc: gc)
        _ = try ours.step("track", timeout: timeout)
        try yjs.step("track", timeout: timeout)
        for count in 0..<(4 + seed.number(below: 16)) {
            let step = seed.pick(["edit", "edit", "edit", "undo", "undo", "redo", "stop", "other"])
            switch step {
            case "edit":
                let group = operations(&seed, plain: !isAlone)
                let made = try ours.round([], [group])
                _ = try yjs.round([], [group])
                _ = try other.round(made, [])
            case "other":
                guard !isAlone else { continue }
                let made = try other.round([], [operations(&seed, plain: true)])
                _ = try ours.round(made, [])
                _ = try yjs.round(made, [])
            default:
                let made = try ours.step(step)
                try yjs.step(step)
                if !made.isEmpty { _ = try other.round([made], []) }
            }
            let (mine, theirs, others) = try (ours.state().0, yjs.state().0, other.state().0)
            if mine != theirs { return "step \(count) \(step):\nours \(mine)\nyjs \(theirs)" }
            if mine != others { return "step \(count) \(step):\nours \(mine)\nother \(others)" }
        }
        return nil
    }

    private func operations(_ seed: inout SeededGenerator, plain: Bool) -> [Operation] {
        (0...seed.number(below: 2)).map { _ in
            var one = Operation(using: &seed)
            if plain {
                one.attributes = nil
                if one.kind == "format" { one.kind = "insert" }
            }
            return one
        }
    }
}
