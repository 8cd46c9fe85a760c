/// A number below 2^56 in lib0's variable length, in one word: seven bits a byte, the lowest first.
struct VarWord: BitwiseCopyable {
    /// The lowest byte comes first; above the last byte are zeros.
    private(set) var bytes: UInt64
    /// At most 8.
    private(set) var length: Int

    static let none = VarWord(bytes: 0, length: 0)

    private init(bytes: UInt64, length: Int) {
        self.bytes = bytes
        self.length = length
    }

    init(byte: UInt8) { self.init(bytes: UInt64(byte), length: 1) }

    init(_ client: ClientID) {
        precondition(client < 1 << 56, "a client id has at most 53 bits")
        self = .none
        var rest = client
        while rest >= 0x80 {
            bytes |= (rest & 0x7F | 0x80) << UInt64(8 * length)
            length += 1
            rest >>= 7
        }
        bytes |= rest << UInt64(8 * length)
        length += 1
    }

    /// Neighbouring structs have clocks of one size, so the branches are foreseen.
    @inline(__always)
    init(_ clock: Clock) {
        let number = UInt64(clock)
        if clock < 0x80 {
            self.init(bytes: number, length: 1)
        } else if clock < 0x4000 {
            self.init(bytes: number & 0x7F | (number & 0x3F80) << 1 | 0x80, length: 2)
        } else if clock < 0x20_0000 {
            let word = number & 0x7F | (number & 0x3F80) << 1 | (number & 0x1F_C000) << 2
            self.init(bytes: word | 0x8080, length: 3)
        } else {
            self.init(number)
        }
    }
}
