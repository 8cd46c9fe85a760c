/// Writes lib0's primitives.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func writeByte(_ byte: UInt8) {
        bytes.append(byte)
    }

    @inlinable
    public mutating func writeVarUint(_ value: some BinaryInteger) {
        writeVarUint(UInt64(value))
    }

    /// Not generic: another module need not look up how its kind of number is shifted.
    public mutating func writeVarUint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    public mutating func writeVarInt(isNegative: Bool, magnitude: UInt64) {
        let sign: UInt8 = isNegative ? 0x40 : 0
        var rest = magnitude >> 6
        bytes.append(UInt8(magnitude & 0x3F) | sign | (rest > 0 ? 0x80 : 0))
        while rest > 0 {
            let byte = UInt8(rest & 0x7F)
            rest >>= 7
            bytes.append(byte | (rest > 0 ? 0x80 : 0))
        }
    }

    public mutating func writeRaw(_ raw: some Collection<UInt8>) {
        bytes.append(contentsOf: raw)
    }

    /// Not generic, as `writeVarUint`.
    public mutating func writeVarBytes(_ raw: [UInt8]) {
        writeVarUint(raw.count)
        bytes += raw
    }

    public mutating func writeVarBytes(_ raw: some Collection<UInt8>) {
        writeVarUint(raw.count)
        bytes.append(contentsOf: raw)
    }

    public mutating func writeVarString(_ string: String) {
        writeVarUint(string.utf8.count)
        bytes.append(contentsOf: string.utf8)
    }

    public mutating func writeBigEndian(_ value: UInt64, count: Int) {
        for shift in stride(from: (count - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }

    public mutating func writeID(_ id: ID) {
        writeVarUint(id.client)
        writeVarUint(id.clock)
    }
}
