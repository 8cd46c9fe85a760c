/// One line in the order it is seen, left to right, for terminals that know no right-to-left text.
///
/// Follows the Unicode bidirectional algorithm (UAX #9, isolates too) for the embedding levels one line
/// needs, with one difference: a code or a date such as `OS-EMER`, `2024-10-20` or `+962 7 900` is one word,
/// whatever stands beside it. The Arabic letters before and after each other are joined.
public struct VisualLine: Sendable {
    public enum Direction: Sendable {
        case leftToRight, rightToLeft
    }

    /// What is drawn, from the left.
    public let clusters: [Character]
    /// For each of them its place in the text.
    public let order: [Int]
    public let base: Direction

    /// `base` is the direction of the paragraph; nil if its first letter says it.
    public init(_ text: [Character], base: Direction? = nil) {
        let base = base ?? Self.direction(of: text) ?? .leftToRight
        var ordering = Ordering(text: text)
        let order = ordering.visual(0..<text.count, base: base)
        let shaped = ArabicShape.joined(text)
        self.base = base
        self.order = order
        clusters = order.map { place in
            ordering.isOdd[place] ? Self.mirrored[text[place]] ?? shaped[place] : shaped[place]
        }
    }

    /// The column of a place in the text, and of the caret behind its end.
    public func column(of place: Int) -> Int {
        var column = 0
        for (cluster, own) in zip(clusters, order) {
            if own == place { return column }
            column += Cell.shown(cluster).width
        }
        return base == .leftToRight ? column : -1
    }

    /// The direction of the first letter that has one.
    public static func direction(of text: some Sequence<Character>) -> Direction? {
        for character in text {
            switch BidiClass(character) {
            case .left: return .leftToRight
            case .right: return .rightToLeft
            case .number, .neutral, .opening, .closing: continue
            }
        }
        return nil
    }

    /// Whether a text holds anything that is not written from left to right.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public static func isNeeded<Text: StringProtocol>(for text: Text) -> Bool {
        text.utf8.contains { $0 >= 0xD6 }
            && text.unicodeScalars.contains { BidiClass.isRight($0.value) || BidiClass.isMark($0.value) }
    }

    private static let mirrored: [Character: Character] = [
        "(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "<": ">", ">": "<", "«": "»", "»": "«",
        "‹": "›", "›": "‹",
    ]
}

/// What a cluster is to the order of a line.
enum BidiClass {
    case left, right, number, neutral
    /// Isolates: what stands between the two is ordered by itself.
    case opening, closing

    init(_ character: Character) {
        guard let scalar = character.unicodeScalars.first else {
            self = .neutral
            return
        }
        switch scalar.value {
        case 0x30...0x39, 0x0660...0x0669, 0x06F0...0x06F9: self = .number
        case 0x2066...0x2068: self = .opening
        case 0x2069: self = .closing
        case 0x200E: self = .left
        case let value where Self.isRight(value): self = .right
        default: self = scalar.properties.isAlphabetic ? .left : .neutral
        }
    }

    static func isRight(_ value: UInt32) -> Bool {
        switch value {
        case 0x0660...0x0669, 0x06F0...0x06F9: false
        case 0x0590...0x08FF, 0x200F, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            true
        default: false
        }
    }

    /// Marks that are not drawn.
    static func isMark(_ value: UInt32) -> Bool {
        (0x2066...0x2069).contains(value) || [0x200E, 0x200F, 0x061C].contains(value)
    }
}

/// Levels and reversals of one line.
private struct Ordering {
    let text: [Character]
    /// Places that are read from the right.
    private(set) var isOdd: [Bool]

    init(text: [Character]) {
        self.text = text
        isOdd = Array(repeating: false, count: text.count)
    }

    /// One cluster, or an isolate as a whole.
    private struct Unit {
        var places: Range<Int>
        var kind: BidiClass
        var level = 0
    }

