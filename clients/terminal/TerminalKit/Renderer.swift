/// Brings a terminal from the grid it shows to the next with few bytes.
///
/// Every cluster that is not ASCII is followed by an absolute address, so that a terminal that counts cells
/// otherwise, or writes from right to left, never shifts a column (DESIGN D11). Rows that moved up or down
/// and the rest of a row that moved sideways are moved by the terminal.
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
        var old = shown.flatMap { $0.width == grid.width && $0.height == grid.height ? $0 : nil }
        let isVisible = old != nil && shownCursor != nil
        var rows = Array(0..<grid.height)
        if let known = old { rows.removeAll { grid.isSame(known, row: $0) } }
        if rows.isEmpty, shownCursor == cursor { return [] }
        var frame = Frame(depth: depth, charset: charset)
        if old == nil { frame.clear() }
        rows = frame.scroll(&old, toward: grid, changed: rows)
        for y in rows { frame.draw(row: y, of: grid, over: &old) }
        shown = grid
        shownCursor = cursor
        return frame.whole(cursor: cursor, wasVisible: isVisible)
    }
}
