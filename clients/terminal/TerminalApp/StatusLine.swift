import TerminalKit

/// The bottom line: how safe what I typed is, and which keys do something here.
struct StatusLine {
    /// Whether the server has what I typed.
    enum Saving: Hashable {
        /// Not in step with the server yet, but connected.
        case joining
        case saved(at: String)
        case saving(Int)
        case offline(waiting: Int)
        case readOnly
    }

    /// A key, and what it does here.
    struct Hint: Hashable {
        var key: String
        var does: String

        init(_ key: String, _ does: String) {
            (self.key, self.does) = (key, does)
        }

        var cells: Int { Width.cells(of: key) + Width.cells(of: does) + 3 }
    }

    var saving: Saving
    /// A sentence that stands above the line until the next key.
    var notice: String?
    /// What is typed after `/`.
    var prompt: LineInput?
    /// What stands before it.
    var promptSign = "/"
    var hints: [Hint]
    /// Edits put aside.
    var asideCount: Int
    /// How the list on the screen is filtered and ordered, if it is.
    var arrangement: String?
    var words: Catalogue

    private var state: String {
        switch saving {
        case .joining: words[.joining]
        case .saved(let time): time.isEmpty ? words[.saved] : words[.savedAt, ["time": time]]
        case .saving(let count): words[.saving, ["count": String(count)]]
        case .offline(let waiting):
            waiting == 0 ? words[.offline] : words[.offlineWaiting, ["count": String(waiting)]]
        case .readOnly: words[.readOnly]
        }
    }

    /// Draws, and yields the cursor if something is typed here.
    func draw(in grid: inout Grid) -> Grid.Position? {
        let y = grid.height - 1
        if let notice { draw(notice, in: &grid, above: y) }
        let loud: Style =
            switch saving {
            case .offline: Style { ($0.isReverse, $0.foreground) = (true, .ansi(3)) }
            case .readOnly: .reverse
            case .saved: Style { ($0.isBold, $0.foreground) = (true, .ansi(2)) }
            case .saving, .joining: Style { ($0.isBold, $0.foreground) = (true, .ansi(3)) }
            }
        // The keys stay where they are while a letter is on its way.
        let usual = [words[.savedAt, ["time": "00:00"]], words[.saving, ["count": "10"]]]
        let room = usual.map { Width.cells(of: $0) }.max() ?? 0
        var x = grid.put(" \(state) ", x: 0, y: y, style: loud)
        x = max(x, min(room + 2, grid.width / 3))
        if asideCount > 0 {
            x = grid.put(
                " " + words[.putAside, ["count": String(asideCount)]] + " ", x: x, y: y, style: .bold)
        }
        if let arrangement {
            x = grid.put(" \(arrangement) ", x: x, y: y, style: .bold, limit: grid.width * 2 / 3)
        }
        if let prompt {
            x = grid.put(" " + promptSign, x: x, y: y)
            grid.put(prompt.text, x: x, y: y, limit: grid.width - 1)
            return Grid.Position(x: min(x + prompt.column, grid.width - 1), y: y)
        }
        for hint in hints(within: grid.width - x) {
            x = grid.put(" \(hint.key) ", x: x, y: y)
            x = grid.put("\(hint.does) ", x: x, y: y, style: Palette.hint)
        }
        return nil
    }

    /// The keys there is room for; the last one, which leads to all others, stays longest.
    private func hints(within cells: Int) -> [Hint] {
        var kept = hints
        while kept.reduce(0, { $0 + $1.cells }) > cells + 1, !kept.isEmpty {
            kept.remove(at: max(0, kept.count - 2))
        }
        return kept
    }

    private func draw(_ notice: String, in grid: inout Grid, above bottom: Int) {
        let layout = TextLayout(notice, width: grid.width - 2)
        let count = min(layout.lines.count, max(1, bottom - 1))
        for line in 0..<count {
            let y = bottom - count + line
            grid.fill(x: 0..<grid.width, y: y..<(y + 1), style: .reverse)
            grid.put(layout.text(of: line), x: 1, y: y, style: .reverse)
        }
    }
}
