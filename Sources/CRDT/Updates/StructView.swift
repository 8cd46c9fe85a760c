/// A text within the bytes of an update.
///
/// A cut through a surrogate pair leaves half a character on either side, which becomes U+FFFD, as in Yjs.
struct TextView: Sendable {
    /// The whole characters, as UTF-8.
    var range: Range<Int>
    /// The second half of a pair stands before them.
    var isCutLeft = false
    /// The first half of a pair stands behind them.
    var isCutRight = false

    /// Length in UTF-16 units, the units that clocks count.
    func units(in bytes: Span<UInt8>) -> Int {
        var count = (isCutLeft ? 1 : 0) + (isCutRight ? 1 : 0)
        for place in range { count += bytes[place].utf16Units }
        return count
    }

    /// The text without its first `count` units.
    func dropping(_ count: Int, in bytes: Span<UInt8>) -> TextView {
        guard count > 0 else { return self }
        var rest = count - (isCutLeft ? 1 : 0)
        var view = TextView(range: range, isCutRight: isCutRight)
        var at = range.lowerBound
        while rest > 0, at < range.upperBound {
            rest -= bytes[at].utf16Units
            at += bytes[at].utf8Length
        }
        view.isCutLeft = rest < 0
        view.range = min(at, range.upperBound)..<range.upperBound
        return view
    }
}

extension UInt8 {
    /// UTF-16 units of the character that this byte of UTF-8 leads; a byte within a character counts none.
    var utf16Units: Int { self & 0xC0 == 0x80 ? 0 : self >= 0xF0 ? 2 : 1 }

    /// Bytes of the character that this byte of UTF-8 leads.
    var utf8Length: Int { self < 0x80 ? 1 : self < 0xE0 ? 2 : self < 0xF0 ? 3 : 4 }
}

/// One struct of an update, read and checked, with what it holds left where it stands.
struct StructView: Sendable {
    enum Parent: Sendable {
        case root(TextView)
        case item(ID)
    }

    enum Content: Sendable {
        case gc
        /// A hole: clocks somebody else will bring.
        case skip
        case deleted
        /// Legacy: list elements as JSON texts.
        case json([TextView])
        case binary(Range<Int>)
        case string(TextView)
        /// The value is JSON in v1 and `any` in v2, here and in formats.
        case embed(Range<Int>)
        case format(key: TextView, value: Range<Int>)
        /// The name is that of an XML element or hook.
        case type(TypeKind, name: TextView?)
        /// Values one behind the other.
        case any(Range<Int>)
        case document(guid: TextView, options: Range<Int>)

        /// The reference number of the format: the low five bits of the info byte.
        var reference: UInt8 {
            switch self {
            case .gc: 0
            case .deleted: 1
            case .json: 2
            case .binary: 3
            case .string: 4
            case .embed: 5
            case .format: 6
            case .type: 7
            case .any: 8
            case .document: 9
            case .skip: 10
            }
        }
    }

    var id: ID
    var length: Clock
    var content: Content
    var origin: ID?
    var rightOrigin: ID?
    /// nil where the wire names an origin instead.
    var parent: Parent?
    var parentSub: TextView?
    /// The info byte says that there is a key; where the wire names an origin, it is the neighbour's.
    var hasParentSub = false

    var end: Clock { id.clock + length }
    var isSkip: Bool { if case .skip = content { true } else { false } }
    var isGC: Bool { if case .gc = content { true } else { false } }

    static func skip(_ id: ID, length: Clock) -> StructView {
        StructView(id: id, length: length, content: .skip)
    }

    /// The struct without its first `count` clocks, which are fewer than it has. Follows `sliceStruct` in Yjs
    /// 13.6.
    func dropping(_ count: Clock, in bytes: Span<UInt8>) -> StructView {
        guard count > 0 else { return self }
        var rest = self
        rest.id.clock += count
        rest.length -= count
        switch content {
        case .gc, .skip: return rest
        case .deleted: break
        case .json(let texts): rest.content = .json(Array(texts.dropFirst(Int(count))))
        case .string(let text): rest.content = .string(text.dropping(Int(count), in: bytes))
        case .any(let range):
            var cursor = ByteCursor(range)
            // They were read before: stepping over them again cannot fail.
            for _ in 0..<count { _ = try? cursor.skipAny(bytes, limits: .unbounded) }
            rest.content = .any(cursor.at..<range.upperBound)
        case .binary, .embed, .format, .type, .document:
            preconditionFailure("content of length 1 is never cut")
        }
        rest.origin = ID(client: id.client, clock: rest.id.clock - 1)
        rest.parent = nil
        return rest
    }
}

extension DecodingLimits {
    /// For bytes that were checked under real limits before.
    static let unbounded = DecodingLimits(
        bytesMax: .max, structsMax: .max, clientsMax: .max, depthMax: .max)
}
