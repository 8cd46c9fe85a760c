import CRDT
import TestSupport
import Testing

/// The same edits in ours and in stock Yjs, observed in both: the events have the same contents.
///
/// `BIPARTITE_FROM` and `BIPARTITE_COUNT` choose the seeds; a failure names its seed.
@Suite("Differential: events")
struct EventHistoryTests {
    @Test("A screen is told what Yjs tells: paths, deltas, keys with old values, elements that came and went")
    func histories() throws {
        let yjs = try PeerReplica.yjs()
        var failures = 0
        for seed in Seeds.range(count: 300) where failures < 5 {
            if let difference = try run(seed, yjs) {
                failures += 1
                Issue.record("seed \(seed): \(difference)")
            }
        }
    }

    private func run(_ number: UInt64, _ yjs: PeerReplica) throws -> String? {
        var seed = SeededGenerator(seed: number)
        // Yjs answers the formats of others with deletes of its own: then what follows differs.
        let isAlone = seed.chance(0.5)
        let gc = seed.chance(0.5)
        var ours = OwnReplica(isObserved: true)
        var other = OwnReplica()
        try ours.begin(client: 7, gc: gc)
        try yjs.begin(client: 7, gc: gc)
        try other.begin(client: 3 + 20 * ClientID(seed.number(below: 2)), gc: gc)
        try yjs.step("watch")
        for count in 0..<12 {
            var group: [Operation] = []
            for _ in 0...seed.number(below: 3) { group.append(Operation(using: &seed, plain: !isAlone)) }
            let heard = isAlone || seed.chance(0.5) ? [] : try other.round([], [group])
            let made = heard.isEmpty ? [group] : []
            let (deep, direct) = try yjs.told(heard, made, withNames: !isAlone)
            let updates = try ours.round(heard, made)
            if heard.isEmpty, !isAlone { _ = try other.round(updates, []) }
            let mine = ours.events.told(withNames: !isAlone)
            if mine != deep { return "step \(count):\nours \(mine)\nyjs \(deep)" }
            let roots = ours.events.filter { $0.path.count == 1 }.told(withNames: !isAlone)
            if roots != direct { return "step \(count), roots:\nours \(roots)\nyjs \(direct)" }
        }
        return nil
    }
}

extension Operation {
    /// Without formats if `plain`.
    init(using seed: inout SeededGenerator, plain: Bool) {
        self.init(using: &seed)
        guard plain else { return }
        attributes = nil
        if kind == "format" { kind = "insert" }
    }
}

extension AnyValue {
    /// Yjs fires also where nothing is left of a change.
    fileprivate var isEmptyList: Bool { array?.isEmpty ?? members?.isEmpty ?? true }
    /// Without the formats of what stays: Yjs repeats some that were in force before, ours tells those that
    /// changed (`EventTests` follows them).
    ///
    /// `withNames`: with the ids of elements. To read a delta deletes formats in Yjs, and ids behind differ
    /// then.
    func plainEvent(withNames: Bool) -> AnyValue {
        var steps: [AnyValue] = []
        for step in self["delta"]?.array ?? [] {
            guard let count = step["retain"]?.int else {
                steps.append(step)
                continue
            }
            let before = steps.last?["retain"]?.int
            if before != nil { steps.removeLast() }
            steps.append(.object(["retain": .number(Double(count + (before ?? 0)))]))
        }
        if steps.last?["retain"] != nil { steps.removeLast() }
        return .object(
            (members ?? []).map { member in
                switch member.key {
                case "delta": .init("delta", .array(steps))
                case "added" where !withNames, "deleted" where !withNames:
                    .init(member.key, .array((member.value.array ?? []).compactMap { $0.array?.last }))
                default: member
                }
            })
    }

    var saysSomething: Bool { !(self["delta"]?.isEmptyList ?? true) || !(self["keys"]?.isEmptyList ?? true) }
}

extension [TypeEvent] {
    fileprivate func told(withNames: Bool) -> [String] {
        map { $0.json.plainEvent(withNames: withNames) }.filter(\.saysSomething).map(\.canonical).sorted()
    }
}

extension TypeEvent {
    /// As the peer prints it.
    fileprivate var json: AnyValue {
        let path = path.map { step -> AnyValue in
            switch step {
            case .root(let name), .key(let name): .string(name)
            case .index(let index): .number(Double(index))
            }
        }
        let keys = keys.map { key, change -> AnyValue.Member in
            switch change {
            case .added: .init(key, .object(["action": .string("add")]))
            case .updated(let old): .init(key, .object(["action": .string("update"), "old": old.plain]))
            case .removed(let old): .init(key, .object(["action": .string("delete"), "old": old.plain]))
            }
        }
        return .object([
            "path": .array(path), "delta": delta.plain, "keys": .object(keys),
            "added": .array(added.map(\.json)), "deleted": .array(deleted.map(\.json)),
        ])
    }
}

extension TypeEvent.Elements {
    fileprivate var json: AnyValue {
        .array([.number(Double(first.client)), .number(Double(first.clock)), .number(Double(count))])
    }
}

extension Value {
    fileprivate var plain: AnyValue {
        switch self {
        case .any(let value), .embed(let value): value
        case .binary(let bytes): .bytes(bytes)
        case .type(_, let kind): .object(["type": .number(Double(kind.rawValue))])
        case .document(let guid, _): .string(guid)
        }
    }
}

extension Delta {
    /// With types as the peer prints them.
    fileprivate var plain: AnyValue {
        .array(
            operations.flatMap { operation -> [AnyValue] in
                guard case .insertValues(let values, let attributes) = operation else {
                    return Delta([operation]).any.array ?? []
                }
                return values.map { value in
                    var members = [AnyValue.Member("insert", value.plain)]
                    if !attributes.isEmpty {
                        let formats = attributes.map { AnyValue.Member($0.key, $0.value) }
                        members.append(AnyValue.Member("attributes", .object(formats)))
                    }
                    return .object(members)
                }
            })
    }
}
