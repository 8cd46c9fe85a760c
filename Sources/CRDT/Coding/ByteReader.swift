/// Reads lib0's primitives from bytes that nobody vouches for: every length is checked before it is used.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    public private(set) var at: Int
    private let end: Int

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = 0
        end = bytes.count
    }

    /// Begins in the middle.
    init(_ bytes: [UInt8], at start: Int) {
        self.init(bytes)
        at = min(start, end)
    }

    public var isAtEnd: Bool { at == end }
    public var remaining: Int { end - at }

    public mutating func readByte() throws(DecodingFailure) -> UInt8 {
        guard at < end else { throw .truncated(at: at) }
        defer { at += 1 }
        return bytes[at]
    }

    /// At most 2^53 - 1, as lib0's `readVarUint`.
    public mutating func readVarUint() throws(DecodingFailure) -> UInt64 {
        let start = at
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readByte()
            guard shift < 56 else { throw .numberTooLarge(at: start) }
            value |= UInt64(byte & 0x7F) << shift
            guard value < 1 << 53 else { throw .numberTooLarge(at: start) }
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// A count or length that must fit an `Int` of this message: never more than `maximum`.
    public mutating func readCount(limit: String, maximum: Int) throws(DecodingFailure) -> Int {
        let start = at
        let value = try readVarUint()
        guard value <= UInt64(maximum) else {
            throw .overLimit(limit: limit, maximum: maximum, found: value, at: start)
        }
        return Int(value)
    }

    /// Sign and magnitude: lib0 knows a negative zero.
    public mutating func readVarInt() throws(DecodingFailure) -> (isNegative: Bool, magnitude: UInt64) {
        let start = at
        let first = try readByte()
        let isNegative = first & 0x40 != 0
        var value = UInt64(first & 0x3F)
        guard first & 0x80 != 0 else { return (isNegative, value) }
        var shift: UInt64 = 6
        while true {
            let byte = try readByte()
            guard shift < 56 else { throw .numberTooLarge(at: start) }
            value |= UInt64(byte & 0x7F) << shift
            guard value < 1 << 53 else { throw .numberTooLarge(at: start) }
            if byte < 0x80 { return (isNegative, value) }
            shift += 7
        }
    }

    public mutating func readBytes(count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
        guard count <= remaining else { throw .truncated(at: at) }
        defer { at += count }
        return bytes[at..<at + count]
    }

    /// lib0's `readVarUint8Array`.
    public mutating func readVarBytes() throws(DecodingFailure) -> ArraySlice<UInt8> {
        let start = at
        let count = try readVarUint()
        guard count <= UInt64(remaining) else { throw .truncated(at: start) }
        return try readBytes(count: Int(count))
    }

    public mutating func readVarString() throws(DecodingFailure) -> String {
        let start = at
        let range = try readVarBytes().indices
        guard let text = try? UTF8Span(validating: bytes.span.extracting(range)) else {
            throw .invalidUTF8(at: start)
        }
        return String(copying: text)
    }

    /// Big-endian, as lib0 writes floats and bigints.
    public mutating func readBigEndian(count: Int) throws(DecodingFailure) -> UInt64 {
        var value: UInt64 = 0
        for byte in try readBytes(count: count) { value = value << 8 | UInt64(byte) }
        return value
    }

    /// A clock or a length in clocks: below 2^31.
    public mutating func readClock() throws(DecodingFailure) -> Clock {
        let start = at
        let value = try readVarUint()
        guard value < 1 << 31 else { throw .numberTooLarge(at: start) }
        return Clock(value)
    }

    public mutating func readID() throws(DecodingFailure) -> ID {
        ID(client: try readVarUint(), clock: try readClock())
    }

    public func expectEnd() throws(DecodingFailure) {
        guard isAtEnd else { throw .trailingBytes(at: at) }
    }
}
