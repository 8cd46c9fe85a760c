/// One frame while it is written: from the cells a terminal shows to the next.
struct Frame {
    let depth: ColourDepth
    let charset: Charset
    private(set) var out = ""
    /// Where the terminal's cursor surely is.
    private var at: Grid.Position?
    /// Every frame begins and ends without one.
    private var style = Style.plain
    /// Whether something stands in the last column that a terminal might take for wider and wrap.
    private var isAtEdge = false

    /// A frame of so few bytes is on the screen at once whatever the terminal does.
    private static let smallBytesMax = 48
    /// What takes fewer bytes is written, not moved.
    private static let shiftedBytesMin = 10
    /// So many cells that stand already are written again rather than jumped over.
    private static let writtenThroughMax = 4
    private static let movedRowsMin = 3
    /// Rows and rests of rows move at most so far.
    private static let moveMax = 24

    init(depth: ColourDepth, charset: Charset) {
        (self.depth, self.charset) = (depth, charset)
    }

    /// Inside a synchronized update (mode 2026), without wrapping at the edge (mode 7), the cursor hidden.
    func whole(cursor: Grid.Position?, wasVisible: Bool) -> [UInt8] {
        var text = out + (style == .plain ? "" : "\u{1B}[0m")
        if isAtEdge { text = "\u{1B}[?7l" + text + "\u{1B}[?7h" }
        if let cursor, cursor != at { text += "\u{1B}[\(cursor.y + 1);\(cursor.x + 1)H" }
        let isSmall = wasVisible && cursor != nil && text.utf8.count <= Self.smallBytesMax
        if isSmall { return Array(text.utf8) }
        if cursor != nil { text += "\u{1B}[?25h" }
        return Array("\u{1B}[?2026h\u{1B}[?25l\(text)\u{1B}[?2026l".utf8)
    }

    mutating func clear() {
        out += "\u{1B}[0m\u{1B}[2J"
    }

    // MARK: Rows

    mutating func draw(row y: Int, of grid: Grid, over old: inout Grid?) {
        if let known = old {
            guard !grid.isSame(known, row: y) else { return }
            shift(row: y, of: grid, over: &old)
        }
        let blankFrom = grid.blankTail(y)
        /// Cells before this column may hold what a wider cluster on their left left there.
        var doubtfulUntil = 0
        for x in 0..<grid.width {
            let cell = grid[x, y]
            guard cell.width > 0, x < doubtfulUntil || isChanged(x, y, cell.width, grid, old) else {
                continue
            }
            if x >= blankFrom, old != nil {
                move(to: x, y)
                restyle(.plain)
                out += "\u{1B}[K"
                return
            }
            writeThrough(to: x, y, grid)
            write(cell, x: x, y: y, in: grid)
            if !cell.text.isASCII, !Width.isAgreed(cell.text) {
                doubtfulUntil = max(doubtfulUntil, x + cell.width + Width.overflow(of: cell.text))
            }
        }
    }

    /// A cluster is written again if anything differs in the cells it covers.
    private func isChanged(_ x: Int, _ y: Int, _ width: Int, _ grid: Grid, _ old: Grid?) -> Bool {
        guard let old else { return grid[x, y] != .blank }
        return (x..<min(x + width, grid.width)).contains { grid[$0, y] != old[$0, y] }
    }

    /// Goes a short way over plain letters by writing them once more.
    private mutating func writeThrough(to x: Int, _ y: Int, _ grid: Grid) {
        guard let at, at.y == y, (1...Self.writtenThroughMax).contains(x - at.x) else { return }
        let between = (at.x..<x).map { grid[$0, y] }
        guard between.allSatisfy({ $0.text.isASCII && $0.width == 1 && $0.style == style }) else { return }
        for cell in between { out.append(cell.text) }
        self.at = Grid.Position(x: x, y: y)
    }

    private mutating func write(_ cell: Cell, x: Int, y: Int, in grid: Grid) {
        move(to: x, y)
        restyle(cell.style)
        // A wide cluster clears its cells first: a terminal that draws it narrower leaves nothing of the
        // old behind.
        if cell.width > 1 {
            out += String(repeating: " ", count: cell.width) + "\u{1B}[\(y + 1);\(x + 1)H"
        }
        out.append(charset.sent(cell.text))
        let isPlain = cell.text.isASCII
        let isAtEnd = x + cell.width >= grid.width
        // A plain letter wraps nothing, as an absolute move follows it; but some terminals scroll at the
        // last.
        if isAtEnd, !isPlain || y == grid.height - 1 { isAtEdge = true }
        at = isPlain && !isAtEnd ? Grid.Position(x: x + 1, y: y) : nil
    }

