/// Bytes written as lower-case hexadecimal digits, two a byte, and read from them.
public enum Hexadecimal {
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes bytes as the ASCII of their digits.
    public static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        func digit(_ value: UInt8) -> UInt8 {
            value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
    }

    /// The bytes digits of either case stand for; nil if there is an odd number of them or a character that
    /// is none.
    public static func bytes(_ text: String) -> [UInt8]? {
        var values: [UInt8] = []
        for character in text {
            guard character.isASCII, let value = character.hexDigitValue else { return nil }
            values.append(UInt8(value))
        }
        guard values.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }
}
