import CRDT

/// The history as edits of our engine: one replica per agent, as `traces/README.md` describes.
struct Replay {
    private(set) var replicas: [Doc]
    /// Per step its update, in the trace's order; empty where it changed nothing.
    private(set) var updates: [[UInt8]] = []
    private let texts: [TypeID]
    /// Per agent the steps its replica holds.
    private var seen: [Set<Int>]

    init(agents: Int, root: String = "text") {
        var replicas = (0..<agents).map { Doc(clientID: ClientID(1000 + $0)) }
        var texts: [TypeID] = []
        for agent in replicas.indices {
            replicas[agent].edit { texts.append($0.root(root, .text)) }
        }
        self.replicas = replicas
        self.texts = texts
        seen = Array(repeating: [], count: agents)
    }

    init(_ trace: Trace, root: String = "text") {
        self.init(agents: trace.agents, root: root)
        updates.reserveCapacity(trace.txns.count)
        for number in trace.txns.indices {
            let agent = trace.txns[number].agent ?? 0
            _ = deliver(to: agent, before: trace.txns[number], number, of: trace)
            edit(trace.txns[number], by: agent)
        }
    }

    /// One transaction.
    mutating func edit(_ step: Trace.Step, by agent: Int) {
        let text = texts[agent]
        let change = replicas[agent].edit { transaction in
            for place in step.patches.indices {
                let patch = step.patches[place]
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

    /// Brings an agent's replica what its next step builds on; false if it had everything.
    mutating func deliver(to agent: Int, before step: Trace.Step, _ number: Int, of trace: Trace) -> Bool {
        guard let parents = step.parents else { return false }
        let lacking = missing(parents, for: agent, in: trace)
        for ancestor in lacking where !updates[ancestor].isEmpty {
            _ = try? replicas[agent].apply(updates[ancestor])
        }
        seen[agent].insert(number)
        return !lacking.isEmpty
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

    /// One replica that holds everything. For a single agent it is that agent's own.
    func merged() throws -> Doc {
        var doc = replicas[0]
        guard replicas.count > 1 else { return doc }
        for update in updates where !update.isEmpty { try doc.apply(update) }
        return doc
    }
}

extension Doc {
    /// The text every mode ends with.
    var benchText: String { root("text").map(string) ?? "" }
}
