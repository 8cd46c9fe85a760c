import CRDT

/// What the data of a command or an event look like: one table for checking them, for the JSON Schemas in
/// `Protocol/schemas` and for the pages.
indirect enum Shape: Hashable, Sendable {
    case value(Vocabulary)
    /// Text of any number of lines, not empty, at most `textMax` UTF-16 units.
    case text
    case whole(ClosedRange<Int>)
    /// A number that is not below zero.
    case amount
    /// An Ed25519 public key: 32 bytes in base64.
    case publicKey
    case list(Shape)
    case record([Part])
    /// An object whose members are named freely: languages.
    case keyed(Vocabulary, Shape)
    /// Kept as it stands.
    case anything

    struct Part: Hashable, Sendable {
        var name: String
        var shape: Shape
        var isRequired: Bool
    }

    static let textMax = 4_000
    static let listMax = 1_000
}

extension Shape.Part {
    static func required(_ name: String, _ shape: Shape) -> Self {
        Self(name: name, shape: shape, isRequired: true)
    }

    /// May be missing or null.
    static func optional(_ name: String, _ shape: Shape) -> Self {
        Self(name: name, shape: shape, isRequired: false)
    }
}

extension Shape {
    /// Where a value is not of the shape, and what would be right; nil where it is.
    ///
    /// - Parameter isClosed: whether members the shape does not name are a flaw, as in commands: what
    ///   somebody asks for is done whole or not at all. Readers of events ignore them.
    func flaw(in value: AnyValue, at path: String = "", isClosed: Bool = false) -> Flaw? {
        switch (self, value) {
        case (.record(let parts), .object):
            for part in parts {
                let place = path.isEmpty ? part.name : "\(path).\(part.name)"
                let found = value[part.name] ?? .null
                if found == .null || found == .undefined {
                    if part.isRequired { return Flaw(field: place, expected: part.shape.expected) }
                    continue
                }
                if let flaw = part.shape.flaw(in: found, at: place, isClosed: isClosed) { return flaw }
            }
            return isClosed ? stranger(in: value, parts, path) : nil
        case (.list(let shape), .array(let values)) where values.count <= Self.listMax:
            for (number, element) in values.enumerated() {
                if let flaw = shape.flaw(in: element, at: "\(path).\(number + 1)", isClosed: isClosed) {
                    return flaw
                }
            }
            return nil
        case (.keyed(let key, let shape), .object(let members)):
            for member in members {
                guard key.admits(.string(member.key)) else {
                    return Flaw(field: path, expected: "named by " + key.expected)
                }
                if let flaw = shape.flaw(in: member.value, at: "\(path).\(member.key)", isClosed: isClosed) {
                    return flaw
                }
            }
            return nil
        default: return admits(value) ? nil : Flaw(field: path, expected: expected)
        }
    }

    private func stranger(in value: AnyValue, _ parts: [Part], _ path: String) -> Flaw? {
        let named = Set(parts.map(\.name))
        guard let member = value.members?.first(where: { !named.contains($0.key) }) else { return nil }
        let name = member.key.isEmpty ? "a member without a name" : member.key
        let place = path.isEmpty ? name : "\(path).\(name)"
        return Flaw(field: place, expected: "left out: there is no such member")
    }

    struct Flaw: Hashable, Sendable {
        var field: String
        var expected: String
    }

    private func admits(_ value: AnyValue) -> Bool {
        switch self {
        case .value(.line): value.string.map { !$0.isEmpty && Vocabulary.isLine($0) } ?? false
        case .value(let vocabulary): vocabulary.admits(value)
        case .text: value.string.map { !$0.isEmpty && $0.utf16.count <= Self.textMax } ?? false
        case .whole(let range): value.int.map(range.contains) ?? false
        case .amount: value.double.map { $0.isFinite && $0 >= 0 } ?? false
        case .publicKey: value.string.map(Self.isPublicKey) ?? false
        case .list, .record, .keyed: false
        case .anything: true
        }
    }

    var expected: String {
        switch self {
        case .value(.line): "one line of 1 to \(Vocabulary.lineMax) characters"
        case .value(let vocabulary): vocabulary.expected
        case .text: "a text of 1 to \(Self.textMax) characters"
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .amount: "a number, not below 0"
        case .publicKey: "a public key: 32 bytes in base64"
        case .list: "a list of at most \(Self.listMax)"
        case .record, .keyed: "an object"
        case .anything: "anything"
        }
    }

    /// 43 digits of base64 and one `=`.
    static func isPublicKey(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 44, bytes[43] == UInt8(ascii: "=") else { return false }
        return bytes.dropLast().allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    }
}
