/// What an item holds, as the wire carries it.
enum Content: Sendable, Hashable {
    /// Deleted elements: only their number is left.
    case deleted(Clock)
    /// Legacy: list elements as JSON texts.
    case json([String])
    case binary([UInt8])
    /// Text in UTF-16 units, the unit clocks count in.
    case string([UInt16])
    case embed(AnyValue)
    case format(key: String, value: AnyValue)
    /// A nested type; `name` is that of an XML element or hook.
    case type(TypeKind, name: String)
    case any([AnyValue])
    case document(guid: String, options: AnyValue)

    /// How many clocks it takes.
    var length: Clock {
        switch self {
        case .deleted(let length): length
        case .json(let texts): Clock(texts.count)
        case .string(let units): Clock(units.count)
        case .any(let values): Clock(values.count)
        case .binary, .embed, .format, .type, .document: 1
        }
    }

    var kind: ContentKind {
        switch self {
        case .deleted: .deleted
        case .json: .json
        case .binary: .binary
        case .string: .string
        case .embed: .embed
        case .format: .format
        case .type: .type
        case .any: .any
        case .document: .document
        }
    }

    /// What is left behind `count` elements. Yjs: the offset of `Content#write`.
    ///
    /// A half pair that is left becomes U+FFFD, as in Yjs.
    func dropping(_ count: Clock) -> Content {
        let at = Int(count)
        switch self {
        case _ where at == 0: return self
        case .deleted(let length): return .deleted(length - count)
        case .json(let texts): return .json(Array(texts[at...]))
        case .any(let values): return .any(Array(values[at...]))
        case .string(let units):
            var rest = Array(units[at...])
            if rest[0] & 0xFC00 == 0xDC00 { rest[0] = 0xFFFD }
            return .string(rest)
        case .binary, .embed, .format, .type, .document:
            preconditionFailure("content of length 1 is never cut")
        }
    }
}