    private mutating func move(to x: Int, _ y: Int) {
        let place = Grid.Position(x: x, y: y)
        // Most cells follow the one before.
        guard at != place else { return }
        let absolute = "\u{1B}[\(y + 1);\(x + 1)H"
        let relative = at.flatMap { Self.relativeMove(from: $0, to: place) }
        out += relative.flatMap { $0.utf8.count < absolute.utf8.count ? $0 : nil } ?? absolute
        at = place
    }

    /// Along a row, or to the next one: a line feed goes down and nowhere else, as the terminal is raw. nil
    /// for other ways.
    private static func relativeMove(from start: Grid.Position, to end: Grid.Position) -> String? {
        guard (0...1).contains(end.y - start.y) else { return nil }
        let down = end.y > start.y ? "\n" : ""
        let cells = abs(end.x - start.x)
        if cells == 0 { return down }
        return "\(down)\u{1B}[\(cells == 1 ? "" : String(cells))\(end.x > start.x ? "C" : "D")"
    }

    private mutating func restyle(_ next: Style) {
        guard style != next else { return }
        out += next.sequence(depth)
        style = next
    }

    // MARK: What moved

    /// Has the terminal move the rest of a row where that leaves less to write.
    private mutating func shift(row y: Int, of grid: Grid, over old: inout Grid?) {
        guard let known = old, let first = grid.firstDifference(known, row: y) else { return }
        let direct = grid.cost(row: y, from: first, over: known.row(y).dropFirst(first))
        guard direct >= Self.shiftedBytesMin, grid.isFirm(row: y, from: first),
            known.isFirm(row: y, from: first)
        else { return }
        var best = (cells: 0, left: direct - Self.shiftedBytesMin / 2)
        for cells in 1...min(Self.moveMax, max(1, grid.width - first - 1)) {
            for step in [cells, -cells] where first + cells < grid.width {
                // Most distances are ruled out by one look.
                let (from, to) = step > 0 ? (first, first + step) : (first - step, first)
                guard grid[to, y] == known[from, y], known[from, y].width > 0 else { continue }
                // No wide cluster may be cut at the edge: terminals differ in what is left of it.
                if step > 0, known[grid.width - 1 - step, y].width > 1 { continue }
                let left = grid.cost(
                    row: y, from: first,
                    over: known.shifted(row: y, from: first, by: step)[first...])
                if left < best.left { best = (step, left) }
            }
        }
        guard best.cells != 0 else { return }
        move(to: first, y)
        restyle(.plain)
        out += best.cells > 0 ? "\u{1B}[\(best.cells)@" : "\u{1B}[\(-best.cells)P"
        old = known.replacing(
            rows: y..<(y + 1), with: known.shifted(row: y, from: first, by: best.cells))
    }

    /// Has the terminal move whole rows where that leaves fewer to write. Yields the rows to look at then.
    mutating func scroll(_ old: inout Grid?, toward grid: Grid, changed rows: [Int]) -> [Int] {
        guard let known = old, rows.count >= Self.movedRowsMin else { return rows }
        // Beside what changed, most rows have much in common.
        let column = rows.compactMap { grid.firstDifference(known, row: $0) }.min() ?? 0
        let changed = Set(rows)
        var best = (rows: 0..<0, by: 0, gain: Self.movedRowsMin - 1)
        for distance in 1..<max(2, min(Self.moveMax, grid.height)) {
            for step in [distance, -distance] {
                var (start, gain) = (0, 0)
                for y in 0..<grid.height {
                    let from = y + step
                    guard (0..<grid.height).contains(from),
                        grid.isSame(known, row: y, as: from, lookingFirstAt: column)
                    else {
                        (start, gain) = (y + 1, 0)
                        continue
                    }
                    gain += changed.contains(y) ? 1 : -1
                    if gain > best.gain { best = (start..<(y + 1), step, gain) }
                }
            }
        }
        guard best.by != 0 else { return rows }
        let (top, bottom) =
            best.by > 0
            ? (best.rows.lowerBound, best.rows.upperBound + best.by)
            : (best.rows.lowerBound + best.by, best.rows.upperBound)
        restyle(.plain)
        out += "\u{1B}[\(top + 1);\(bottom)r\u{1B}[\(top + 1);1H"
        out += best.by > 0 ? "\u{1B}[\(best.by)M" : "\u{1B}[\(-best.by)L"
        out += "\u{1B}[r"
        at = nil
        old = known.scrolled(rows: top..<bottom, by: best.by)
        return Array(0..<grid.height)
    }
}
