import CRDT
import TerminalKit

/// Where others stand in the texts.
extension FieldPane {
    /// Underlines what somebody has selected, marks the cluster at their caret, and writes the letter of
    /// their side into the margin; at the end of a line the letter stands in the text's own cell.
    func drawCarets(in type: TypeID, _ layout: TextLayout, _ number: Int, _ grid: inout Grid, y: Int) {
        var gutter = pane.x.lowerBound
        for caret in carets where caret.text == type {
            drawSelection(of: caret, layout, number, &grid, y: y)
            let offset = layout.offset(ofUnit: caret.index)
            guard layout.place(of: offset).line == number else { continue }
            let style = Palette.letter(caret.letter)
            if gutter < pane.x.lowerBound + Self.margin - 1 {
                grid.put(String(caret.letter), x: gutter, y: y, style: style)
                gutter += 1
            }
            let column = layout.column(of: offset, on: number, isOrdered: isOrdered)
            let x = lineStart(layout, number) + column
            guard x < pane.x.upperBound else { continue }
            if column >= 0, column < Width.cells(of: String(layout.text(of: number))) {
                let cells = max(1, grid[x, y].width)
                grid.restyle(x: x..<min(x + cells, pane.x.upperBound), y: y) { $0 = style }
            } else {
                grid.put(String(caret.letter), x: x, y: y, style: style, limit: pane.x.upperBound)
            }
        }
    }

    private func drawSelection(
        of caret: RemoteCaret, _ layout: TextLayout, _ number: Int, _ grid: inout Grid, y: Int
    ) {
        guard caret.anchor != caret.index else { return }
        let line = layout.lines[number]
        let from = max(line.lowerBound, layout.offset(ofUnit: min(caret.anchor, caret.index)))
        let end = line.lowerBound + layout.text(of: number).count
        let to = min(end, layout.offset(ofUnit: max(caret.anchor, caret.index)))
        guard from < to else { return }
        let start = lineStart(layout, number)
        for offset in from..<to {
            let x = start + layout.column(of: offset, on: number, isOrdered: isOrdered)
            let cells = max(1, Width.cells(of: String(layout.characters[offset])))
            grid.restyle(x: x..<min(x + cells, pane.x.upperBound), y: y) {
                $0.isUnderlined = true
                $0.foreground = Palette.colour(of: caret.letter)
            }
        }
    }
}
