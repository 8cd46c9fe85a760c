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
    /// A budget of `DecodingLimits` is used up; `limit` is its name.
    case overLimit(limit: String, maximum: Int)
    /// Bytes follow after the value is complete.
    case trailingBytes(at: Int)
    /// Well-formed pieces that contradict each other, in words.
    case inconsistent(String)
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
}
