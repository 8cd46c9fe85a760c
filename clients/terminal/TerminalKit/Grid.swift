/// One cell of the screen: a cluster and how it looks, or the part of a wide cluster that covers it.
public struct Cell: Hashable, Sendable {
    public internal(set) var text: Character
    public var style: Style
    /// Cells the cluster takes; 0 where the cluster on the left covers this cell.
    public internal(set) var width: Int

    static let blank = Cell(text: " ", style: .plain, width: 1)

    /// What is drawn for a character: what cannot be drawn is replaced, marks without a letter get a space
    /// to sit on.
    static func shown(_ character: Character) -> (text: Character, width: Int) {
        if character.isLetterOfASCII { return (character, 1) }
        if character == "\t" { return (" ", 1) }
        if let scalar = character.unicodeScalars.first, BidiClass.isMark(scalar.value) { return (" ", 0) }
        let width = Width.cells(of: character)
        if width > 0 { return (character, width) }
        guard let first = character.unicodeScalars.first else { return (" ", 1) }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return (Character(" " + String(character)), 1)
        default: return ("\u{FFFD}", 1)
        }
    }
}

/// The screen as cells: what `Renderer` brings a terminal to show.
public struct Grid: Hashable, Sendable {
    /// A cell by column and row, from 0.
    public struct Position: Hashable, Sendable {
        public var x: Int
        public var y: Int

        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    public let width: Int
    public let height: Int
    /// Whether lines are put into the order they are seen in; else the terminal does that itself.
    public let isOrdered: Bool
    private var cells: [Cell]

    public init(width: Int, height: Int, isOrdered: Bool = true) {
        self.isOrdered = isOrdered
        self.width = max(1, width)
        self.height = max(1, height)
        cells = Array(repeating: .blank, count: self.width * self.height)
    }

    public subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

    /// Writes one line from a column on, cut at `limit` (a column) or the edge. Returns the column after it.
    /// `base` is the direction of the paragraph it is part of.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    @discardableResult
    public mutating func put<Text: StringProtocol>(
        _ text: Text, x: Int, y: Int, style: Style = .plain, limit: Int? = nil,
        base: VisualLine.Direction? = nil
    ) -> Int {
        guard (0..<height).contains(y), x >= 0 else { return x }
        let end = min(limit ?? width, width)
        if Width.isPlain(text) {
            let letters = text.utf8.lazy.map { Character(Unicode.Scalar($0)) }
            return putPlain(letters, x: x, y: y, style, end)
        }
        if isOrdered, VisualLine.isNeeded(for: text) {
            return putOrdered(Array(text), x: x, y: y, style, end, base)
        }
        var column = x
        for character in text {
            let (shown, cells) = Cell.shown(character)
            guard column + cells <= end else { break }
            // Marks that only steer the direction take no cell.
            if cells > 0 { place(Cell(text: shown, style: style, width: cells), x: column, y: y) }
            column += cells
        }
        return column
    }

    /// Writes one line of a laid out text.
    @discardableResult
    public mutating func put(
        _ text: ArraySlice<Character>, x: Int, y: Int, style: Style = .plain, limit: Int? = nil,
        base: VisualLine.Direction? = nil
    ) -> Int {
        guard text.allSatisfy(\.isLetterOfASCII) else {
            return put(String(text), x: x, y: y, style: style, limit: limit, base: base)
        }
        guard (0..<height).contains(y), x >= 0 else { return x }
        return putPlain(text, x: x, y: y, style, min(limit ?? width, width))
    }

    /// Writes letters of one byte, each a cell.
    private mutating func putPlain(
        _ letters: some Sequence<Character>, x: Int, y: Int, _ style: Style, _ end: Int
    ) -> Int {
        var column = x
        for letter in letters {
            guard column < end else { break }
            place(Cell(text: letter, style: style, width: 1), x: column, y: y)
            column += 1
        }
        return column
    }

    /// What does not fit is cut in the order it is read.
    private mutating func putOrdered(
        _ text: [Character], x: Int, y: Int, _ style: Style, _ end: Int, _ base: VisualLine.Direction?
    ) -> Int {
        var left = end - x
        let fitting = text.prefix { character in
            left -= Cell.shown(character).width
            return left >= 0
        }
        var column = x
        for cluster in VisualLine(Array(fitting), base: base).clusters {
            let (shown, cells) = Cell.shown(cluster)
            place(Cell(text: shown, style: style, width: cells), x: column, y: y)
            column += cells
        }
        return column
    }

    /// The cells of a part of one row.
    public func cells(x: Range<Int>, y: Int) -> [Cell] {
        Array(row(y).dropFirst(x.lowerBound).prefix(x.count))
    }

    /// Puts cells where they stood, in this row or another.
    public mutating func copy(_ copied: [Cell], x: Int, y: Int) {
        cells.replaceSubrange((y * width + x)..<(y * width + x + copied.count), with: copied)
    }

    /// Gives cells another look and leaves what stands in them.
    public mutating func restyle(x: Range<Int>, y: Int, _ change: (inout Style) -> Void) {
        guard (0..<height).contains(y) else { return }
        for column in x.clamped(to: 0..<width) { change(&cells[y * width + column].style) }
    }

    /// Blanks a rectangle, with a style of its own.
    public mutating func fill(x: Range<Int>, y: Range<Int>, style: Style = .plain) {
        for row in y.clamped(to: 0..<height) {
            for column in x.clamped(to: 0..<width) {
                place(Cell(text: " ", style: style, width: 1), x: column, y: row)
            }
        }
    }

    /// The text of one row, without blanks at its end.
    public func line(_ y: Int) -> String {
        var text = ""
        for x in 0..<width where self[x, y].width > 0 { text.append(self[x, y].text) }
        while text.last == " " { text.removeLast() }
        return text
    }

    func row(_ y: Int) -> ArraySlice<Cell> { cells[(y * width)..<((y + 1) * width)] }

    func replacing(rows: Range<Int>, with cells: [Cell]) -> Grid {
        var grid = self
        grid.cells.replaceSubrange((rows.lowerBound * width)..<(rows.upperBound * width), with: cells)
        return grid
    }

    /// A cluster that is overwritten in part is gone as a whole.
    private mutating func place(_ cell: Cell, x: Int, y: Int) {
        if cell.width == 1, self[x, y].width == 1 {
            cells[y * width + x] = cell
            return
        }
        for column in x..<(x + cell.width) { erase(x: column, y: y) }
        cells[y * width + x] = cell
        for column in (x + 1)..<(x + max(1, cell.width)) where cell.width > 1 {
            cells[y * width + column] = Cell(text: " ", style: cell.style, width: 0)
        }
    }

    private mutating func erase(x: Int, y: Int) {
        var start = x
        while start > 0, self[start, y].width == 0 { start -= 1 }
        let covered = self[start, y].width
        guard covered > 1 else { return }
        for column in start..<min(width, start + covered) {
            let style = cells[y * width + column].style
            cells[y * width + column] = Cell(text: " ", style: style, width: 1)
        }
    }
}
