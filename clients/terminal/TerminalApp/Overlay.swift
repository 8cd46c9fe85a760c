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
    }

    var title: String
    var lines: [Line]
    var scroll = 0

    init(title: String, lines: [Line]) {
        self.title = title
        self.lines = lines
    }

    func draw(in grid: inout Grid) {
        let margin = grid.width >= 100 ? 10 : 3
        let outer = Rect(x: margin..<(grid.width - margin), y: 2..<(grid.height - 2))
        guard outer.width > 8, outer.height > 3 else { return }
        grid.fill(x: outer.x, y: outer.y)
        drawFrame(outer, in: &grid)
        let inner = Rect(
            x: (outer.x.lowerBound + 2)..<(outer.x.upperBound - 2),
            y: (outer.y.lowerBound + 1)..<(outer.y.upperBound - 1))
        let wrapped = Self.wrap(lines, width: inner.width)
        let top = max(0, min(scroll, wrapped.count - inner.height))
        for (line, y) in zip(wrapped.dropFirst(top), inner.y) {
            grid.put(line.text, x: inner.x.lowerBound, y: y, style: line.style, limit: inner.x.upperBound)
        }
        if wrapped.count > top + inner.height {
            grid.put(
                " more: j ", x: outer.x.upperBound - 11, y: outer.y.upperBound - 1, style: Palette.hint)
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

    private static func wrap(_ lines: [Line], width: Int) -> [Line] {
        lines.flatMap { line in
            let head = line.text.prefix(line.indent)
            let layout = TextLayout(String(line.text.dropFirst(line.indent)), width: width - line.indent)
            let blank = String(repeating: " ", count: line.indent)
            return layout.lines.indices.map {
                Line(text: ($0 == 0 ? head : blank[...]) + String(layout.text(of: $0)), style: line.style)
            }
        }
    }

    private func drawFrame(_ rect: Rect, in grid: inout Grid) {
        let across = String(repeating: "─", count: rect.width - 2)
        let (left, right) = (rect.x.lowerBound, rect.x.upperBound - 1)
        let (top, bottom) = (rect.y.lowerBound, rect.y.upperBound - 1)
        grid.put("┌\(across)┐", x: left, y: top, style: Palette.rule)
        for y in (top + 1)..<bottom {
            grid.put("│", x: left, y: y, style: Palette.rule)
            grid.put("│", x: right, y: y, style: Palette.rule)
        }
        grid.put("└\(across)┘", x: left, y: bottom, style: Palette.rule)
        grid.put(" \(title) ", x: left + 2, y: top, style: .bold)
        grid.put(" Esc closes ", x: left + 2, y: bottom, style: Palette.hint)
    }
}

/// The pages there are.
extension Overlay {
    static let help = Overlay(
        title: "Help",
        lines: [
            ("", "Moving"),
            ("j k  or arrows", "up and down; PageUp and PageDown further"),
            ("Enter  Esc", "open and go back; Tab, h and l go between the columns"),
            ("/", "jump to the first field or row that contains what you type"),
            ("n", "the document's notes"),
            ("", "Writing"),
            ("e", "edit the text or the value in place; Esc or Ctrl-S leaves"),
            ("a", "add a row"),
            ("x", "mark a row as removed"),
            ("", "Reading"),
            ("c", "what changed since you were last here: • marks the documents"),
            ("u", "edits that were refused and put aside"),
            ("q", "quit"),
            ("", "The word at the bottom left"),
            ("saved 14:02", "the server has everything on disk"),
            ("saving 3", "3 edits are on their way"),
            ("offline, 3 waiting", "3 edits are kept here and go out by themselves"),
            ("read-only", "you may read this document, not change it"),
            ("", "Letters: W worker side, M management side, A advisor"),
        ].map { key, text in
            if key.isEmpty { return Line(text: text, style: .bold) }
            let gap = String(repeating: " ", count: max(1, 20 - key.count))
            return Line(text: "  " + key + gap + text, indent: 22)
        })

    static func changes(_ changes: [SyncClient.FieldChange]) -> Overlay {
        var lines: [Line] = []
        var heading = ""
        for change in changes {
            let place =
                change.row == nil ? change.document.title : "\(change.document.title): \(change.title)"
            if place != heading { lines.append(Line(text: place, style: .bold)) }
            heading = place
            lines.append(Line(text: "  \(change.label)"))
            if !change.before.isEmpty {
                lines.append(Line(text: "  - \(beginning(of: change.before))", style: .dim, indent: 4))
            }
            lines.append(
                Line(
                    text: change.after.isEmpty ? "  (emptied)" : "  + \(beginning(of: change.after))",
                    indent: 4))
        }
        if lines.isEmpty { lines = [Line(text: "Nothing has changed since you were last here.")] }
        return Overlay(title: "What changed since you were last here", lines: lines)
    }

    static func quarantine(_ edits: [QuarantinedEdit]) -> Overlay {
        var lines = edits.flatMap { edit in
            [
                Line(text: "\(edit.document.title): \(edit.summary)", style: .bold),
                Line(text: "  \(edit.text)", indent: 2),
            ]
        }
        lines.append(
            Line(
                text: edits.isEmpty
                    ? "Nothing was put aside." : "Copy what you need into its place. D forgets all of these.",
                style: .dim))
        return Overlay(title: "Put aside", lines: lines)
    }
}
