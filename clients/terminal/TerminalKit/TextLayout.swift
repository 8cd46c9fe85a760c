/// A text broken into lines by words, and where each of its clusters stands.
///
/// Offsets count clusters, units are UTF-16 as Yjs counts. A line's range takes in the blank or the line end
/// it breaks at. An edit lays out the lines it touches and those behind it until they fall into step with
/// the lines before the edit: at the end of the paragraph at the latest.
public struct TextLayout: Sendable {
    public private(set) var characters: [Character]
    public private(set) var lines: [Range<Int>] = []
    /// Cells a line may take.
    public let width: Int
    /// UTF-16 units before each line.
    private var units: [Int] = []
    /// UTF-16 units of the whole text.
    public private(set) var unitCount = 0

    public init(_ characters: [Character], width: Int) {
        self.characters = characters
        self.width = max(1, width)
        breakLines(from: 0, unit: 0) { _ in false }
    }

    public init(_ text: String, width: Int) {
        self.init(Array(text), width: width)
    }

    /// The same text for lines of another width.
    public func laidOut(width: Int) -> TextLayout {
        width == self.width ? self : TextLayout(characters, width: width)
    }

    /// What is drawn of a line: without the line end and without the blank it was broken at.
    public func text(of line: Int) -> ArraySlice<Character> {
        var text = characters[lines[line]]
        if let last = text.last, last.isNewline { return text.dropLast() }
        if line < lines.count - 1, text.last == " " { text = text.dropLast() }
        return text
    }

    // MARK: Places

    /// Where the caret stands that is before the cluster at `offset`.
    public func place(of offset: Int) -> (line: Int, column: Int) {
        let line = self.line(of: offset)
        let start = lines[line].lowerBound
        let before = characters[start..<min(max(offset, start), characters.count)]
        return (line, before.reduce(0) { $0 + Cell.shown($1).width })
    }

    /// The column of a place on a line as it is seen; -1 behind the end of a line that is read from the
    /// right.
    public func column(of offset: Int, on line: Int, isOrdered: Bool) -> Int {
        let text = Array(self.text(of: line))
        guard isOrdered, VisualLine.isNeeded(for: String(text)) else { return place(of: offset).column }
        return VisualLine(text, base: direction(of: line)).column(of: offset - lines[line].lowerBound)
    }

    /// The direction of the paragraph a line is part of; nil if it has no letters.
    public func direction(of line: Int) -> VisualLine.Direction? {
        var first = line
        while first > 0, characters[lines[first].lowerBound - 1].isNewline == false { first -= 1 }
        return VisualLine.direction(of: characters[lines[first].lowerBound...].lazy.prefix { !$0.isNewline })
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

    /// The cluster an offset in UTF-16 units stands before, or inside.
    public func offset(ofUnit unit: Int) -> Int {
        let line = Self.last(units) { $0 <= unit }
        var reached = units[line]
        for offset in lines[line].lowerBound..<characters.count {
            reached += characters[offset].utf16.count
            if reached > unit { return offset }
        }
        return characters.count
    }

    /// The UTF-16 units before a cluster.
    public func unit(before offset: Int) -> Int {
        let line = self.line(of: offset)
        let range = lines[line].lowerBound..<min(max(offset, lines[line].lowerBound), characters.count)
        return characters[range].reduce(units[line]) { $0 + $1.utf16.count }
    }

    /// The paragraph around an offset, without its line end.
    public func paragraph(around offset: Int) -> Range<Int> {
        let offset = min(max(offset, 0), characters.count)
        let start = characters[..<offset].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        return start..<(characters[offset...].firstIndex(where: \.isNewline) ?? characters.count)
    }

    private func line(of offset: Int) -> Int { Self.last(lines) { $0.lowerBound <= offset } }

    /// The last of sorted elements that fits; the first if none does.
    private static func last<Element>(_ sorted: [Element], _ fits: (Element) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if fits(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// The last caret place that still belongs to the line.
    private func lastPlace(on range: Range<Int>) -> Int {
        if range.upperBound == characters.count, characters.last?.isNewline != true {
            return range.upperBound
        }
        return max(range.lowerBound, range.upperBound - 1)
    }

    // MARK: Breaking

    /// Breaks what is behind `start`, which begins a line, until `isInStep` says that the line that would
    /// begin there is known. Returns where that was; nil if it went on to the end.
    @discardableResult
    private mutating func breakLines(
        from begin: Int, unit beginUnit: Int, isInStep: (Int) -> Bool
    ) -> Int? {
        var line = LineInMaking(start: begin, unit: beginUnit)
        var offset = begin
        while offset < characters.count {
            let character = characters[offset]
            // Most text is plain letters: they are told apart by one look.
            let isLetter = character.isLetterOfASCII
            if !isLetter, character.isNewline {
                line.take(character.utf16.count, cells: 0)
                close(&line, at: offset + 1, unit: line.reached)
                if isInStep(line.start) { return line.start }
            } else {
                let cells = isLetter ? 1 : Cell.shown(character).width
                if line.column + cells > width, offset > line.start, character != " " {
                    let (next, unit) = line.afterBlank ?? (offset, line.reached)
                    close(&line, at: next, unit: unit)
                    if isInStep(next) { return next }
                    offset = next
                    continue
                }
                line.take(isLetter ? 1 : character.utf16.count, cells: cells)
                if character == " " { line.afterBlank = (offset + 1, line.reached) }
            }
            offset += 1
        }
        close(&line, at: characters.count, unit: line.reached)
        unitCount = line.unit
        return nil
    }

    private mutating func close(_ line: inout LineInMaking, at end: Int, unit: Int) {
        lines.append(line.start..<end)
        units.append(line.unit)
        line = LineInMaking(start: end, unit: unit)
    }

    private struct LineInMaking {
        let start: Int
        let unit: Int
        /// Units before the cluster that is looked at.
        var reached: Int
        var column = 0
        /// After the last blank of the line.
        var afterBlank: (offset: Int, unit: Int)?

        init(start: Int, unit: Int) {
            (self.start, self.unit, reached) = (start, unit, unit)
        }

        mutating func take(_ units: Int, cells: Int) {
            reached += units
            column += cells
        }
    }

    /// Puts clusters in the place of others. A line is broken by what stands up to the first word of the
    /// next one, so the line before the first that is touched is broken anew too.
    mutating func replace(_ range: Range<Int>, with new: [Character]) {
        let (oldLines, oldUnits, oldCount) = (lines, units, unitCount)
        let growth = new.count - range.count
        let unitGrowth =
            new.reduce(0) { $0 + $1.utf16.count } - characters[range].reduce(0) { $0 + $1.utf16.count }
        let first = max(0, line(of: range.lowerBound) - 1)
        characters.replaceSubrange(range, with: new)
        lines.removeSubrange(first...)
        units.removeSubrange(first...)
        func oldLine(_ start: Int) -> Int? {
            guard start >= range.lowerBound + new.count else { return nil }
            let line = Self.last(oldLines) { $0.lowerBound <= start - growth }
            return oldLines[line].lowerBound == start - growth ? line : nil
        }
        let stop = breakLines(from: oldLines[first].lowerBound, unit: oldUnits[first]) {
            oldLine($0) != nil
        }
        guard let line = stop.flatMap(oldLine) else { return }
        lines += oldLines[line...].map { ($0.lowerBound + growth)..<($0.upperBound + growth) }
        units += oldUnits[line...].map { $0 + unitGrowth }
        unitCount = oldCount + unitGrowth
    }
}
