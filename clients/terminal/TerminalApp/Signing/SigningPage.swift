import Committee
import TerminalKit

/// The sheet on the screen: first what changed, then every word that is signed, the original at the left and
/// the translation beside it.
struct SigningPage {
    /// One line of the sheet; `right` stands beside `left`.
    struct Line: Hashable {
        var left: String
        var right: String?
        var style = Style.plain
        var indent = 0
    }

    let view: SigningView
    let words: Catalogue

    /// Draws, and yields where the cursor stands and how many lines are left out below.
    func draw(in grid: inout Grid) -> (cursor: Grid.Position?, hidden: Int) {
        let frame = Rect(x: 0..<grid.width, y: 1..<(grid.height - 1))
        grid.fill(x: frame.x, y: frame.y)
        grid.frame(frame, title: title)
        let foot = footer
        let bottom = frame.y.upperBound - 1 - foot.count
        let inner = Rect(x: 2..<(grid.width - 2), y: 2..<max(3, bottom))
        let rows = broken(lines, width: inner.width)
        let top = max(0, min(view.scroll, rows.count - inner.height))
        let middle = inner.x.lowerBound + (inner.width + 1) / 2
        for (line, y) in zip(rows.dropFirst(top), inner.y) {
            let limit = line.right == nil ? inner.x.upperBound : middle - 1
            grid.putIndented(line.left, x: inner.x.lowerBound, y: y, style: line.style, limit: limit)
            guard let right = line.right else { continue }
            grid.put("│", x: middle - 1, y: y, style: Palette.rule)
            grid.put(right, x: middle + 1, y: y, style: line.style, limit: inner.x.upperBound)
        }
        let hidden = max(0, rows.count - top - inner.height)
        if hidden > 0 {
            let mark = " " + words[.moreBelow, ["count": String(hidden)]] + " "
            grid.put(mark, x: grid.width - Width.cells(of: mark) - 2, y: bottom, style: Palette.news)
        }
        return (drawFooter(foot, in: &grid, from: bottom), hidden)
    }

    private var title: String {
        let whose = words[view.side == .worker ? .forWorkerSide : .forManagementSide]
        return words[.signTitle, ["party": whose]]
    }

    // MARK: The sheet

    private var lines: [Line] {
        var lines: [Line] = []
        for sheet in view.sheets {
            lines.append(Line(left: sheet.title, style: .bold))
            lines += changes(of: sheet)
            lines.append(Line(left: ""))
            lines.append(
                Line(left: words[.original], right: words.language(view.language), style: Palette.hint))
            for line in sheet.lines { lines += content(line) }
            lines.append(Line(left: ""))
        }
        if !view.inForce.isEmpty {
            lines.append(Line(left: words[.inForceAsItStands], style: .bold))
            lines += view.inForce.map { Line(left: "  " + $0, indent: 2) }
        }
        return lines
    }

    private func changes(of sheet: SigningSheet) -> [Line] {
        guard let changes = sheet.changes else {
            return [Line(left: words[.neverSigned], style: Palette.hint)]
        }
        guard !changes.isEmpty else { return [Line(left: words[.nothingChanged], style: Palette.hint)] }
        return [Line(left: words[.changedSinceSigned], style: .bold)]
            + changes.map { change in
                let label = sheet.lines.first { $0.field == change.field }.map(words.label) ?? change.field
                let marked = words.isolated(change.marked)
                return Line(left: "  \(label): \(marked)\(words.by(change.sides))", indent: 4)
            }
    }

    /// A short value is one line with its name; a text stands below its name, its translation beside it.
    private func content(_ line: SigningSheet.Line) -> [Line] {
        guard line.isText else {
            let value = words.isolated(words.value(of: line))
            return [Line(left: "\(words.label(line)): \(value)", indent: 2)]
        }
        let mark = line.language.isEmpty ? "" : " " + words.isolated("(\(line.language))")
        let translation =
            line.language == view.language
            ? words[.thisIsTheOriginal] : line.translations[view.language] ?? words[.notTranslated]
        return [
            Line(left: words.label(line) + mark, style: .bold),
            Line(left: "  " + line.original, right: translation, indent: 2),
        ]
    }

