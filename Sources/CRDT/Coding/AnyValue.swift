/// A value as lib0's `any` and JSON know it. Objects keep the order their keys were read in.
public enum AnyValue: Hashable, Sendable {
    case undefined
    case null
    case bool(Bool)
    /// Any number: lib0 tells integers, floats and doubles apart on the wire only.
    case number(Double)
    case bigint(Int64)
    case string(String)
    case bytes([UInt8])
    case array([AnyValue])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: AnyValue

        public init(_ key: String, _ value: AnyValue) {
            self.key = key
            self.value = value
        }
    }
}

extension AnyValue {
    /// The value under a key, if this is an object that has it.
    public subscript(key: String) -> AnyValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    public var string: String? { if case .string(let string) = self { string } else { nil } }
    public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    public var double: Double? { if case .number(let number) = self { number } else { nil } }
    public var array: [AnyValue]? { if case .array(let values) = self { values } else { nil } }
    public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The number, if it is whole and exact.
    public var int: Int? {
        guard case .number(let number) = self else { return nil }
        return Int(exactly: number)
    }

    /// An object of these members, in this order.
    public static func object(_ members: KeyValuePairs<String, AnyValue>) -> AnyValue {
        .object(members.map { Member($0.key, $0.value) })
    }
}
