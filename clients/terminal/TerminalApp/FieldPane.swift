import CRDT
import Committee
import TerminalKit

/// The fields of the open row, or the document's notes: labels, values, long texts with everybody's carets.
struct FieldPane {
    var fields: [Field]
    var selected: String?
    var hasFocus: Bool
    var carets: [RemoteCaret]
    /// The text that is edited, with the clusters before the caret.
    var writing: (field: String, characters: [Character], offset: Int)?
    /// The value that is typed.
    var setting: LineInput?
    /// Lines to look further down or up.
    var scroll: Int
    var isWritable = true
    let pane: Rect
    let words: Catalogue

    /// Texts stand beside a margin for the letters of those who write there, and leave a cell for a caret
    /// at the end.
    static func textWidth(_ pane: Rect) -> Int { max(4, pane.width - 4) }
    private static let margin = 3

    private struct Line {
        enum Content {
            case label(Field)
            case text(TextLayout, line: Int, of: TypeID?, isWritten: Bool)
            case value(String)
            case blank
        }
        var field: Int
        var content: Content
    }

    /// Draws, and yields where the cursor stands.
    func draw(in grid: inout Grid) -> Grid.Position? {
        let lines = lines()
        let anchor = anchorLine(lines)
        let slack = writing == nil ? pane.height / 4 : pane.height / 2
        let top = max(0, min(anchor - slack + scroll, lines.count - pane.height))
        var cursor: Grid.Position?
        for (line, y) in zip(lines[min(top, lines.count)...], pane.y) {
            if let found = draw(line, in: &grid, y: y) { cursor = found }
        }
        return cursor
    }

    /// How far `scroll` may usefully go.
    var scrollMax: Int { max(0, lines().count - pane.height) }

    // MARK: Lines

    private func lines() -> [Line] {
        var lines: [Line] = []
        for (index, field) in fields.enumerated() {
            lines.append(Line(field: index, content: .label(field)))
            if case .text(let type, let string) = field.content {
                let isWritten = writing?.field == field.name
                guard isWritten || !string.isEmpty else { continue }
                let characters = isWritten ? writing?.characters ?? [] : Array(string)
                let layout = TextLayout(characters, width: Self.textWidth(pane))
                for line in layout.lines.indices {
                    let content = Line.Content.text(layout, line: line, of: type, isWritten: isWritten)
                    lines.append(Line(field: index, content: content))
                }
                lines.append(Line(field: index, content: .blank))
            } else if !isSetting(field) {
                let layout = TextLayout(shown(field), width: valueWidth)
                for line in layout.lines.indices.dropFirst() {
                    lines.append(Line(field: index, content: .value(String(layout.text(of: line)))))
                }
            }
        }
        if case .blank? = lines.last?.content { lines.removeLast() }
        return lines
    }

    private func anchorLine(_ lines: [Line]) -> Int {
        if let writing {
            let found = lines.firstIndex { line in
                guard case .text(let layout, let number, _, true) = line.content else { return false }
                return layout.place(of: writing.offset).line == number
            }
            if let found { return found }
        }
        return lines.firstIndex { fields[$0.field].name == selected } ?? 0
    }

    private func isSetting(_ field: Field) -> Bool { setting != nil && field.name == selected }

    private var labelWidth: Int { min(27, pane.width * 2 / 5) }
    private var valueWidth: Int { max(4, pane.width - labelWidth - 2) }

    // MARK: Drawing

    private func draw(_ line: Line, in grid: inout Grid, y: Int) -> Grid.Position? {
        switch line.content {
        case .blank: return nil
        case .label(let field): return drawLabel(field, in: &grid, y: y)
        case .value(let text):
            let field = fields[line.field]
            grid.put(
                text, x: pane.x.lowerBound + labelWidth + 1, y: y, style: valueStyle(field),
                limit: pane.x.upperBound)
            return nil
        case .text(let layout, let number, let type, let isWritten):
            let x = pane.x.lowerBound + Self.margin
            let text = String(layout.text(of: number))
            grid.put(text, x: x, y: y, limit: pane.x.upperBound)
            if let type { drawCarets(in: type, layout, number, &grid, y: y) }
            guard isWritten, let writing else { return nil }
            let place = layout.place(of: writing.offset)
            return place.line == number ? Grid.Position(x: x + place.column, y: y) : nil
        }
    }

