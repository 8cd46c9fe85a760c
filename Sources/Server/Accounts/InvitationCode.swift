/// The code on a printed slip: ten random Crockford base32 characters and a check character.
///
/// Read leniently, since people type it from paper: small letters, O for 0, I and L for 1, hyphens and blanks
/// anywhere.
public struct InvitationCode: Hashable, Sendable {
    /// Eleven capital characters, the check last.
    let characters: String

    /// A fresh code. Codes whose check would be one of `*~$=U` are drawn again, so that a slip shows letters
    /// and digits only.
    public init(random: inout some RandomNumberGenerator) {
        var value: UInt64
        repeat {
            value = UInt64.random(in: 0..<(1 << 50), using: &random)
        } while value % 37 >= 32
        let digits = (0..<10).reversed().map { Self.alphabet[Int((value >> (5 * UInt64($0))) & 31)] }
        characters = String(digits + [Self.alphabet[Int(value % 37)]])
    }

    /// Reads what somebody typed; nil if it is no code or its check character does not fit.
    public init?(typed text: String) {
        var digits: [Int] = []
        for character in text.uppercased() where character != "-" && !character.isWhitespace {
            guard digits.count < 11, let digit = Self.digit(of: character) else { return nil }
            digits.append(digit)
        }
        guard digits.count == 11, let check = digits.popLast() else { return nil }
        let value = digits.reduce(UInt64(0)) { $0 << 5 | UInt64($1) }
        guard value % 37 == UInt64(check) else { return nil }
        characters = String((digits + [check]).map { Self.alphabet[$0] })
    }

    /// As it is printed: `ABCDE-FGHJK-M`.
    public var shown: String {
        let parts = [characters.prefix(5), characters.dropFirst(5).prefix(5), characters.suffix(1)]
        return parts.joined(separator: "-")
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    private static func digit(of character: Character) -> Int? {
        switch character {
        case "O": 0
        case "I", "L": 1
        default: alphabet.firstIndex(of: character)
        }
    }
}
