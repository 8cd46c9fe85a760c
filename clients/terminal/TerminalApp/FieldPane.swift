import CRDT
import Committee
import TerminalKit

/// The fields of the open row, or the document's notes: labels, values, long texts with everybody's carets.
struct FieldPane {
    var fields: [Field]
    var selected: String?
    var hasFocus: Bool
    var carets: [RemoteCaret]
    /// The texts and values as they are laid out already.
    var layouts: FieldLayouts
    /// The text that is edited, with the UTF-16 units before the caret.
    var writing: (field: String, layout: TextLayout, unit: Int)?
    /// The first line on the screen while a text is edited, as long as the caret stays on the screen.
    var writingTop: Int?
    /// The value that is typed.
    var setting: LineInput?
    /// Lines to look further down or up.
    var scroll: Int
    /// Names of translations whose original changed after them.
    var outdated: Set<String> = []
    var isWritable = true
    /// Whether right-to-left text is put into the order it is seen in.
    var isOrdered = true
    let pane: Rect
    let words: Catalogue

    /// Texts stand beside a margin for the letters of those who write there, and leave a cell for a caret
    /// at the end.
    static func textWidth(_ pane: Rect) -> Int { max(4, pane.width - 4) }
    static let margin = 3
    /// The caret stays so many lines away from the edge, if there are more above or below.
    private static let edge = 1
    /// A text that is written grows by so many lines at once.
    private var room: Int { max(1, min(4, pane.height / 7)) }

    /// What one field takes of the pane: its label, and the lines of its text or its value below.
    private struct Block {
        var field: Field
        /// The line its label stands on.
        var first: Int
        var height: Int
        /// nil for a value.
        var text: TextLayout?
        var isWritten = false
    }

    /// Draws, and yields where the cursor stands.
    func draw(in grid: inout Grid) -> Grid.Position? {
        let blocks = blocks()
        let top = top(blocks)
        var cursor: Grid.Position?
        for block in blocks where block.first < top + pane.height && block.first + block.height > top {
            for line in max(0, top - block.first)..<min(block.height, top + pane.height - block.first) {
                let y = pane.y.lowerBound + block.first + line - top
                if let found = draw(block, line: line, in: &grid, y: y) { cursor = found }
            }
        }
        return cursor
    }

    /// How far `scroll` may usefully go.
    var scrollMax: Int { max(0, Self.height(blocks()) - pane.height) }

    /// The first line on the screen.
    var top: Int { top(blocks()) }

    // MARK: Lines

    private func blocks() -> [Block] {
        var blocks: [Block] = []
        var first = 0
        for field in fields {
            var block = Block(field: field, first: first, height: 1)
            if case .text(_, let string) = field.content {
                block.isWritten = writing?.field == field.name
                if block.isWritten {
                    block.text = writing?.layout
                } else if !string.isEmpty {
                    block.text = layouts[field.name] ?? TextLayout(string, width: Self.textWidth(pane))
                }
                // A blank line ends a text; one that is written has room, so that what is below stays.
                if let text = block.text { block.height += text.lines.count + 1 }
                if block.isWritten { block.height += room - block.height % room }
            } else if !isSetting(field) {
                block.height = valueLayout(field).lines.count
            }
            first += block.height
            blocks.append(block)
        }
        return blocks
    }

    private static func height(_ blocks: [Block]) -> Int {
        guard let last = blocks.last else { return 0 }
        return last.first + last.height - (last.text == nil ? 0 : 1)
    }

    private func top(_ blocks: [Block]) -> Int {
        let anchor = anchorLine(blocks)
        let slack = writing == nil ? pane.height / 4 : pane.height / 2
        let most = max(0, Self.height(blocks) - pane.height)
        if let kept = writingTop, writing != nil {
            let seen = (kept + (kept > 0 ? Self.edge : 0))..<(kept + max(1, pane.height - Self.edge))
            if seen.contains(anchor) || (kept == most && anchor >= kept + Self.edge) {
                return min(kept, most)
            }
        }
        return max(0, min(anchor - slack + scroll, most))
    }

    private func anchorLine(_ blocks: [Block]) -> Int {
        if let writing, let block = blocks.first(where: \.isWritten) {
            return block.first + 1
                + writing.layout.place(of: writing.layout.offset(ofUnit: writing.unit)).line
        }
        return blocks.first { $0.field.name == selected }?.first ?? 0
    }

    private func isSetting(_ field: Field) -> Bool { setting != nil && field.name == selected }

    private static func labelWidth(_ pane: Rect) -> Int { min(27, pane.width * 2 / 5) }
    static func valueWidth(_ pane: Rect) -> Int { max(4, pane.width - labelWidth(pane) - 2) }
    private var labelWidth: Int { Self.labelWidth(pane) }
    private var valueWidth: Int { Self.valueWidth(pane) }

    // MARK: Drawing

    private func draw(_ block: Block, line: Int, in grid: inout Grid, y: Int) -> Grid.Position? {
        if line == 0 { return drawLabel(block.field, in: &grid, y: y) }
        guard let layout = block.text else {
            grid.put(
                valueLayout(block.field).text(of: line), x: pane.x.lowerBound + labelWidth + 1, y: y,
                style: valueStyle(block.field), limit: pane.x.upperBound)
            return nil
        }
        let number = line - 1
        guard layout.lines.indices.contains(number) else { return nil }
        let text = layout.text(of: number)
        let base = layout.direction(of: number)
        let x = lineStart(layout, number)
        grid.put(text, x: x, y: y, limit: pane.x.upperBound, base: base)
        if case .text(let type?, _) = block.field.content {
            drawCarets(in: type, layout, number, &grid, y: y)
        }
        guard block.isWritten, let writing else { return nil }
        let offset = layout.offset(ofUnit: writing.unit)
        guard layout.place(of: offset).line == number else { return nil }
        return Grid.Position(x: x + layout.column(of: offset, on: number, isOrdered: isOrdered), y: y)
    }

    /// Right-to-left lines end at the left and begin at the right edge of the text.
    func lineStart(_ layout: TextLayout, _ number: Int) -> Int {
        let start = pane.x.lowerBound + Self.margin
        guard isOrdered, layout.direction(of: number) == .rightToLeft else { return start }
        return start + max(0, Self.textWidth(pane) - Width.cells(of: String(layout.text(of: number))))
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
            if outdated.contains(field.name) {
                grid.putCut(
                    "≠ " + words[.outdated], x: after, y: y, style: Palette.news, limit: pane.x.upperBound)
            }
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
        let layout = valueLayout(field)
        let isEmpty = layout.characters.isEmpty
        grid.put(
            isEmpty ? ["–"] : layout.text(of: 0), x: valueStart, y: y,
            style: isEmpty ? Palette.hint : valueStyle(field), limit: pane.x.upperBound)
        return nil
    }

    private func valueLayout(_ field: Field) -> TextLayout {
        layouts[field.name] ?? TextLayout(words.value(of: field), width: valueWidth)
    }

    private func valueStyle(_ field: Field) -> Style {
        if case .event = field.content { .dim } else { .plain }
    }
}