    private func drawLabel(_ field: Field, in grid: inout Grid, y: Int) -> Grid.Position? {
        let isSelected = field.name == selected
        let start = pane.x.lowerBound
        var style = Style.bold
        if case .event = field.content { style = .dim }
        if isSelected { style = hasFocus ? Palette.selected : Palette.marked }
        var label = words.label(field)
        if let language = field.language, case .text = field.content, !label.hasSuffix(")") {
            label += " (\(language))"
        }
        let valueStart = start + labelWidth + 1
        if case .text(_, let string) = field.content {
            let after = grid.put(" \(label) ", x: start, y: y, style: style, limit: pane.x.upperBound)
            if string.isEmpty, writing?.field != field.name {
                let words = isSelected && isWritable ? self.words[.nothingYetWrite] : "–"
                grid.putCut(
                    words, x: max(after, valueStart), y: y, style: Palette.hint, limit: pane.x.upperBound)
            }
            return nil
        }
        let after = grid.put(" \(label) ", x: start, y: y, style: style, limit: valueStart - 1)
        if Width.cells(of: label) + 2 > labelWidth {
            grid.put("…", x: max(start, after - 1), y: y, style: style, limit: valueStart)
        }
        if let setting, isSelected {
            grid.fill(
                x: valueStart..<pane.x.upperBound, y: y..<(y + 1), style: Style { $0.isUnderlined = true })
            let skipped = max(0, setting.column - valueWidth + 1)
            let shown = setting.text.dropFirst(skipped)
            grid.put(
                shown, x: valueStart, y: y, style: Style { $0.isUnderlined = true }, limit: pane.x.upperBound)
            return Grid.Position(x: min(valueStart + setting.column - skipped, pane.x.upperBound - 1), y: y)
        }
        let shown = shown(field)
        let layout = TextLayout(shown.isEmpty ? "–" : shown, width: valueWidth)
        grid.put(
            String(layout.text(of: 0)), x: valueStart, y: y,
            style: shown.isEmpty ? Palette.hint : valueStyle(field), limit: pane.x.upperBound)
        return nil
    }

    private func shown(_ field: Field) -> String { words.value(field.shown) }

    private func valueStyle(_ field: Field) -> Style {
        if case .event = field.content { .dim } else { .plain }
    }

    /// Marks the cluster at each caret, and writes the letter into the margin; at the end of a line the
    /// letter stands in the text's own cell.
    private func drawCarets(
        in type: TypeID, _ layout: TextLayout, _ number: Int, _ grid: inout Grid, y: Int
    ) {
        var gutter = pane.x.lowerBound
        for caret in carets where caret.text == type {
            let offset = layout.characters.offset(ofUnit: caret.index)
            let place = layout.place(of: offset)
            guard place.line == number else { continue }
            let style = Palette.letter(caret.letter)
            if gutter < pane.x.lowerBound + Self.margin - 1 {
                grid.put(String(caret.letter), x: gutter, y: y, style: style)
                gutter += 1
            }
            let x = pane.x.lowerBound + Self.margin + place.column
            guard x < pane.x.upperBound else { continue }
            if place.column < Width.cells(of: String(layout.text(of: number))) {
                let cells = max(1, grid[x, y].width)
                grid.restyle(x: x..<min(x + cells, pane.x.upperBound), y: y) { $0 = style }
            } else {
                grid.put(String(caret.letter), x: x, y: y, style: style, limit: pane.x.upperBound)
            }
        }
    }
}
