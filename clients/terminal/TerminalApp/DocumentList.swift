import Committee
import TerminalKit

/// The left column: documents, and under the side documents who can see them.
struct DocumentList {
    var names: [DocumentName]
    var selected: DocumentName
    var hasFocus: Bool
    /// Changed since the member was last here.
    var unseen: Set<DocumentName> = []
    var words: Catalogue

    func draw(in grid: inout Grid, _ pane: Rect) {
        var y = pane.y.lowerBound
        for name in names where y < pane.y.upperBound {
            let style = name == selected ? (hasFocus ? Palette.selected : Palette.marked) : .plain
            if name == selected, hasFocus { grid.fill(x: pane.x, y: y..<(y + 1), style: style) }
            let mark = name == selected && !hasFocus ? "›" : " "
            grid.put(
                mark + words.title(name), x: pane.x.lowerBound, y: y, style: style, limit: pane.x.upperBound)
            if unseen.contains(name) {
                grid.put("•", x: pane.x.upperBound - 2, y: y, style: Palette.news)
            }
            y += 1
            if y < pane.y.upperBound {
                grid.put(
                    "  " + words.readers(name), x: pane.x.lowerBound, y: y, style: Palette.hint,
                    limit: pane.x.upperBound)
                y += 1
            }
        }
    }
}
