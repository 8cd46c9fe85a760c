/// A text broken into lines by words, and where each of its clusters stands.
///
/// Offsets count clusters. A line's range takes in the blank or the line end it breaks at.
public struct TextLayout: Sendable {
    public let characters: [Character]
    public private(set) var lines: [Range<Int>] = []

    public init(_ characters: [Character], width: Int) {
        self.characters = characters
        breakLines(max(1, width))
    }

    public init(_ text: String, width: Int) {
        self.init(Array(text), width: width)
    }

    /// What is drawn of a line: without the line end and without the blank it was broken at.
    public func text(of line: Int) -> ArraySlice<Character> {
        var text = characters[lines[line]]
        if let last = text.last, last.isNewline { return text.dropLast() }
        if line < lines.count - 1, text.last == " " { text = text.dropLast() }
        return text
    }

    /// Where the caret stands that is before the cluster at `offset`.
    public func place(of offset: Int) -> (line: Int, column: Int) {
        let line = lines.lastIndex { $0.lowerBound <= offset } ?? 0
        let before = characters[
            lines[line].lowerBound..<min(max(offset, lines[line].lowerBound), characters.count)]
        return (line, before.reduce(0) { $0 + Cell.shown($1).width })
    }

    /// The offset on a line that is nearest to a column from the left.
    public func offset(line: Int, column: Int) -> Int {
        let range = lines[min(max(line, 0), lines.count - 1)]
        var reached = 0
        for offset in range {
            let next = reached + Cell.shown(characters[offset]).width
            if next > column || offset == lastPlace(on: range) { return offset }
            reached = next
        }
        return range.upperBound
    }

    /// The last caret place that still belongs to the line.
    private func lastPlace(on range: Range<Int>) -> Int {
        if range.upperBound == characters.count, characters.last?.isNewline != true {
            return range.upperBound
        }
        return max(range.lowerBound, range.upperBound - 1)
    }

    private mutating func breakLines(_ width: Int) {
        var start = 0
        var column = 0
        /// After the last blank of the line.
        var afterBlank: Int?
        var offset = 0
        while offset < characters.count {
            let character = characters[offset]
            // Most text is plain letters: they are told apart by one look.
            let isLetter = character.asciiValue.map { (0x20..<0x7F).contains($0) } ?? false
            if !isLetter, character.isNewline {
                lines.append(start..<(offset + 1))
                (start, column, afterBlank) = (offset + 1, 0, nil)
            } else {
                let cells = isLetter ? 1 : Cell.shown(character).width
                if column + cells > width, offset > start, character != " " {
                    let next = afterBlank ?? offset
                    lines.append(start..<next)
                    (start, column, afterBlank) = (next, 0, nil)
                    offset = next
                    continue
                }
                column += cells
                if character == " " { afterBlank = offset + 1 }
            }
            offset += 1
        }
        lines.append(start..<characters.count)
    }
}
