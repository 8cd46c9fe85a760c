import Committee
import SyncClient
import TerminalKit

/// Something to read over the panes, with a title; any of its own keys closes it.
struct Overlay: Hashable, Sendable {
    struct Line: Hashable, Sendable {
        var text: String
        var style: Style = .plain
        /// Where the text goes on when it is broken.
        var indent = 0
        /// Where what stands before the indent is a column of its own: which way the rest is read.
        var base: VisualLine.Direction?

        /// Cells a text takes.
        static func cells(of text: String) -> Int { Width.cells(of: text) }
    }

    var title: String
    var lines: [Line]
    var scroll = 0

    init(title: String, lines: [Line]) {
        self.title = title
        self.lines = lines
    }

    func draw(in grid: inout Grid, _ words: Catalogue) {
        let margin = grid.width >= 100 ? 10 : 0
        let outer = Rect(
            x: margin..<(grid.width - margin), y: margin == 0 ? 1..<(grid.height - 1) : 2..<(grid.height - 2))
        guard outer.width > 8, outer.height > 3 else { return }
        grid.fill(x: outer.x, y: outer.y)
        grid.frame(outer, title: title)
        grid.put(
            " \(words[.escCloses]) ", x: outer.x.lowerBound + 2, y: outer.y.upperBound - 1,
            style: Palette.hint)
        let inner = Rect(
            x: (outer.x.lowerBound + 2)..<(outer.x.upperBound - 2),
            y: (outer.y.lowerBound + 1)..<(outer.y.upperBound - 1))
        let wrapped = Self.wrap(lines, width: inner.width)
        let top = max(0, min(scroll, wrapped.count - inner.height))
        for (line, y) in zip(wrapped.dropFirst(top), inner.y) {
            guard let base = line.base else {
                grid.putIndented(
                    line.text, x: inner.x.lowerBound, y: y, style: line.style, limit: inner.x.upperBound)
                continue
            }
            let limit = inner.x.upperBound
            let column = line.text.prefix(line.indent)
            let x = grid.put(column, x: inner.x.lowerBound, y: y, style: line.style, limit: limit)
            grid.put(
                line.text.dropFirst(line.indent), x: x, y: y, style: line.style, limit: limit, base: base)
        }
        if wrapped.count > top + inner.height {
            let mark = " \(words[.more]) "
            grid.put(
                mark, x: outer.x.upperBound - 2 - Width.cells(of: mark), y: outer.y.upperBound - 1,
                style: Palette.hint)
        }
    }

    /// Far enough for every line, however often it is broken.
    mutating func scroll(by count: Int) {
        let most = lines.reduce(0) { $0 + 1 + $1.text.count / 8 }
        scroll = max(0, min(scroll + count, most))
    }

    /// A long text by its beginning: the row has all of it.
    private static func beginning(of text: String) -> String {
        text.count <= 300 ? text : "\(text.prefix(300))… (\(text.count) characters)"
    }

    static func wrap(_ lines: [Line], width: Int) -> [Line] {
        lines.flatMap { line in
            let head = line.text.prefix(line.indent)
            let layout = TextLayout(String(line.text.dropFirst(line.indent)), width: width - line.indent)
            let blank = String(repeating: " ", count: line.indent)
            return layout.lines.indices.map {
                Line(
                    text: ($0 == 0 ? head : blank[...]) + String(layout.text(of: $0)), style: line.style,
                    indent: line.base == nil ? 0 : line.indent, base: line.base)
            }
        }
    }
}

/// The pages there are.
extension Overlay {
    /// The keys of the view it was asked from first, then all.
    static func help(_ here: [StatusLine.Hint], _ words: Catalogue) -> Overlay {
        var lines: [Line] = []
        let own = Catalogue.HelpPart(title: words[.helpHere], keys: here.map { ($0.key, $0.does) })
        for part in [own] + words.helpParts {
            lines.append(Line(text: part.title, style: .bold))
            lines += part.keys.map { key, text in
                let gap = String(repeating: " ", count: max(1, 20 - Line.cells(of: key)))
                return Line(
                    text: "  " + key + gap + text, indent: 22,
                    base: words.isRightToLeft ? .rightToLeft : .leftToRight)
            }
        }
        return Overlay(title: words[.helpTitle], lines: lines)
    }

    static func changes(_ changes: [SyncClient.FieldChange], _ words: Catalogue) -> Overlay {
        var lines: [Line] = []
        var heading = ""
        for change in changes {
            let place =
                change.row == nil || change.title.isEmpty
                ? words.title(change.document) : "\(words.title(change.document)): \(change.title)"
            if place != heading { lines.append(Line(text: place, style: .bold)) }
            heading = place
            lines.append(Line(text: "  \(words.label(change))"))
            let (before, after) = (
                words.value(change.before, of: change.field), words.value(change.after, of: change.field)
            )
            if !before.isEmpty {
                lines.append(Line(text: "  - \(beginning(of: before))", style: .dim, indent: 4))
            }
            lines.append(
                Line(
                    text: after.isEmpty ? "  " + words[.emptied] : "  + \(beginning(of: after))",
                    indent: 4))
        }
        if lines.isEmpty { lines = [Line(text: words[.changedNothing])] }
        return Overlay(title: words[.changesTitle], lines: lines)
    }
}
