/// Bytes as lower-case hexadecimal digits.
func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes hexadecimal digits stand for; nil if there is an odd number of them or a character that is none.
func bytes(hex text: String) -> [UInt8]? {
    var values: [UInt8] = []
    for character in text {
        guard character.isASCII, let value = character.hexDigitValue else { return nil }
        values.append(UInt8(value))
    }
    guard values.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}
