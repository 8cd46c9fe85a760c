/// Bytes that are being written: a growing buffer that is used again for the next message.
struct ByteSink: ~Copyable {
    private var bytes = Pool<UInt8, ByteIndex>(capacity: 64)

    var count: Int { bytes.count }

    /// What was written, as an array of its own.
    var array: [UInt8] { bytes.array }

    /// What was written, as text.
    var string: String { String(decoding: bytes.array, as: UTF8.self) }

    mutating func clear() { bytes.clear() }
    mutating func reserve(_ more: Int) { bytes.reserve(more) }

    mutating func write(_ byte: UInt8) { bytes.push(byte) }

    @inline(__always)
    mutating func writeVarUint(_ value: some FixedWidthInteger & UnsignedInteger) {
        bytes.pushVarUint(UInt64(value))
    }

    @inline(__always)
    mutating func write(_ more: Span<UInt8>) { bytes.append(copying: more) }

    @inline(__always)
    mutating func makeRoom(_ more: Int) { bytes.makeRoom(more) }
    @inline(__always)
    mutating func put(
        _ first: UInt8, _ second: (client: VarWord, clock: Clock)?,
        _ third: (client: VarWord, clock: Clock)?, _ last: Clock
    ) {
        bytes.put(first, second, third, last)
    }
    @inline(__always)
    mutating func putShort(_ source: Span<UInt8>, from start: Int, length: Int) {
        bytes.putShort(source, from: start, length: length)
    }

    /// UTF-16 units as UTF-8; half a pair becomes U+FFFD, as in JavaScript.
    mutating func writeUTF8(_ units: Span<UInt16>) {
        var at = 0
        while at < units.count {
            let unit = UInt32(units[at])
            at += 1
            switch unit {
            case 0..<0x80: write(UInt8(unit))
            case 0x80..<0x800:
                write(UInt8(0xC0 | unit >> 6))
                write(UInt8(0x80 | unit & 0x3F))
            case 0xD800..<0xDC00 where at < units.count && units[at] & 0xFC00 == 0xDC00:
                let scalar = 0x10000 + (unit & 0x3FF) << 10 + UInt32(units[at] & 0x3FF)
                at += 1
                write(UInt8(0xF0 | scalar >> 18))
                write(UInt8(0x80 | scalar >> 12 & 0x3F))
                write(UInt8(0x80 | scalar >> 6 & 0x3F))
                write(UInt8(0x80 | scalar & 0x3F))
            default:
                let scalar = unit & 0xF800 == 0xD800 ? 0xFFFD : unit
                write(UInt8(0xE0 | scalar >> 12))
                write(UInt8(0x80 | scalar >> 6 & 0x3F))
                write(UInt8(0x80 | scalar & 0x3F))
            }
        }
    }

    /// How many bytes `writeUTF8` writes.
    static func utf8Count(_ units: Span<UInt16>) -> Int {
        var count = 0
        for at in units.indices {
            let unit = units[at]
            let isSecondHalf =
                unit & 0xFC00 == 0xDC00 && at > 0 && units[at - 1] & 0xFC00 == 0xD800
            // A pair takes four bytes: three are counted with its first half.
            count += unit < 0x80 ? 1 : unit < 0x800 ? 2 : isSecondHalf ? 1 : 3
        }
        return count
    }
}
