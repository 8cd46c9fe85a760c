import CRDT
import Foundation

/// A file of `Protocol/vectors`, made by a stock program.
func vectors(_ name: String, file: StaticString = #filePath) throws -> AnyValue {
    let tests = URL(filePath: "\(file)").deletingLastPathComponent()
    let path = tests.appending(path: "../../Protocol/vectors/\(name).json")
    return try AnyValue(json: String(contentsOf: path, encoding: .utf8))
}

extension AnyValue {
    /// The bytes that a vector spells in hexadecimal digits.
    var hex: [UInt8] {
        let digits = (string ?? "").compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }

    /// Keys in order and without blanks: two values are equal if their texts are.
    var canonical: String {
        switch self {
        case .object(let members):
            let sorted = members.filter { $0.value != .undefined }.sorted { $0.key < $1.key }
            return "{"
                + sorted.map { AnyValue.string($0.key).json + ":" + $0.value.canonical }.joined(
                    separator: ",") + "}"
        case .array(let values): return "[" + values.map(\.canonical).joined(separator: ",") + "]"
        case .bytes:
            // As JSON.stringify shows a Uint8Array.
            return (try? AnyValue(json: json))?.canonical ?? json
        default: return json
        }
    }
}

extension Delta {
    /// In the form of Quill, as stock Yjs prints it.
    var any: AnyValue {
        .array(
            operations.flatMap { operation -> [AnyValue] in
                switch operation {
                case .insert(let string, let attributes): [Self.step("insert", .string(string), attributes)]
                case .insertValues(let values, let attributes):
                    values.map { Self.step("insert", $0.any, attributes) }
                case .retain(let count, let attributes):
                    [Self.step("retain", .number(Double(count)), attributes)]
                case .delete(let count): [Self.step("delete", .number(Double(count)), [:])]
                }
            })
    }

    private static func step(_ name: String, _ value: AnyValue, _ attributes: Attributes) -> AnyValue {
        var members = [AnyValue.Member(name, value)]
        if !attributes.isEmpty {
            members.append(
                AnyValue.Member("attributes", .object(attributes.map { AnyValue.Member($0.key, $0.value) })))
        }
        return .object(members)
    }
}

extension Value {
    fileprivate var any: AnyValue {
        switch self {
        case .any(let value), .embed(let value): value
        case .binary(let bytes): .bytes(bytes)
        case .type, .document: .null
        }
    }
}

extension Doc {
    /// All roots, by name, as a reader sees them: texts as deltas.
    var shown: String {
        rootNames.compactMap { name -> String? in
            guard let type = root(name) else { return nil }
            let content = delta(type).any.canonical
            let plain = plain(type).canonical
            // A root without content looks like whatever each replica called it, if any did.
            let isEmpty = content == "[]" && ["null", "{}", "[]", "\"\""].contains(plain)
            return isEmpty ? nil : "\(name): \(content) \(plain)"
        }.joined(separator: "\n")
    }

    /// A text for tests, made if it is new.
    mutating func type(_ string: String, at index: Int, in name: String = "notes") -> Change {
        edit { transaction in
            let text = transaction.root(name, .text)
            transaction.insert(string, at: index, in: text)
        }
    }

    func string(named name: String = "notes") -> String { root(name).map { string($0) } ?? "" }
}
