import CRDT
import TestSupport

@testable import Committee

/// Values of a shape, and values that are almost of it, drawn from a seed.
struct ShapeSamples {
    var random: SeededGenerator

    mutating func value(of shape: Shape) -> AnyValue {
        switch shape {
        case .value(let vocabulary): word(of: vocabulary)
        case .text: .string(random.pick(["A reason.", "原因", "x", String(repeating: "é", count: 4_000)]))
        case .whole(let range): .number(Double(Int.random(in: range, using: &random)))
        case .amount: .number(random.pick([0, 0.25, 3, 1_000]))
        case .publicKey: .string(String(repeating: "A", count: 43) + "=")
        case .list(let shape): .array((0..<random.number(below: 3)).map { _ in value(of: shape) })
        case .keyed(let key, let shape):
            .object([AnyValue.Member(word(of: key).string ?? "en", value(of: shape))])
        case .record(let parts):
            .object(
                parts.compactMap { part in
                    guard part.isRequired || random.chance(0.6) else {
                        return random.chance(0.3) ? .init(part.name, .null) : nil
                    }
                    return .init(part.name, value(of: part.shape))
                })
        case .anything: random.pick([.bool(true), .string("x"), .array([]), .object(["a": .number(1)])])
        }
    }

    private mutating func word(of vocabulary: Vocabulary) -> AnyValue {
        switch vocabulary {
        case .words(let words): .string(random.pick(words))
        case .compliancePoint: .string(random.pick(CompliancePoint.all).id)
        case .day: .string(random.pick(["2024-02-29", "2024-11-11", "0001-01-01", "2025-06-30"]))
        case .member, .name:
            .string(random.pick(["w1", "m2", "p1", "a-b_C9", String(repeating: "n", count: 64)]))
        case .language: .string(random.pick(["en", "zh", "bn", "zh-Hant", "ht"]))
        case .line:
            .string(random.pick(["One line", "一行", "👩🏽‍🏭 on line 3", String(repeating: "ក្មែ", count: 120)]))
        case .branch: .string("people")
        case .number: .number(random.pick([-1.5, 0, 7]))
        case .bool: .bool(random.chance(0.5))
        case .rank: .string("a")
        case .links: .array([["id": .string("p1"), "ref": .string("p01")]].map(AnyValue.object))
        case .evidence: .object(["kind": .string("photo"), "ref": .string("ev-1")])
        }
    }

    /// Any small JSON value.
    mutating func odd() -> AnyValue {
        random.pick([
            .null, .bool(true), .number(-1), .number(0.5), .number(1e300), .string(""), .string("a\u{7}b"),
            .string("2024-02-30"), .string(String(repeating: "x", count: 5_000)), .array([]),
            .array([.array([.null])]), .object([AnyValue.Member]()), .object(["": .null]),
        ])
    }

    /// The value with one place in it changed, lost or added.
    mutating func mutated(_ value: AnyValue) -> AnyValue {
        guard random.chance(0.7) else { return odd() }
        switch value {
        case .object(var members):
            guard !members.isEmpty, random.chance(0.8) else {
                members.append(.init(random.pick(["reson", "id", "zz", "side"]), odd()))
                return .object(members)
            }
            let place = random.number(below: members.count)
            if random.chance(0.25) {
                members.remove(at: place)
            } else {
                members[place].value = mutated(members[place].value)
            }
            return .object(members)
        case .array(var values) where !values.isEmpty:
            let place = random.number(below: values.count)
            values[place] = mutated(values[place])
            return .array(values)
        default: return odd()
        }
    }
}
