/// A place within an update that is read the plain way: what is not as every honest peer writes it is nil,
/// and somebody else names the fault.
struct PlainCursor: BitwiseCopyable {
    var at = 0

    /// A number of at most 53 bits, written as short as it can be.
    @inline(__always)
    mutating func number(_ bytes: Span<UInt8>) -> UInt64? {
        guard at < bytes.count else { return nil }
        let first = bytes[at]
        at += 1
        if first < 0x80 { return UInt64(first) }
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while at < bytes.count, shift < 56 {
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return byte > 0 && value < 1 << 53 ? value : nil }
            shift += 7
        }
        return nil
    }

    @inline(__always)
    mutating func clock(_ bytes: Span<UInt8>) -> Clock? {
        guard let value = number(bytes), value < 1 << 31 else { return nil }
        return Clock(value)
    }

    @inline(__always)
    mutating func id(_ bytes: Span<UInt8>) -> ID? {
        guard let client = number(bytes), let clock = clock(bytes) else { return nil }
        return ID(client: client, clock: clock)
    }
}
