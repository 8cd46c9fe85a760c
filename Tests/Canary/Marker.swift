/// A word that stands nowhere else, planted where somebody may write and looked for where others read.
///
/// All begin alike, so that one pass over what somebody received finds every one of them. The form is a
/// UUID's: it is let in as a text, as a name and as the id of a row, an issue or a command.
struct Marker: Hashable {
    var number: Int

    static let stem = "c0ffee5e-0000-4000-8000-"
    static let digits = 12

    var text: String {
        let number = String(number)
        return Self.stem + String(repeating: "0", count: Self.digits - number.count) + number
    }
}

/// How a marker may be disguised in bytes.
enum Disguise: Hashable, CaseIterable {
    case plain, utf16Little, utf16Big, hex, hexUpper, base64, base64Second, base64Third

    /// The text as the disguise has it.
    func bytes(of text: String) -> [UInt8] {
        switch self {
        case .plain: Array(text.utf8)
        case .utf16Little: text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case .utf16Big: text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .hex: text.utf8.flatMap { Self.hex($0, digits: "0123456789abcdef") }
        case .hexUpper: text.utf8.flatMap { Self.hex($0, digits: "0123456789ABCDEF") }
        case .base64: Base64.encoded(Array(text.utf8))
        // Other bytes stand before it: it begins in the middle of a group.
        case .base64Second: Base64.encoded([0] + Array(text.utf8))
        case .base64Third: Base64.encoded([0, 0] + Array(text.utf8))
        }
    }

    private static func hex(_ byte: UInt8, digits: StaticString) -> [UInt8] {
        let all = Array("\(digits)".utf8)
        return [all[Int(byte >> 4)], all[Int(byte & 15)]]
    }

    /// The part of the disguised stem that is the same whatever stands around it.
    var anchor: [UInt8] {
        let whole = bytes(of: Marker.stem)
        return switch self {
        case .base64: Array(whole.prefix(Marker.stem.utf8.count / 3 * 4))
        case .base64Second, .base64Third:
            Array(whole.dropFirst(4).prefix((Marker.stem.utf8.count - 2) / 3 * 4))
        default: whole
        }
    }

    /// The marker whose anchor begins at a place; nil if the digits behind it cannot be read.
    func marker(in bytes: [UInt8], at place: Int) -> Marker? {
        let from = place + anchor.count
        let digits: [UInt8]
        switch self {
        case .plain: digits = Array(bytes[from...].prefix(Marker.digits))
        case .utf16Little, .utf16Big:
            let units = Array(bytes[from...].prefix(Marker.digits * 2))
            digits = units.enumerated().filter { ($0.offset % 2 == 0) == (self == .utf16Little) }.map(
                \.element)
        case .hex, .hexUpper:
            let pairs = Array(bytes[from...].prefix(Marker.digits * 2))
            digits = pairs.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        case .base64, .base64Second, .base64Third:
            // The rest of the stem and the digits, group by group.
            let rest = Base64.decoded(Array(bytes[from...].prefix(28)))
            let skipped = self == .base64 ? 0 : self == .base64Second ? 1 : 2
            let known = (anchor.count / 4 * 3) + (self == .base64 ? 0 : 3 - skipped)
            digits = Array(rest.dropFirst(max(0, Marker.stem.utf8.count - known)).prefix(Marker.digits))
        }
        guard digits.count == Marker.digits,
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return Marker(number: number)
    }
}

/// Base64 without line breaks; decoding stops at the first byte that is no digit of it.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0...group.count { text.append(digits[bits >> (18 - 6 * place) & 63]) }
            text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count)
        }
        return text
    }

    static func decoded(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for character in text {
            guard let digit = digits.firstIndex(of: character) else { break }
            bits = (bits << 6 | digit) & 0xFFFFFF
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        return bytes
    }
}