    mutating func visual(_ range: Range<Int>, base: VisualLine.Direction) -> [Int] {
        var units = units(range)
        Self.joinWords(&units, text)
        Self.resolve(&units, base)
        for unit in units where unit.level % 2 == 1 && unit.places.count == 1 {
            isOdd[unit.places.lowerBound] = true
        }
        let most = units.map(\.level).max() ?? 0
        for level in stride(from: most, to: 0, by: -1) { Self.reverse(&units, from: level) }
        var places: [Int] = []
        for unit in units {
            guard unit.kind == .neutral, unit.places.count > 1 || isIsolateMark(unit.places.lowerBound) else {
                places += unit.places.filter { !isMark($0) }
                continue
            }
            let inner = unit.places.filter { !isIsolateMark($0) }
            guard let first = inner.first, let last = inner.last else { continue }
            let own = VisualLine.direction(of: text[first...last]) ?? base
            places += visual(first..<(last + 1), base: own)
        }
        return places
    }

    private func isIsolateMark(_ place: Int) -> Bool {
        switch BidiClass(text[place]) {
        case .opening, .closing: true
        default: false
        }
    }

    private func isMark(_ place: Int) -> Bool {
        text[place].unicodeScalars.first.map { BidiClass.isMark($0.value) } ?? false
    }

    private func units(_ range: Range<Int>) -> [Unit] {
        var units: [Unit] = []
        var place = range.lowerBound
        while place < range.upperBound {
            let kind = BidiClass(text[place])
            guard kind == .opening else {
                units.append(Unit(places: place..<(place + 1), kind: kind == .closing ? .neutral : kind))
                place += 1
                continue
            }
            var (end, depth) = (place, 0)
            repeat {
                switch BidiClass(text[end]) {
                case .opening: depth += 1
                case .closing: depth -= 1
                default: break
                }
                end += 1
            } while depth > 0 && end < range.upperBound
            units.append(Unit(places: place..<end, kind: .neutral))
            place = end
        }
        return units
    }

    /// Codes and dates become one word: what joins letters and digits of ASCII is one of them, and a number
    /// that touches a letter is read as one.
    private static func joinWords(_ units: inout [Unit], _ text: [Character]) {
        func isWord(_ index: Int) -> Bool {
            guard units.indices.contains(index), units[index].places.count == 1 else { return false }
            let character = text[units[index].places.lowerBound]
            return units[index].kind == .number
                || character.isASCII && (character.isLetter || character == "_")
        }
        var index = 0
        while index < units.count {
            guard isWord(index) else {
                index += 1
                continue
            }
            var end = index + 1
            while end < units.count {
                if isWord(end) {
                    end += 1
                } else if units[end].places.count == 1, isWord(end + 1),
                    "-./:_#@+%'’".contains(text[units[end].places.lowerBound])
                {
                    end += 2
                } else {
                    break
                }
            }
            let hasLetter = units[index..<end].contains { $0.kind == .left }
            for own in index..<end { units[own].kind = hasLetter ? .left : .number }
            index = end
        }
    }

    /// Numbers behind a letter of the left go with it; what has no direction takes that of its neighbours
    /// where they agree, else that of the line. A gap between two numbers belongs to them.
    private static func resolve(_ units: inout [Unit], _ base: VisualLine.Direction) {
        let own: BidiClass = base == .rightToLeft ? .right : .left
        var letter = own
        for index in units.indices {
            switch units[index].kind {
            case .left, .right: letter = units[index].kind
            case .number: if letter == .left { units[index].kind = .left }
            case .neutral, .opening, .closing: break
            }
        }
        func side(_ kind: BidiClass) -> BidiClass { kind == .number ? .right : kind }
        var (index, before) = (0, own)
        while index < units.count {
            let start = index
            while index < units.count, units[index].kind == .neutral { index += 1 }
            let after = index < units.count ? units[index].kind : own
            let between: BidiClass =
                before == .number && after == .number
                ? .number : side(before) == side(after) ? side(before) : own
            for gap in start..<index { units[gap].level = level(of: between, base) }
            guard index < units.count else { break }
            units[index].level = level(of: after, base)
            before = after
            index += 1
        }
    }

    private static func level(of kind: BidiClass, _ base: VisualLine.Direction) -> Int {
        switch kind {
        case .left: base == .rightToLeft ? 2 : 0
        case .number: 2
        default: 1
        }
    }

    private static func reverse(_ units: inout [Unit], from level: Int) {
        var start = 0
        while start < units.count {
            guard units[start].level >= level else {
                start += 1
                continue
            }
            var end = start
            while end < units.count, units[end].level >= level { end += 1 }
            units[start..<end].reverse()
            start = end
        }
    }
}
