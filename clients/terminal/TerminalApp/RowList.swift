import Committee
import TerminalKit

/// The middle: one line for each row, with its title and its status.
struct RowList {
    var rows: [Row]
    var selected: String?
    var hasFocus: Bool
    /// What to say where there are no rows.
    var remark: String
    /// What a row without a title is: its words are yet to come, or were erased.
    var untitled: String
    var words: Catalogue

    private static let refWidth = 6

    func draw(in grid: inout Grid, _ pane: Rect, _ drawn: inout DrawnRows) {
        guard !rows.isEmpty else {
            let layout = TextLayout(remark, width: pane.width - 2)
            for (line, y) in zip(layout.lines.indices, pane.y) {
                grid.put(
                    layout.text(of: line), x: pane.x.lowerBound + 1, y: y, style: Palette.hint,
                    limit: pane.x.upperBound)
            }
            return
        }
        let index = rows.firstIndex { $0.id == selected } ?? 0
        let top = max(0, min(index - pane.height / 2, rows.count - pane.height))
        let statuses = Set(rows.map { $0.isRemoved ? nil : $0.status ?? "" })
        let statusWidth = statuses.map { Width.cells(of: words.status($0)) }.max() ?? 0
        let before = drawn.lines
        drawn.lines = zip(rows[top...], pane.y).enumerated().map { place, line in
            let (row, y) = line
            let content = DrawnRows.Content(
                ref: row.ref ?? String(row.id.prefix(4)), title: words.title(of: row), status: row.status,
                isRemoved: row.isRemoved, isSelected: row.id == selected, hasFocus: hasFocus,
                statusWidth: statusWidth, x: pane.x, language: words.tag)
            if before.indices.contains(place), before[place].content == content {
                grid.copy(before[place].cells, x: pane.x.lowerBound, y: y)
                return before[place]
            }
            draw(content, in: &grid, y: y)
            return (content, grid.cells(x: pane.x, y: y))
        }
    }

    private func draw(_ row: DrawnRows.Content, in grid: inout Grid, y: Int) {
        let (isSelected, x) = (row.isSelected, row.x)
        var style = row.isRemoved ? Style.dim : .plain
        if isSelected { style = hasFocus ? Palette.selected : Palette.marked }
        if isSelected, hasFocus { grid.fill(x: x, y: y..<(y + 1), style: style) }
        let status = words.status(row.isRemoved ? nil : row.status ?? "")
        let end = x.upperBound - 1
        let statusStart = max(x.lowerBound + Self.refWidth, end - row.statusWidth)
        var side = style
        if !(isSelected && hasFocus) { side.isDim = true }
        let start = x.lowerBound
        grid.put(isSelected && !hasFocus ? "›" : " ", x: start, y: y, style: style)
        let titleStart = max(
            start + Self.refWidth, grid.put(row.ref, x: start + 1, y: y, style: side, limit: end) + 1)
        var statusStyle = side
        if !(isSelected && hasFocus), !row.isRemoved, let colour = Palette.status(row.status ?? "") {
            statusStyle = Style { $0.foreground = colour }
        }
        grid.put(status, x: statusStart, y: y, style: statusStyle, limit: end)
        let title = row.title.isEmpty ? untitled : row.title
        grid.putCut(
            title, x: titleStart, y: y, style: row.title.isEmpty ? side : style,
            limit: row.statusWidth == 0 ? end : statusStart - 1)
    }
}

/// The lines of a list as they were drawn last: from one key to the next most stay as they are.
struct DrawnRows: Sendable {
    /// All that the cells of a line follow from.
    struct Content: Hashable, Sendable {
        var ref: String
        var title: String
        var status: String?
        var isRemoved: Bool
        var isSelected: Bool
        var hasFocus: Bool
        var statusWidth: Int
        var x: Range<Int>
        var language: String
    }

    /// From the top of the list on.
    fileprivate var lines: [(content: Content, cells: [Cell])] = []
}

extension DocumentName {
    /// Whether its rows were raised with words, so that one without any is erased.
    var isRaised: Bool {
        switch self {
        case .issues, .issuesWorker, .restrictedCase: true
        default: false
        }
    }
}

extension Catalogue {
    /// nil for a row that is marked as removed.
    fileprivate func status(_ word: String?) -> String { word.map(value) ?? self[.removed] }
}
