import CRDT
import Crypto

/// The one way to write a value down for signing. `Protocol/signoff.md`, *Canonical form*, is the page.
enum CanonicalJSON {
    /// The value in canonical form; nil for what has none: bytes, bigints, numbers that are not finite, an
    /// object with two members of one name.
    static func text(of value: AnyValue) -> String? { ordered(value)?.json }

    /// Reads a text that must be canonical to the byte.
    static func read(_ text: String, limits: DecodingLimits = .standard) -> AnyValue? {
        guard let value = try? AnyValue(json: text, limits: limits), let again = self.text(of: value),
            again.utf8.elementsEqual(text.utf8)
        else { return nil }
        return value
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The value whose JSON is the canonical form; nil as above.
    static func ordered(_ value: AnyValue) -> AnyValue? {
        switch value {
        case .null, .bool: return value
        case .number(let number): return number.isFinite ? value : nil
        case .string(let string): return .string(NormalForm.of(string))
        case .undefined, .bigint, .bytes: return nil
        case .array(let values):
            let ordered = values.compactMap(ordered)
            return ordered.count == values.count ? .array(ordered) : nil
        case .object(let members):
            var named: [AnyValue.Member] = []
            for member in members {
                guard let value = ordered(member.value) else { return nil }
                named.append(.init(NormalForm.of(member.key), value))
            }
            named.sort { precedes($0.key, $1.key) }
            let isClear = zip(named, named.dropFirst()).allSatisfy { precedes($0.key, $1.key) }
            return isClear ? .object(named) : nil
        }
    }
}

/// SHA-256 of a canonical form, as 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable {
    public let hex: String

    init(of canonical: String) {
        hex = Hexadecimal.text(SHA256.hash(data: Array(canonical.utf8)))
    }

    /// Reads the digits; nil if they are not 64 of them in lower case.
    public init?(hex: String) {
        let isHex = hex.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard hex.utf8.count == 64, isHex else { return nil }
        self.hex = hex
    }
}
