import CRDT

extension Shape {
    /// The shape as JSON Schema, draft 2020-12. The words of a form stand in `description` where a schema
    /// cannot say them.
    var schema: AnyValue {
        switch self {
        case .value(.words(let words)): .object(["enum": .array(words.map(AnyValue.string))])
        case .value(.number): .object(["type": .string("number")])
        case .value(.bool): .object(["type": .string("boolean")])
        case .value(.line):
            .object([
                "type": .string("string"), "minLength": .number(1),
                "maxLength": .number(Double(Vocabulary.lineMax)),
            ])
        case .value(.day): .object(["type": .string("string"), "format": .string("date")])
        case .value(.compliancePoint):
            .object(["enum": .array(CompliancePoint.all.map { .string($0.id) })])
        case .value(.member), .value(.name):
            .object(["type": .string("string"), "pattern": .string("^[A-Za-z0-9_-]{1,64}$")])
        case .value(.language):
            .object(["type": .string("string"), "pattern": .string("^[a-z]{2,3}(-[A-Za-z0-9]+)*$")])
        case .value(.links):
            Shape.list(.record([.required("id", .value(.name)), .optional("ref", .value(.name))])).schema
        case .value(let vocabulary):
            .object(["type": .string("string"), "description": .string(vocabulary.expected)])
        case .text:
            .object([
                "type": .string("string"), "minLength": .number(1),
                "maxLength": .number(Double(Self.textMax)),
            ])
        case .whole(let range):
            .object([
                "type": .string("integer"), "minimum": .number(Double(range.lowerBound)),
                "maximum": .number(Double(range.upperBound)),
            ])
        case .amount: .object(["type": .string("number"), "minimum": .number(0)])
        case .publicKey:
            .object(["type": .string("string"), "pattern": .string("^[A-Za-z0-9+/]{43}=$")])
        case .list(let shape):
            .object([
                "type": .string("array"), "items": shape.schema, "maxItems": .number(Double(Self.listMax)),
            ])
        case .keyed(let key, let shape):
            .object([
                "type": .string("object"), "propertyNames": Shape.value(key).schema,
                "additionalProperties": shape.schema,
            ])
        case .record(let parts): record(parts)
        case .anything: .bool(true)
        }
    }

    private func record(_ parts: [Part]) -> AnyValue {
        let properties = parts.map { part in
            AnyValue.Member(part.name, part.isRequired ? part.shape.schema : Self.nullable(part.shape.schema))
        }
        return .object([
            "type": .string("object"), "properties": .object(properties),
            "required": .array(parts.filter(\.isRequired).map { .string($0.name) }),
        ])
    }

    private static func nullable(_ schema: AnyValue) -> AnyValue {
        if schema == .bool(true) { return schema }
        return .object(["anyOf": .array([schema, .object(["type": .string("null")])])])
    }
}
