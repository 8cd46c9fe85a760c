import CRDT
import Committee
import SyncClient
public import TerminalKit

/// The screen, put together from its parts.
extension TerminalModel {
    /// The screen, and where the cursor stands; nil hides it.
    public func render() -> (grid: Grid, cursor: Grid.Position?) {
        var grid = Grid(width: width, height: height)
        guard width >= Panes.leastWidth, height >= Panes.leastHeight else {
            let words =
                "This window is \(width)x\(height): please make it at least "
                + "\(Panes.leastWidth)x\(Panes.leastHeight). Nothing you typed is lost."
            let layout = TextLayout(words, width: width)
            for line in layout.lines.indices { grid.put(String(layout.text(of: line)), x: 0, y: line) }
            return (grid, nil)
        }
        let panes = panes
        titleBar.draw(in: &grid)
        drawRules(panes, in: &grid)
        DocumentList(
            names: session.documentNames, selected: document, hasFocus: focus == .documents, unseen: unseen
        ).draw(in: &grid, panes.documents)
        RowList(
            rows: rows, selected: selectedRow[document]?.id, hasFocus: focus == .rows, remark: emptyRemark
        ).draw(in: &grid, panes.rows)
        var cursor = fieldPane?.draw(in: &grid)
        if case .reading(let overlay) = mode { overlay.draw(in: &grid) }
        cursor = statusLine.draw(in: &grid) ?? cursor
        return (grid, cursor)
    }

    /// The open fields as they are drawn; nil while nothing is open.
    var fieldPane: FieldPane? {
        guard let pane = panes.fields else { return nil }
        var writing: (field: String, characters: [Character], offset: Int)?
        var setting: LineInput?
        if case .writing(let editor) = mode { writing = (editor.field, editor.characters, editor.offset) }
        if case .setting(let input) = mode { setting = input }
        let carets = session[document].map { RemoteCaret.all(in: session.presence(in: document), $0) } ?? []
        return FieldPane(
            fields: fields, selected: selectedField, hasFocus: focus == .fields, carets: carets,
            writing: writing, setting: setting, scroll: fieldScroll,
            isWritable: !session.isReadOnly(document), pane: pane)
    }

    // MARK: Parts

    private var titleBar: TitleBar {
        var others: [(letter: Character, name: String)] = []
        for name in session.documentNames {
            for member in session.presence(in: name) where !member.isSelf {
                if !others.contains(where: { $0 == (member.letter, member.name) }) {
                    others.append((member.letter, member.name))
                }
            }
        }
        let opening = session.events.first { $0.knownType == .roomOpened }
        return TitleBar(
            committee: opening?.data["name"]?.string ?? committee,
            me: (session.participant.role.letter, session.participant.name), others: others)
    }

    private var emptyRemark: String {
        if session.link == .online, !session.isJoined(document) { return "Fetching \(document.title) ..." }
        if session.link != .online, session[document].map({ $0.stateVector.clocks.isEmpty }) ?? true {
            return "Not on this computer yet. It comes by itself as soon as the server answers."
        }
        if document.rowsRoot == nil { return "One text. n opens it." }
        return Projection.canAddRow(to: document)
            ? "No rows yet. a adds one; n opens the notes." : "No rows yet. n opens the notes."
    }

    private func drawRules(_ panes: Panes, in grid: inout Grid) {
        for x in panes.rules {
            for y in panes.documents.y { grid.put("│", x: x, y: y, style: Palette.rule) }
        }
        guard let y = panes.crossRule, let left = panes.rules.first else { return }
        grid.put("├" + String(repeating: "─", count: width - left - 1), x: left, y: y, style: Palette.rule)
        let name = opened == .notes ? "\(document.title): notes" : row.map { $0.ref ?? $0.title } ?? ""
        grid.putCut(" \(name) ", x: left + 2, y: y, style: .bold, limit: width - 2)
    }

    private var statusLine: StatusLine {
        var prompt: LineInput?
        if case .jumping(let input) = mode { prompt = input }
        return StatusLine(
            saving: saving, notice: notice ?? question, prompt: prompt, hints: hints,
            asideCount: session.quarantine.count)
    }

    private var saving: StatusLine.Saving {
        let unsaved = session.unsavedCount
        if session.link != .online { return .offline(waiting: unsaved) }
        if unsaved > 0 { return .saving(unsaved) }
        if session.isReadOnly(document) { return .readOnly }
        return session.isJoined(document) ? .saved(at: savedAt) : .joining
    }

    private var question: String? {
        switch mode {
        case .asking(.quit):
            let count = session.unsavedCount
            return (count == 1 ? "1 edit is" : "\(count) edits are")
                + " not on the server yet. Quit anyway? They are kept here and go out next time. y/n"
        case .asking(.remove(let id)):
            let row = rows.first { $0.id == id }
            return row?.isRemoved == true
                ? "Bring this row back? y/n" : "Mark \(row?.ref ?? "this row") as removed? y/n"
        default: return nil
        }
    }

    private var hints: [StatusLine.Hint] {
        switch mode {
        case .writing: return [.init("arrows Home End", "move"), .init("Esc", "leaves")]
        case .setting: return [.init("Enter", "sets"), .init("Esc", "leaves it as it was")]
        case .jumping: return []
        case .asking: return [.init("y", "yes"), .init("n", "no")]
        case .reading: return [.init("j k", "scroll"), .init("Esc", "closes")]
        case .browsing: break
        }
        let isReadOnly = session.isReadOnly(document)
        let help = StatusLine.Hint("?", "help")
        switch focus {
        case .documents:
            let enter = rows.isEmpty && session.isJoined(document) ? "notes" : "rows"
            var hints: [StatusLine.Hint] = [.init("j k", "choose"), .init("Enter", enter)]
            if enter == "rows" { hints.append(.init("n", "notes")) }
            return hints + [.init("c", "changes"), .init("q", "quit"), help]
        case .rows:
            var hints: [StatusLine.Hint] = [.init("Enter", "opens"), .init("/", "find")]
            if !isReadOnly, Projection.canAddRow(to: document) {
                hints += [.init("a", "add"), .init("x", "remove")]
            }
            return hints + [.init("n", "notes"), .init("Esc", "back"), help]
        case .fields:
            let edit: [StatusLine.Hint] = isReadOnly ? [] : [.init("e", "edit")]
            return edit
                + [
                    .init("j k", "choose"), .init("/", "find"), .init("n", "notes"), .init("Esc", "back"),
                    help,
                ]
        }
    }
}
