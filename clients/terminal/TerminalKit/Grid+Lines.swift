/// Lines that may be longer than their place, and lines with an indent.
extension Grid {
    /// Writes a line whose first blanks are its indent, whichever way the rest is read.
    public mutating func putIndented(_ text: String, x: Int, y: Int, style: Style = .plain, limit: Int) {
        let indent = text.prefix { $0 == " " }
        let after = put(indent, x: x, y: y, style: style, limit: limit)
        put(text.dropFirst(indent.count), x: after, y: y, style: style, limit: limit)
    }

    /// Clusters without a cell of their own that a line may hold.
    private static let marksMax = 16

    /// Writes a line; one that does not fit ends in `…`, on the side where its reading breaks off.
    public mutating func putCut(_ text: String, x: Int, y: Int, style: Style = .plain, limit: Int) {
        guard x < limit else { return }
        // A title may be a long text: no more of it is looked at than may be seen.
        let text = text.prefix(2 * (limit - x) + Self.marksMax)
        if Width.fits(text, cells: limit - x) {
            put(text, x: x, y: y, style: style, limit: limit)
        } else if isOrdered, VisualLine.isNeeded(for: text) {
            put(Self.cut(text, cells: limit - x), x: x, y: y, style: style, limit: limit)
        } else {
            let after = put(text, x: x, y: y, style: style, limit: limit - 1)
            put("…", x: after, y: y, style: style, limit: limit)
        }
    }

    /// What fits, and `…`: behind letters that are read from the right it is one of them, or it would stand
    /// where they begin.
    private static func cut(_ text: Substring, cells: Int) -> String {
        var left = cells - 1
        let kept = text.prefix { character in
            left -= Cell.shown(character).width
            return left >= 0
        }
        let direction = VisualLine.direction(of: kept.reversed())
        return kept + "…" + (direction == .rightToLeft ? "\u{200F}" : "")
    }
}
