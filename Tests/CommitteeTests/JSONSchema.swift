import CRDT
import Foundation

/// The part of JSON Schema (draft 2020-12) that our schemas use, written from its specification and not from
/// `Shape`: so that schema and rule are held against each other.
enum JSONSchema {
    static func admits(_ value: AnyValue, _ schema: AnyValue) -> Bool {
        if case .bool(let answer) = schema { return answer }
        if let choices = schema["enum"]?.array, !choices.contains(value) { return false }
        if let schemas = schema["anyOf"]?.array, !schemas.contains(where: { admits(value, $0) }) {
            return false
        }
        if let type = schema["type"]?.string, !isOf(type, value) { return false }
        switch value {
        case .string(let text): return admits(text, schema)
        case .number(let number):
            return number >= schema["minimum"]?.double ?? -.infinity
                && number <= schema["maximum"]?.double ?? .infinity
        case .array(let values):
            return Double(values.count) <= schema["maxItems"]?.double ?? .infinity
                && values.allSatisfy { admits($0, schema["items"] ?? .bool(true)) }
        case .object(let members): return admits(members, schema)
        default: return true
        }
    }

    private static func isOf(_ type: String, _ value: AnyValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool),
            ("null", .null), ("number", .number):
            true
        case ("integer", .number(let number)): number.rounded() == number
        default: false
        }
    }

    private static func admits(_ text: String, _ schema: AnyValue) -> Bool {
        let length = Double(text.unicodeScalars.count)
        guard length >= schema["minLength"]?.double ?? 0, length <= schema["maxLength"]?.double ?? .infinity
        else { return false }
        guard let pattern = schema["pattern"]?.string else { return true }
        return text.range(of: pattern, options: .regularExpression) != nil
    }

    private static func admits(_ members: [AnyValue.Member], _ schema: AnyValue) -> Bool {
        let names = Set(members.map(\.key))
        for required in schema["required"]?.array ?? [] where !names.contains(required.string ?? "") {
            return false
        }
        return members.allSatisfy { member in
            admits(.string(member.key), schema["propertyNames"] ?? .bool(true))
                && admits(
                    member.value,
                    schema["properties"]?[member.key] ?? schema["additionalProperties"] ?? .bool(true))
        }
    }
}
