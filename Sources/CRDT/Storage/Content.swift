/// What an item holds: the content kinds of the Yjs update format.
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
    /// A nested type; `TypeIndex.none` until the item is integrated. `name` is that of an XML element or
    /// hook.
    case type(TypeKind, name: String, TypeIndex)
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

    /// Whether a reader counts it. Yjs: `Content#isCountable`.
    var isCountable: Bool {
        switch self {
        case .deleted, .format: false
        default: true
        }
    }

    /// The content reference number of the wire.
    var reference: UInt8 {
        switch self {
        case .deleted: 1
        case .json: 2
        case .binary: 3
        case .string: 4
        case .embed: 5
        case .format: 6
        case .type: 7
        case .any: 8
        case .document: 9
        }
    }

    /// Cuts behind `count` elements and returns the rest. Yjs: `Content#splice`.
    ///
    /// A cut between the halves of a surrogate pair leaves U+FFFD on both sides, as in Yjs.
    mutating func split(at count: Clock) -> Content {
        let at = Int(count)
        switch self {
        case .deleted(let length):
            self = .deleted(count)
            return .deleted(length - count)
        case .json(let texts):
            self = .json(Array(texts[..<at]))
            return .json(Array(texts[at...]))
        case .any(let values):
            self = .any(Array(values[..<at]))
            return .any(Array(values[at...]))
        case .string(let units):
            var left = Array(units[..<at])
            var right = Array(units[at...])
            if at > 0, units[at - 1] & 0xFC00 == 0xD800 {
                left[at - 1] = 0xFFFD
                right[0] = 0xFFFD
            }
            self = .string(left)
            return .string(right)
        case .binary, .embed, .format, .type, .document:
            preconditionFailure("content of length 1 is never split")
        }
    }

    /// What is left behind `count` elements. Yjs: the offset of `Content#write`.
    func dropping(_ count: Clock) -> Content {
        guard count > 0 else { return self }
        var copy = self
        return copy.split(at: count)
    }

    /// Takes the content of the right neighbour in, if the two may become one. Yjs: `Content#mergeWith`.
    mutating func merge(_ right: Content) -> Bool {
        // Each case empties `self` before it appends, so that the elements have one owner and grow in place.
        switch right {
        case .deleted(let more):
            guard case .deleted(let length) = self else { return false }
            self = .deleted(length + more)
        case .json(let more):
            guard case .json(var texts) = self else { return false }
            self = .deleted(0)
            texts += more
            self = .json(texts)
        case .any(let more):
            guard case .any(var values) = self else { return false }
            self = .deleted(0)
            values += more
            self = .any(values)
        case .string(let more):
            guard case .string(var units) = self else { return false }
            self = .deleted(0)
            units += more
            self = .string(units)
        default: return false
        }
        return true
    }
}
