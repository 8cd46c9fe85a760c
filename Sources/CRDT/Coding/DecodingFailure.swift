/// Why bytes from outside were refused. Nothing has changed when one is thrown.
public enum DecodingFailure: Error, Hashable, Sendable {
    /// The bytes end before the value does.
    case truncated(at: Int)
    /// A number is longer than its field allows (2^53 - 1 at most, clocks below 2^31).
    case numberTooLarge(at: Int)
    /// A string is not UTF-8.
    case invalidUTF8(at: Int)
    /// A tag that the format does not have, or that a document may not hold.
    case unknownTag(UInt8, at: Int)
    /// Text that should be JSON is not.
    case invalidJSON(at: Int)
    /// A budget of `DecodingLimits` is used up; `limit` is its name. `found`: what the bytes ask for, or the
    /// first number over the budget where one stops there.
    case overLimit(limit: String, maximum: Int, found: UInt64, at: Int)
    /// Bytes follow after the value is complete.
    case trailingBytes(at: Int)
    /// Well-formed pieces that contradict each other, in our words: failures are logged, and what the bytes
    /// themselves say is never repeated there.
    case inconsistent(expected: String, found: String, at: Int)

    static func emptyStruct(at place: Int) -> DecodingFailure {
        .inconsistent(expected: "a struct of at least one clock", found: "an empty one", at: place)
    }

    static func repeatedClient(at place: Int) -> DecodingFailure {
        .inconsistent(expected: "each client once", found: "one that comes twice", at: place)
    }

    static func tooDeep(_ maximum: Int, at place: Int) -> DecodingFailure {
        .overLimit(limit: "depth", maximum: maximum, found: UInt64(maximum) + 1, at: place)
    }
}

extension DecodingFailure: CustomStringConvertible {
    /// The byte at which the fault begins, counted from 0.
    public var offset: Int {
        switch self {
        case .truncated(let place), .numberTooLarge(let place), .invalidUTF8(let place),
            .unknownTag(_, let place), .invalidJSON(let place), .overLimit(_, _, _, let place),
            .trailingBytes(let place), .inconsistent(_, _, let place):
            place
        }
    }

    /// What should stand there, in words.
    public var expected: String {
        switch self {
        case .truncated: "more bytes"
        case .numberTooLarge: "a number of at most 2^53 - 1, a clock below 2^31"
        case .invalidUTF8: "text in UTF-8"
        case .unknownTag: "a tag of the format"
        case .invalidJSON: "JSON"
        case .overLimit(let limit, let maximum, _, _): "\(limit): at most \(maximum)"
        case .trailingBytes: "the end"
        case .inconsistent(let expected, _, _): expected
        }
    }

    /// What stands there, in words.
    public var found: String {
        switch self {
        case .truncated: "the end"
        case .numberTooLarge: "a larger number"
        case .invalidUTF8, .invalidJSON: "other bytes"
        case .unknownTag(let tag, _): "tag \(tag)"
        case .overLimit(_, _, let found, _): "\(found)"
        case .trailingBytes: "more bytes"
        case .inconsistent(_, let found, _): found
        }
    }

    public var description: String { "byte \(offset): expected \(expected), found \(found)" }
}

/// What a decoder may spend on one message, checked before it allocates.
public struct DecodingLimits: Hashable, Sendable {
    /// Bytes of the whole message.
    public var bytesMax: Int
    /// Structs and delete ranges of one update together.
    public var structsMax: Int
    /// Clients one update or state vector may name.
    public var clientsMax: Int
    /// How deep JSON and `any` values may nest.
    public var depthMax: Int
    /// Structs a v2 update may claim beyond one for each of its bytes: equal structs are written as a run, so
    /// that 23 bytes can claim a million.
    public var runStructsMax: Int

    public init(
        bytesMax: Int = 16 << 20, structsMax: Int = 2_000_000, clientsMax: Int = 100_000, depthMax: Int = 32,
        runStructsMax: Int = 1 << 16
    ) {
        self.bytesMax = bytesMax
        self.structsMax = structsMax
        self.clientsMax = clientsMax
        self.depthMax = depthMax
        self.runStructsMax = runStructsMax
    }

    public static let standard = DecodingLimits()

    /// - Throws: `overLimit` if a message has more bytes than it may have.
    public func checkBytes(_ count: Int) throws(DecodingFailure) {
        guard count > bytesMax else { return }
        throw .overLimit(limit: "bytes", maximum: bytesMax, found: UInt64(count), at: bytesMax)
    }
}
