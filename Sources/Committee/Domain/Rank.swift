/// A row's place among the rows: a fraction written in base 62, so that there is always room between two.
///
/// Ranks compare byte by byte. Two members who add a row at the same moment may draw the same rank; the row's
/// id then decides, and nothing breaks.
public struct Rank: Hashable, Comparable, Sendable {
    public let text: String

    /// Digits of base 62 in ASCII order, the last not `0`; nil if it is anything else.
    public init?(_ text: String) {
        let digits = text.utf8.map(Self.digit)
        guard (1...Self.digitsMax).contains(digits.count), !digits.contains(nil), digits.last != 0 else {
            return nil
        }
        self.text = text
    }

    /// A rank that lies between two neighbours; nil stands for the open end. Neighbours that are equal or in
    /// the wrong order count as one: the result follows the first.
    public static func between(_ lower: Rank?, _ upper: Rank?) -> Rank {
        guard let upper, lower.map({ $0 < upper }) ?? true else { return after(lower) }
        return Rank(digits: middle(of: lower?.digits ?? [], and: upper.digits))
    }

    /// The next rank at the end: counts on at four digits, so that it stays short however many rows are
    /// added.
    public static func after(_ last: Rank?) -> Rank {
        guard let last else { return Rank(digits: [base / 2]) }
        var digits = Array((last.digits + [0, 0, 0, 0]).prefix(4))
        for place in digits.indices.reversed() {
            digits[place] += 1
            if digits[place] < base { return Rank(digits: digits) }
            digits[place] = 0
        }
        return Rank(digits: middle(of: last.digits, and: nil))
    }

    public static func < (left: Rank, right: Rank) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    // MARK: Digits

    private static let base = 62
    private static let digitsMax = 1000
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    private init(digits: [Int]) {
        let significant = digits.prefix((digits.lastIndex { $0 != 0 } ?? -1) + 1)
        text = String(decoding: significant.map { Self.alphabet[$0] }, as: UTF8.self)
    }

    private var digits: [Int] { text.utf8.compactMap(Self.digit) }

    private static func digit(_ byte: UInt8) -> Int? { alphabet.firstIndex(of: byte) }

    /// A fraction above `lower` and below `upper` (nil: below 1). `upper` is greater and does not end in 0.
    private static func middle(of lower: [Int], and upper: [Int]?) -> [Int] {
        var result: [Int] = []
        var upper = upper
        while true {
            let place = result.count
            let low = place < lower.count ? lower[place] : 0
            let high = upper.map { place < $0.count ? $0[place] : 0 } ?? base
            if high - low > 1 { return result + [(low + high) / 2] }
            result.append(low)
            if high > low { upper = nil }
        }
    }
}
