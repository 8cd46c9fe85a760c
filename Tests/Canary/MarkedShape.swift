import CRDT
import TestSupport

@testable import Committee

/// A value of a shape with a marker wherever the shape has room for free words: a member that joins a shape
/// is marked without anybody saying so.
struct MarkedShape {
    var random: SeededGenerator
    /// Draws the next marker.
    var next: () -> Marker

    mutating func value(of shape: Shape) -> AnyValue {
        switch shape {
        case .value(let vocabulary): value(of: vocabulary)
        case .text, .anything: .string("Words \(next().text) here.")
        case .whole(let range): .number(Double(random.pick([range.lowerBound, min(range.upperBound, 30)])))
        case .amount: .number(2)
        case .publicKey: .string(String(repeating: "A", count: 43) + "=")
        case .list(let shape): .array((0..<1 + random.number(below: 2)).map { _ in value(of: shape) })
        case .keyed(let key, let shape):
            .object([AnyValue.Member(value(of: key).string ?? "en", value(of: shape))])
        case .record(let parts):
            .object(
                parts.compactMap { part in
                    guard part.isRequired || random.chance(0.6) else { return nil }
                    return .init(part.name, value(of: part.shape))
                })
        }
    }

    mutating func value(of vocabulary: Vocabulary) -> AnyValue {
        switch vocabulary {
        case .words(let words): .string(random.pick(words))
        case .compliancePoint: .string(random.pick(CompliancePoint.all).id)
        case .day: .string(random.pick(["2024-11-11", "2024-11-01", "2025-03-01"]))
        case .member: .string(random.pick(["w1", "w2", "w4", "m1", "m2", "m4"]))
        case .language: .string(random.pick(["en", "km", "zh"]))
        case .line: .string("Line \(next().text)")
        case .name, .branch: .string(next().text)
        case .number: .number(7)
        case .bool: .bool(random.chance(0.5))
        case .rank: .string("m")
        case .links: .array([.object(["id": .string(next().text)])])
        case .evidence:
            .object(["kind": .string("photo"), "ref": .string(next().text), "label": .string(next().text)])
        }
    }
}

extension Vocabulary {
    /// Whether a value of it may hold a marker.
    var hasFreeWords: Bool {
        switch self {
        case .line, .name, .branch, .links, .evidence: true
        case .words, .compliancePoint, .day, .member, .language, .number, .bool, .rank: false
        }
    }
}
