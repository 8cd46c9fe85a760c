import CRDT

/// A history with its positions and counts in UTF-16 units in place of code points.
///
/// They differ behind characters that take two units. Per agent the places of those are kept; what others
/// wrote is read anew from the replica.
struct UnitPositions {
    private(set) var converted: [Trace.Step] = []

    init(_ trace: Trace) {
        var replay = Replay(agents: trace.agents)
        var pairs: [[Int]] = Array(repeating: [], count: trace.agents)
        for (number, step) in trace.txns.enumerated() {
            let agent = step.agent ?? 0
            if replay.deliver(to: agent, before: step, number, of: trace) {
                pairs[agent] = Self.pairs(in: replay.replicas[agent].benchText)
            }
            var unitStep = step
            for place in step.patches.indices {
                unitStep.patches[place] = Self.convert(step.patches[place], &pairs[agent])
            }
            converted.append(unitStep)
            replay.edit(unitStep, by: agent)
        }
    }

    /// Code point positions of characters that take two units.
    private static func pairs(in text: String) -> [Int] {
        text.unicodeScalars.enumerated().filter { $0.element.value > 0xFFFF }.map(\.offset)
    }

    private static func convert(_ patch: Trace.Patch, _ pairs: inout [Int]) -> Trace.Patch {
        let end = patch.position + patch.deleted
        let before = pairs.prefix { $0 < patch.position }
        let deleted = pairs.dropFirst(before.count).prefix { $0 < end }
        var unitPatch = patch
        unitPatch.position += before.count
        unitPatch.deleted += deleted.count
        let shift = patch.inserted.unicodeScalars.count - patch.deleted
        let behind = pairs.dropFirst(before.count + deleted.count).map { $0 + shift }
        pairs = before + Self.pairs(in: patch.inserted).map { $0 + patch.position } + behind
        return unitPatch
    }
}
