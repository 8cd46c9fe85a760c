/// How many cells things take on a terminal.
///
/// A cluster takes what its scalars take one by one, as terminals without cluster support count; emoji
/// sequences take two. Where a terminal counts otherwise, the absolute addressing of `Renderer` keeps the
/// columns.
public enum Width {
    /// Cells of one cluster: 0 to `clusterMax`.
    public static func cells(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if first.isASCII, scalars.count == 1 { return first.value < 0x20 || first.value == 0x7F ? 0 : 1 }
        let isEmoji = scalars.contains { $0.properties.isEmojiPresentation || $0.value == 0xFE0F }
        if isEmoji || (0x1F1E6...0x1F1FF).contains(first.value) { return 2 }
        return min(clusterMax, scalars.reduce(0) { $0 + cells(of: $1) })
    }

    /// Whether a text on one line takes no more than so many cells: looks no further than needed.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public static func fits<Text: StringProtocol>(_ text: Text, cells: Int) -> Bool {
        if isPlain(text) { return text.utf8.count <= cells }
        var left = cells
        for character in text {
            left -= Cell.shown(character).width
            if left < 0 { return false }
        }
        return true
    }

    /// Cells of a text on one line, as `Grid` writes it.
    @specialized(where Text == String)
    public static func cells<Text: StringProtocol>(of text: Text) -> Int {
        isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + Cell.shown($1).width }
    }

    /// Whether a text is printable letters of ASCII alone, as most are: each is a cell and needs no table.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    static func isPlain<Text: StringProtocol>(_ text: Text) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }

    static let clusterMax = 8

    /// Cells on its right that a terminal may draw a cluster over: one that shows each scalar by itself and
    /// wide, and the half of what it cut there.
    static func overflow(of character: Character) -> Int {
        min(clusterMax, max(1, 2 * character.unicodeScalars.count - cells(of: character))) + 1
    }

    /// Whether terminals agree about a cluster: Latin letters take one cell, ideographs and kana two.
    static func isAgreed(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        guard let scalar = scalars.first, scalars.count == 1 else { return false }
        switch scalar.value {
        case 0x20..<0x7F, 0xC0...0x24F, 0x1E00...0x1EFF, 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF,
            0x4E00...0x9FFF:
            return true
        default: return false
        }
    }

    static func cells(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value == 0xAD { return 1 }
        // Vowels and finals of conjoining Hangul stand in the cell of their lead.
        if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return isWide(value) ? 2 : 1
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        return wide.contains { $0.contains(value) }
    }

    /// East Asian Width W and F, in whole blocks.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF,
        0x1F300...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F3A0...0x1F3CA, 0x1F3E0...0x1F3F0,
        0x1F400...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F550...0x1F567, 0x1F5FB...0x1F64F,
        0x1F680...0x1F6C5, 0x1F6D0...0x1F6D2, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB,
        0x1F90C...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
    ]
}

extension Character {
    /// Whether it is one printable byte, as most text is.
    var isLetterOfASCII: Bool {
        let bytes = utf8
        guard bytes.count == 1, let byte = bytes.first else { return false }
        return (0x20..<0x7F).contains(byte)
    }
}
