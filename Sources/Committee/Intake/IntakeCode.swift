import Crypto

/// A code on paper: of a slip that says "a worker of this factory" and no more, or of a case, with which its
/// reporter reads answers and adds.
///
/// Twelve letters and digits (60 bits) and one that checks them; no letter looks like a digit. The server
/// holds hashes only.
public struct IntakeCode: Hashable, Sendable {
    /// What a code is for; a hash of one use is none of the other.
    public enum Use: String, Hashable, Sendable {
        case slip, followUp = "follow-up"
    }

    /// Thirteen letters and digits.
    public let text: String

    /// Crockford's: without I, L, O and U.
    static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    static let length = 12

    /// Draws a code from chance that the caller hands in.
    public static func draw(using random: inout some RandomNumberGenerator) -> IntakeCode {
        let digits = (0..<length).map { _ in Int.random(in: 0..<alphabet.count, using: &random) }
        return IntakeCode(digits: digits)
    }

    private init(digits: [Int]) {
        text = String((digits + [Self.check(of: digits)]).map { Self.alphabet[$0] })
    }

    /// Reads what somebody typed: any case, with or without hyphens and blanks, O for 0, I and L for 1. nil
    /// if it is mistyped: one wrong character, or two swapped, are always found.
    public init?(typed: String) {
        var digits: [Int] = []
        for character in typed.uppercased() where character != "-" && !character.isWhitespace {
            let read: Character =
                character == "O" ? "0" : character == "I" || character == "L" ? "1" : character
            guard digits.count <= Self.length, let digit = Self.alphabet.firstIndex(of: read) else {
                return nil
            }
            digits.append(digit)
        }
        guard digits.count == Self.length + 1, digits.removeLast() == Self.check(of: digits) else {
            return nil
        }
        self.init(digits: digits)
    }

    /// In groups, as it is printed: `7K3M-9QXA-0B2CD`.
    public var printed: String {
        let parts = Array(text)
        return [parts[0..<4], parts[4..<8], parts[8...]].map { String($0) }.joined(separator: "-")
    }

    /// What the server keeps: SHA-256, in hexadecimal, bound to the committee and to what the code is for.
    public func hash(for use: Use, in committee: String) -> String {
        let digest = SHA256.hash(data: Array("bipartite-\(use.rawValue)-v1\n\(committee)\n\(text)".utf8))
        let digits = Array("0123456789abcdef")
        return digest.reduce(into: "") { hex, byte in
            hex.append(digits[Int(byte >> 4)])
            hex.append(digits[Int(byte & 0x0F)])
        }
    }

    /// A weighted sum in the field of 32 elements: weights are powers of one element that are all different,
    /// so no single change and no swap keeps it.
    private static func check(of digits: [Int]) -> Int {
        digits.reduce(0) { sum, digit in times2(sum ^ digit) }
    }

    private static func times2(_ element: Int) -> Int {
        let doubled = element << 1
        return doubled & 32 == 0 ? doubled : doubled ^ 0b10_0101
    }
}

/// Slips for one printing, and what the server is told of them.
public struct SlipBatch: Hashable, Sendable {
    /// In the order they are printed, which says nothing of the order in which they were drawn.
    public let slips: [IntakeCode]
    /// Sorted: their order says nothing of the slips'.
    public let hashes: [String]

    /// At most so many on one order.
    public static let countMax = 1_000

    /// - Parameter count: 1 to `countMax`; more is cut, less is one.
    public static func draw(
        _ count: Int, committee: String, using random: inout some RandomNumberGenerator
    ) -> SlipBatch {
        var drawn: Set<IntakeCode> = []
        while drawn.count < min(max(1, count), countMax) { drawn.insert(IntakeCode.draw(using: &random)) }
        let hashes = drawn.map { $0.hash(for: .slip, in: committee) }.sorted()
        // A set's own order differs from run to run; sorted first, the shuffle is told by the chance alone.
        let slips = drawn.sorted { $0.text < $1.text }.shuffled(using: &random)
        return SlipBatch(slips: slips, hashes: hashes)
    }
}
