import CRDT

extension Shape {
    /// The shape as JSON Schema, draft 2020-12. The words of a form stand in `description` where a schema
    /// cannot say them. What a schema turns down the rules turn down too.
    ///
    /// - Parameter isClosed: whether members that are not named are turned down, as in commands.
    func schema(isClosed: Bool) -> AnyValue {
        switch self {
        case .value(.words(let words)): .object(["enum": .array(words.map(AnyValue.string))])
        case .value(.number): .object(["type": .string("number")])
        case .value(.bool): .object(["type": .string("boolean")])
        case .value(.line):
            .object([
                "type": .string("string"), "minLength": .number(1), "description": .string(expected),
            ])
        case .value(.day): .object(["type": .string("string"), "format": .string("date")])
        case .value(.compliancePoint):
            .object(["enum": .array(CompliancePoint.all.map { .string($0.id) })])
        case .value(.member), .value(.name):
            .object(["type": .string("string"), "pattern": .string("^[A-Za-z0-9_-]{1,64}$")])
        case .value(.language):
            .object(["type": .string("string"), "pattern": .string("^[a-z]{2,3}(-[A-Za-z0-9]+)*$")])
        case .value(.links):
            Shape.list(.record([.required("id", .value(.name)), .optional("ref", .value(.name))]))
                .schema(isClosed: isClosed)
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
                "type": .string("array"), "items": shape.schema(isClosed: isClosed),
                "maxItems": .number(Double(Self.listMax)),
            ])
        case .keyed(let key, let shape):
            .object([
                "type": .string("object"), "propertyNames": Shape.value(key).schema(isClosed: isClosed),
                "additionalProperties": shape.schema(isClosed: isClosed),
            ])
        case .record(let parts): record(parts, isClosed)
        case .anything: .bool(true)
        }
    }

    private func record(_ parts: [Part], _ isClosed: Bool) -> AnyValue {
        let properties = parts.map { part in
            let schema = part.shape.schema(isClosed: isClosed)
            return AnyValue.Member(part.name, part.isRequired ? schema : Self.nullable(schema))
        }
        var members: [AnyValue.Member] = [
            .init("type", .string("object")), .init("properties", .object(properties)),
            .init("required", .array(parts.filter(\.isRequired).map { .string($0.name) })),
        ]
        if isClosed { members.append(.init("additionalProperties", .bool(false))) }
        return .object(members)
    }

    private static func nullable(_ schema: AnyValue) -> AnyValue {
        if schema == .bool(true) { return schema }
        return .object(["anyOf": .array([schema, .object(["type": .string("null")])])])
    }
}