    private func broken(_ lines: [Line], width: Int) -> [Line] {
        lines.flatMap { line -> [Line] in
            guard let right = line.right else {
                return Self.wrap(line.left, width, line.indent).map { Line(left: $0, style: line.style) }
            }
            let left = Self.wrap(line.left, (width + 1) / 2 - 2, line.indent)
            let beside = Self.wrap(right, width / 2 - 2, 0)
            return (0..<max(left.count, beside.count)).map { row in
                Line(
                    left: row < left.count ? left[row] : "", right: row < beside.count ? beside[row] : "",
                    style: line.style)
            }
        }
    }

    private static func wrap(_ text: String, _ width: Int, _ indent: Int) -> [String] {
        // Blanks that somebody wrote must not push the words off the sheet: those beyond half of it are laid
        // out as the words are.
        let head = text.prefix(width / 2).prefix { $0 == " " }
        let deep = max(indent, head.count)
        let layout = TextLayout(String(text.dropFirst(head.count)), width: max(4, width - deep))
        return layout.lines.indices.map { line in
            (line == 0 ? String(head) : String(repeating: " ", count: deep))
                + String(layout.text(of: line))
        }
    }

    // MARK: The foot

    private var footer: [String] {
        var foot: [String] = []
        if view.isUnderProtest { foot.append(words[.underProtest]) }
        if !view.reservation.isEmpty { foot.append(words[.withReservation] + " " + view.reservation) }
        switch view.step {
        case .reading: break
        case .reserving: foot.append(words[.reservationPrompt] + " ")
        case .unlocking: foot.append(words[.pinPrompt] + " ")
        case .confirming: foot.append(words[.confirmSigning])
        case .signing: foot.append(words[.keyAtWork])
        }
        return foot
    }

    private func drawFooter(_ foot: [String], in grid: inout Grid, from y: Int) -> Grid.Position? {
        guard !foot.isEmpty else { return nil }
        var cursor: Grid.Position?
        for (line, row) in zip(foot, y...) {
            grid.fill(x: 1..<(grid.width - 1), y: row..<(row + 1), style: .reverse)
            let after = grid.put(line, x: 2, y: row, style: .reverse, limit: grid.width - 2)
            guard row == y + foot.count - 1 else { continue }
            switch view.step {
            case .reserving(let input):
                let skipped = max(0, input.column + after - grid.width + 4)
                grid.put(
                    String(input.text.dropFirst(skipped)), x: after, y: row, style: .reverse,
                    limit: grid.width - 2)
                cursor = .init(x: min(after + input.column - skipped, grid.width - 3), y: row)
            case .unlocking(let input):
                let dots = String(repeating: "•", count: input.characters.count)
                let end = grid.put(dots, x: after, y: row, style: .reverse, limit: grid.width - 2)
                cursor = .init(x: min(end, grid.width - 3), y: row)
            case .reading, .confirming, .signing: break
            }
        }
        return cursor
    }
}

extension Committee.FieldChange {
    /// Word by word: what went stands in `[- -]`, what came in `{+ +}`; the marks need no colour. Where
    /// something is read from the right, a mark stands where its piece begins or ends, whatever is beside it.
    var marked: String {
        func isolated(_ text: String) -> String {
            VisualLine.isNeeded(for: text) ? "\u{2068}\(text)\u{2069}" : text
        }
        return words.pieces.map { piece in
            switch piece {
            case .same(let text): isolated(text)
            case .removed(let text): isolated("[-\(isolated(text))-]")
            case .added(let text): isolated("{+\(isolated(text))+}")
            }
        }.joined()
    }
}
