import CRDT

/// The history as edits of our engine: one replica per agent, as `traces/README.md` describes.
struct Replay {
    private(set) var replicas: [Doc]
    /// One update per step that changed something, in the trace's order.
    private(set) var updates: [[UInt8]] = []
    /// Per agent the steps its replica holds.
    private var seen: [Set<Int>]
    private let root = "text"

    init(_ trace: Trace) {
        replicas = (0..<trace.agents).map { Doc(clientID: ClientID(1000 + $0)) }
        seen = Array(repeating: [], count: trace.agents)
        updates.reserveCapacity(trace.txns.count)
        for (number, step) in trace.txns.enumerated() { perform(step, number, of: trace) }
    }

    private mutating func perform(_ step: Trace.Step, _ number: Int, of trace: Trace) {
        let agent = step.agent ?? 0
        if let parents = step.parents {
            for ancestor in missing(parents, for: agent, in: trace) {
                let update = updates[ancestor]
                if !update.isEmpty { _ = try? replicas[agent].apply(update) }
            }
            seen[agent].insert(number)
        }
        let change = replicas[agent].edit { transaction in
            let text = transaction.root(root, .text)
            for patch in step.patches {
                if patch.deleted > 0 {
                    transaction.delete(at: patch.position, count: patch.deleted, in: text)
                }
                if !patch.inserted.isEmpty {
                    transaction.insert(patch.inserted, at: patch.position, in: text)
                }
            }
        }
        updates.append(change.update)
    }

    /// Ancestors this agent's replica lacks, oldest first.
    private mutating func missing(_ parents: [Int], for agent: Int, in trace: Trace) -> [Int] {
        var found: [Int] = []
        var stack = parents
        while let next = stack.popLast() {
            guard seen[agent].insert(next).inserted else { continue }
            found.append(next)
            stack += trace.txns[next].parents ?? []
        }
        return found.sorted()
    }
}

extension Doc {
    /// The text every mode ends with.
    var benchText: String { root("text").map(string) ?? "" }
}
