/// Brings a terminal from the grid it shows to the next with few bytes.
///
/// Every cluster that is not ASCII is followed by an absolute address, so that a terminal that counts cells
/// otherwise, or writes from right to left, never shifts a column (DESIGN D11). Text goes out in logical
/// order.
public struct Renderer: Sendable {
    private let depth: ColourDepth
    private let charset: Charset
    /// What the terminal shows; nil if nobody knows.
    private var shown: Grid?
    private var shownCursor: Grid.Position?

    public init(_ depth: ColourDepth, _ charset: Charset = .utf8) {
        self.depth = depth
        self.charset = charset
    }

    /// The terminal's content is not known any more: the next frame draws everything.
    public mutating func forget() {
        shown = nil
    }

    /// The bytes that make the terminal show `grid`, with the cursor there or hidden. Empty if it does
    /// already.
    public mutating func frame(_ grid: Grid, cursor: Grid.Position?) -> [UInt8] {
        let old = shown.flatMap { $0.width == grid.width && $0.height == grid.height ? $0 : nil }
        if old == grid, shownCursor == cursor { return [] }
        var frame = Frame(depth: depth, charset: charset)
        if old == nil { frame.out += "\u{1B}[0m\u{1B}[2J" }
        for y in 0..<grid.height { frame.draw(row: y, of: grid, over: old) }
        shown = grid
        shownCursor = cursor
        return frame.whole(cursor: cursor)
    }
}

/// One frame while it is written.
private struct Frame {
    let depth: ColourDepth
    let charset: Charset
    var out = ""
    /// Where the terminal's cursor surely is.
    var at: Grid.Position?
    var style: Style?

    /// Inside a synchronized update (mode 2026), without wrapping at the edge (mode 7), the cursor hidden.
    func whole(cursor: Grid.Position?) -> [UInt8] {
        var text = "\u{1B}[?2026h\u{1B}[?25l\u{1B}[?7l\(out)\u{1B}[0m\u{1B}[?7h"
        if let cursor { text += "\u{1B}[\(cursor.y + 1);\(cursor.x + 1)H\u{1B}[?25h" }
        return Array((text + "\u{1B}[?2026l").utf8)
    }

    mutating func draw(row y: Int, of grid: Grid, over old: Grid?) {
        for x in 0..<grid.width {
            let cell = grid[x, y]
            guard cell.width > 0, isChanged(x, y, cell.width, grid, old) else { continue }
            write(cell, x: x, y: y, edge: grid.width)
        }
    }

    /// A cluster is written again if anything differs in the cells it covers.
    private func isChanged(_ x: Int, _ y: Int, _ width: Int, _ grid: Grid, _ old: Grid?) -> Bool {
        guard let old else { return grid[x, y] != .blank }
        return (x..<min(x + width, grid.width)).contains { grid[$0, y] != old[$0, y] }
    }

    private mutating func write(_ cell: Cell, x: Int, y: Int, edge: Int) {
        if at != Grid.Position(x: x, y: y) { out += "\u{1B}[\(y + 1);\(x + 1)H" }
        if style != cell.style {
            out += cell.style.sequence(depth)
            style = cell.style
        }
        // A wide cluster clears its cells first: a terminal that draws it narrower leaves nothing of the
        // old behind.
        if cell.width > 1 {
            out += String(repeating: " ", count: cell.width) + "\u{1B}[\(y + 1);\(x + 1)H"
        }
        out.append(charset.sent(cell.text))
        let next = Grid.Position(x: x + 1, y: y)
        at = cell.text.isASCII && next.x < edge ? next : nil
    }
}
