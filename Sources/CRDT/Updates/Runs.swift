// The run-length codings of update v2, for reading. Each is a column of an update; to read past its end
// fails.

/// lib0: `RleDecoder` over bytes. The last run has no count and goes on for ever.
struct ByteRuns: Sendable, BitwiseCopyable {
    private(set) var cursor: ByteCursor
    private var value: UInt8 = 0
    private var count: UInt64 = 0

    init(_ cursor: ByteCursor) { self.cursor = cursor }

    mutating func read(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt8 {
        if count == 0 {
            value = try cursor.readByte(bytes)
            count = cursor.isAtEnd ? .max : try cursor.readVarUint(bytes) + 1
        }
        count -= 1
        return value
    }
}

/// lib0: `UintOptRleDecoder`. A negative number, minus zero included, announces a count.
struct UintRuns: Sendable, BitwiseCopyable {
    private(set) var cursor: ByteCursor
    private var value: UInt64 = 0
    private var count: UInt64 = 0

    init(_ cursor: ByteCursor) { self.cursor = cursor }

    mutating func read(_ bytes: Span<UInt8>) throws(DecodingFailure) -> UInt64 {
        if count == 0 {
            let (isRun, magnitude) = try cursor.readVarInt(bytes)
            value = magnitude
            count = isRun ? try cursor.readVarUint(bytes) + 2 : 1
        }
        count -= 1
        return value
    }

    /// A value that is a clock or a length in clocks: below 2^31.
    mutating func readClock(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Clock {
        let at = cursor.at
        let value = try read(bytes)
        guard value < 1 << 31 else { throw .numberTooLarge(at: at) }
        return Clock(value)
    }
}

/// lib0: `IntDiffOptRleDecoder`. Differences to the value before; an odd number announces a count.
struct ClockRuns: Sendable, BitwiseCopyable {
    private(set) var cursor: ByteCursor
    private var value: Int64 = 0
    private var step: Int64 = 0
    private var count: UInt64 = 0

    init(_ cursor: ByteCursor) { self.cursor = cursor }

    mutating func read(_ bytes: Span<UInt8>) throws(DecodingFailure) -> Clock {
        let at = cursor.at
        if count == 0 {
            let (isNegative, magnitude) = try cursor.readVarInt(bytes)
            let coded = isNegative ? -Int64(magnitude) : Int64(magnitude)
            step = coded >> 1
            count = coded & 1 == 1 ? try cursor.readVarUint(bytes) + 2 : 1
        }
        count -= 1
        // Both are far from the ends of Int64: a value is a clock, a step has 53 bits.
        value += step
        guard value >= 0, value < 1 << 31 else { throw .numberTooLarge(at: at) }
        return Clock(value)
    }
}

/// lib0: `StringDecoder`. All texts in one, then their lengths in UTF-16 units.
struct TextRuns: Sendable, BitwiseCopyable {
    private var lengths: UintRuns
    private var at: Int
    private let end: Int
    /// The last text ended between the halves of a pair; the next begins with the second.
    private var isWithinPair = false

    init(_ column: ByteCursor, _ bytes: Span<UInt8>) throws(DecodingFailure) {
        var column = column
        let text = try column.skipVarString(bytes)
        at = text.lowerBound
        end = text.upperBound
        lengths = UintRuns(column)
    }

    /// Bytes of text that nobody has read yet.
    var remaining: Int { end - at }

    mutating func read(_ bytes: Span<UInt8>) throws(DecodingFailure) -> (text: TextView, units: Clock) {
        let units = try lengths.readClock(bytes)
        var view = TextView(range: at..<at)
        var rest = Int(units)
        if isWithinPair, rest > 0 {
            view.isCutLeft = true
            isWithinPair = false
            rest -= 1
        }
        let start = at
        var stop = at
        while rest > 0 {
            guard at < end else { throw .truncated(at: end) }
            let lead = bytes[at]
            at += lead.utf8Length
            rest -= lead.utf16Units
            if rest >= 0 { stop = at }
        }
        isWithinPair = isWithinPair || rest < 0
        view.isCutRight = rest < 0
        view.range = start..<stop
        return (view, units)
    }

    func expectEnd() throws(DecodingFailure) {
        guard at == end else { throw .trailingBytes(at: at) }
        try lengths.cursor.expectEnd()
    }
}
