/// A place within bytes that nobody vouches for: every length is checked before it is used.
///
/// The bytes come with every call, so a cursor is plain data: thousands of them, or nine into one update,
/// cost nothing to keep and to copy.
struct ByteCursor: Sendable, BitwiseCopyable {
    private(set) var at: Int
    let end: Int

    init(_ range: Range<Int>) {
        at = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { at == end }
    var remaining: Int { end - at }

    mutating func readByte(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt8 {
        guard at < end else { throw .truncated(at: at) }
        let byte = bytes[at]
        at += 1
        return byte
    }

    /// At most 2^53 - 1, as lib0's `readVarUint`.
    mutating func readVarUint(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt64 {
        let start = at
        var value = UInt64(try readByte(bytes))
        guard value >= 0x80 else { return value }
        value &= 0x7F
        var shift: UInt64 = 7
        while true {
            let byte = try readByte(bytes)
            guard shift < 56 else { throw .numberTooLarge(at: start) }
            value |= UInt64(byte & 0x7F) << shift
            guard value < 1 << 53 else { throw .numberTooLarge(at: start) }
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// Sign and magnitude: lib0 knows a negative zero, and the run lengths of v2 need it.
    mutating func readVarInt(
        _ bytes: Span<UInt8>
    ) throws(DecodingFailure) -> (isNegative: Bool, magnitude: UInt64) {
        let start = at
        let first = try readByte(bytes)
        let isNegative = first & 0x40 != 0
        var value = UInt64(first & 0x3F)
        guard first & 0x80 != 0 else { return (isNegative, value) }
        var shift: UInt64 = 6
        while true {
            let byte = try readByte(bytes)
            guard shift < 56 else { throw .numberTooLarge(at: start) }
            value |= UInt64(byte & 0x7F) << shift
            guard value < 1 << 53 else { throw .numberTooLarge(at: start) }
            if byte < 0x80 { return (isNegative, value) }
            shift += 7
        }
    }

    /// A clock or a length in clocks: below 2^31.
    mutating func readClock(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Clock {
        let start = at
        let value = try readVarUint(bytes)
        guard value < 1 << 31 else { throw .numberTooLarge(at: start) }
        return Clock(value)
    }

    /// A number of things of which each takes at least one of the bytes that are left.
    mutating func readCount(_ bytes: Span<UInt8>, limit: String) throws(DecodingFailure) -> Int {
        let start = at
        let value = try readVarUint(bytes)
        guard value <= UInt64(remaining) else {
            throw .overLimit(limit: limit, maximum: remaining, found: value, at: start)
        }
        return Int(value)
    }

    /// How many clients follow.
    mutating func readClientCount(
        _ bytes: Span<UInt8>, limits: DecodingLimits
    ) throws(DecodingFailure) -> Int {
        let start = at
        let count = try readCount(bytes, limit: "clients")
        guard count <= limits.clientsMax else {
            throw .overLimit(limit: "clients", maximum: limits.clientsMax, found: UInt64(count), at: start)
        }
        return count
    }

    mutating func skip(_ count: Int) throws(DecodingFailure) -> Range<Int> {
        guard count <= remaining else { throw .truncated(at: at) }
        defer { at += count }
        return at..<at + count
    }

    /// Where the bytes of lib0's `readVarUint8Array` stand.
    mutating func skipVarBytes(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Range<Int> {
        let start = at
        let count = try readVarUint(bytes)
        guard count <= UInt64(remaining) else { throw .truncated(at: start) }
        return try skip(Int(count))
    }

    /// Where a text stands that is UTF-8.
    mutating func skipVarString(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Range<Int> {
        let start = at
        let range = try skipVarBytes(bytes)
        guard UTF8.isValid(bytes, in: range) else { throw .invalidUTF8(at: start) }
        return range
    }

    func expectEnd() throws(DecodingFailure) {
        guard isAtEnd else { throw .trailingBytes(at: at) }
    }
}

extension UTF8 {
    static func isValid(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        var isASCII = true
        for place in range where bytes[place] >= 0x80 {
            isASCII = false
            break
        }
        return isASCII || (try? UTF8Span(validating: bytes.extracting(range))) != nil
    }
}
