import CRDT
import TestSupport

/// One random edit, for any replica: each finds its target among the types it holds, roots first, then
/// breadth first.
struct Operation {
    var target: Int
    var at: Int
    var count: Int
    var kind: String
    var key: String
    var string: String
    var value: AnyValue
    var values: [AnyValue]
    var embed: AnyValue
    var type: String
    var attributes: AnyValue?
    /// Edits text at any unit, also between the halves of a surrogate pair.
    var cutsPairs = false

    /// `pairs`: text may hold letters of two units.
    init(using seed: inout SeededGenerator, pairs: Bool = false) {
        target = seed.chance(0.5) ? 0 : seed.number(below: 1000)
        at = seed.number(below: 1000)
        count = 1 + seed.number(below: 5)
        kind = seed.pick(["insert", "insert", "insert", "delete", "delete", "format", "special"])
        key = seed.pick(["a", "b", "c"])
        string = seed.pick(["a", "bc", "def", "é", "থামা", "ភ្លើង", "出口", "\n", "x y"])
        if pairs, seed.chance(0.2) { string = seed.pick(["🧵", "a🧯b", "👷🏽‍♀️"]) }
        value = Self.value(using: &seed)
        values = (0...seed.number(below: 3)).map { _ in Self.value(using: &seed) }
        embed = .object(["image": .number(Double(seed.number(below: 9)))])
        type = seed.pick(["map", "text", "array"])
        attributes =
            seed.chance(0.3)
            ? .object([seed.pick(["bold", "colour"]): seed.pick([.bool(true), .string("red"), .null])]) : nil
    }

    private static func value(using seed: inout SeededGenerator) -> AnyValue {
        switch seed.number(below: 7) {
        case 0: .null
        case 1: .bool(true)
        case 2: .number(Double(seed.number(below: 1000) - 500))
        case 3: .number(9_007_199_254_740_991)
        case 4: .string("নকশা \"quoted\"")
        case 5: .object(["x": .array([.number(1.5), .null])])
        default: .array([.string("y"), .bool(false)])
        }
    }

    var json: AnyValue {
        .object([
            "target": .number(Double(target)), "at": .number(Double(at)), "count": .number(Double(count)),
            "kind": .string(kind), "key": .string(key), "string": .string(string), "value": value,
            "values": .array(values), "embed": embed, "type": .string(type),
            "attributes": attributes ?? .undefined, "cutsPairs": .bool(cutsPairs),
        ])
    }
}

/// What a replica shows at the end, in one form for all three.
struct ReplicaState: Equatable, CustomStringConvertible {
    /// Runs of the text, joined where their formats are equal: the peers cut them differently.
    var text: [[AnyValue]]
    var map: AnyValue
    var array: AnyValue
    var vector: StateVector

    init(text: [[AnyValue]], map: AnyValue, array: AnyValue, vector: StateVector) {
        self.text = text.reduce(into: []) { joined, run in
            let run = [run[0], run[1].sorted.withoutNulls]
            if case .string(let before)? = joined.last?[0], case .string(let more) = run[0],
                joined.last?[1] == run[1]
            {
                joined[joined.count - 1][0] = .string(before + more)
            } else {
                joined.append(run)
            }
        }
        self.map = map.sorted
        self.array = array.sorted
        self.vector = vector
    }

    var description: String {
        let runs = AnyValue.array(text.map { .array($0) }).json
        return "text \(runs)\nmap \(map.json)\narray \(array.json)\n\(vector.clocks)"
    }
}

extension AnyValue {
    /// With the keys of objects in order, for comparison.
    fileprivate var sorted: AnyValue {
        switch self {
        case .object(let members):
            .object(members.map { Member($0.key, $0.value.sorted) }.sorted { $0.key < $1.key })
        case .array(let values): .array(values.map(\.sorted))
        default: self
        }
    }

    fileprivate var withoutNulls: AnyValue { .object((members ?? []).filter { $0.value != .null }) }
}
