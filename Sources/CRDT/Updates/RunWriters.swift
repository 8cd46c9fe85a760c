// The run-length codings of update v2, for writing.

/// lib0: `RleEncoder` over bytes. The last run has no count.
struct ByteRunWriter: Sendable {
    private(set) var column = ByteWriter()
    private var value: UInt8?
    private var count = 0

    mutating func write(_ next: UInt8) {
        if next == value {
            count += 1
            return
        }
        if value != nil { column.writeVarUint(count - 1) }
        column.writeByte(next)
        value = next
        count = 1
    }
}

/// lib0: `UintOptRleEncoder`. A count follows a negated value, minus zero included.
struct UintRunWriter: Sendable {
    private var column = ByteWriter()
    private var value: UInt64 = 0
    private var count = 0

    mutating func write(_ next: UInt64) {
        if next == value {
            count += 1
            return
        }
        flush()
        value = next
        count = 1
    }

    private mutating func flush() {
        guard count > 0 else { return }
        column.writeVarInt(isNegative: count > 1, magnitude: value)
        if count > 1 { column.writeVarUint(count - 2) }
    }

    consuming func finish() -> [UInt8] {
        flush()
        return column.bytes
    }
}

/// lib0: `IntDiffOptRleEncoder`. Differences to the value before, doubled; odd where a count follows.
struct ClockRunWriter: Sendable {
    private var column = ByteWriter()
    private var value: Int64 = 0
    private var step: Int64 = 0
    private var count = 0

    mutating func write(_ clock: Clock) {
        let next = Int64(clock)
        if next - value == step {
            count += 1
        } else {
            flush()
            step = next - value
            count = 1
        }
        value = next
    }

    private mutating func flush() {
        guard count > 0 else { return }
        let coded = step * 2 + (count > 1 ? 1 : 0)
        column.writeVarInt(isNegative: coded < 0, magnitude: coded.magnitude)
        if count > 1 { column.writeVarUint(count - 2) }
    }

    consuming func finish() -> [UInt8] {
        flush()
        return column.bytes
    }
}

/// lib0: `StringEncoder`. All texts in one, then their lengths in UTF-16 units.
struct TextRunWriter: Sendable {
    private var texts = ByteWriter()
    private var lengths = UintRunWriter()

    mutating func write(_ text: TextView, from source: [UInt8]) {
        lengths.write(UInt64(text.units(in: source.span)))
        texts.writeText(text, from: source)
    }

    mutating func write(_ text: String) {
        lengths.write(UInt64(text.utf16.count))
        texts.writeRaw(text.utf8)
    }

    consuming func finish() -> [UInt8] {
        var column = ByteWriter()
        column.writeVarBytes(texts.bytes)
        column.writeRaw(lengths.finish())
        return column.bytes
    }
}
