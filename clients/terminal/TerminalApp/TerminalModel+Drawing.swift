import CRDT
import Committee
import SyncClient
public import TerminalKit

/// The screen, put together from its parts.
extension TerminalModel {
    /// A smaller window shows a sentence about its size, and nothing else.
    var isRoomy: Bool { width >= Panes.leastWidth && height >= Panes.leastHeight }

    /// The screen, and where the cursor stands; nil hides it.
    public mutating func render() -> (grid: Grid, cursor: Grid.Position?) {
        var grid = Grid(width: width, height: height, isOrdered: isOrdered)
        guard isRoomy else {
            let least = "\(Panes.leastWidth)x\(Panes.leastHeight)"
            let sentence = words[.windowTooSmall, ["size": "\(width)x\(height)", "least": least]]
            let layout = TextLayout(sentence, width: width)
            for line in layout.lines.indices { grid.put(layout.text(of: line), x: 0, y: line) }
            return (grid, nil)
        }
        if let lock {
            let cursor = drawLock(lock, in: &grid)
            drawAlarm(in: &grid)
            return (grid, cursor)
        }
        titleBar.draw(in: &grid)
        var cursor: Grid.Position?
        if case .home(let page) = mode { page.draw(in: &grid, words) } else { cursor = drawRoom(in: &grid) }
        cursor = statusLine.draw(in: &grid) ?? cursor
        drawAlarm(in: &grid)
        return (grid, cursor)
    }

    /// The document with its rows and fields, and what lies over them.
    private mutating func drawRoom(in grid: inout Grid) -> Grid.Position? {
        let panes = panes
        drawRules(panes, in: &grid)
        drawReaders(panes, in: &grid)
        DocumentList(
            names: session.documentNames, selected: document, hasFocus: focus == .documents, unseen: unseen,
            words: words
        ).draw(in: &grid, panes.documents)
        RowList(
            rows: rows, selected: selectedRow[document]?.id, hasFocus: focus == .rows, remark: emptyRemark,
            untitled: words[document.isRaised ? .erased : .nothingWritten], words: words
        ).draw(in: &grid, panes.rows, &drawnRows)
        let cursor = fieldPane?.draw(in: &grid)
        switch mode {
        case .reading(let overlay): overlay.draw(in: &grid, words)
        case .touring(let tour):
            tour.draw(in: &grid, words)
            return nil
        case .deciding(let menu): DecisionBox(words: words).draw(menu, in: &grid)
        case .prompting(let prompt): return DecisionBox(words: words).draw(prompt, in: &grid)
        case .signing(let view): return SigningPage(view: view, words: words).draw(in: &grid).cursor
        case .browsing, .jumping, .filtering, .commanding, .setting, .writing, .asking, .home: break
        }
        return cursor
    }

    /// The open fields as they are drawn; nil while nothing is open.
    var fieldPane: FieldPane? {
        guard let pane = panes.fields else { return nil }
        var writing: (field: String, layout: TextLayout, unit: Int)?
        var setting: LineInput?
        if case .writing(let editor) = mode { writing = (editor.field, written, editor.index) }
        if case .setting(let input) = mode { setting = input }
        let carets = session[document].map { RemoteCaret.all(in: session.presence(in: document), $0) } ?? []
        return FieldPane(
            fields: fields, selected: selectedField, hasFocus: focus == .fields, carets: carets,
            layouts: layouts, writing: writing, writingTop: writingTop, setting: setting, scroll: fieldScroll,
            outdated: outdated, isWritable: !session.isReadOnly(document), isOrdered: isOrdered, pane: pane,
            words: words)
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
        let opening = session.firstEvent { $0.knownType == .roomOpened }
        return TitleBar(
            committee: opening?.data["name"]?.string ?? committee,
            me: (session.participant.role.letter, session.participant.name), others: others, words: words)
    }

    private var emptyRemark: String {
        if !arrangement.filter.isEmpty { return words[.noneFits, ["text": arrangement.filter]] }
        if session.link == .online, !session.isJoined(document) {
            return words[.fetching, ["document": words.title(document)]]
        }
        if session.link != .online, session[document].map({ $0.stateVector.clocks.isEmpty }) ?? true {
            return words[.notHereYet]
        }
        if document.rowsRoot == nil { return words[.oneText] }
        return words[Projection.canAddRow(to: document) ? .noRowsAdd : .noRows]
    }

    private func drawRules(_ panes: Panes, in grid: inout Grid) {
        for x in panes.rules {
            for y in panes.documents.y { grid.put("│", x: x, y: y, style: Palette.rule) }
        }
        guard let y = panes.crossRule, let left = panes.rules.first else { return }
        grid.put("├" + String(repeating: "─", count: width - left - 1), x: left, y: y, style: Palette.rule)
        let name =
            opened == .notes
            ? "\(words.title(document)): \(words[.notes])" : row.map { $0.ref ?? $0.title } ?? ""
        grid.putCut(" \(name) ", x: left + 2, y: y, style: .bold, limit: width - 2)
    }

    /// Who can see what is open stands in the border of every open row; a confidential room has it in the
    /// border of its list too.
    private func drawReaders(_ panes: Panes, in grid: inout Grid) {
        let words = words[.whoSees, ["readers": self.words.readers(document)]]
        let style = isConfidential ? Palette.news : Palette.hint
        if let y = panes.crossRule {
            let start = width - Width.cells(of: words) - 3
            if start > panes.rows.x.lowerBound + 12 { grid.put(" \(words) ", x: start, y: y, style: style) }
        } else if let line = panes.readers {
            grid.putCut(words, x: line.x.lowerBound + 1, y: line.y.lowerBound, style: style, limit: width - 1)
        }
    }

    private var statusLine: StatusLine {
        var prompt: LineInput?
        var sign = "/"
        if case .jumping(let input) = mode { prompt = input }
        if case .commanding(let input) = mode { (prompt, sign) = (input, ":") }
        if case .filtering(let input) = mode { (prompt, sign) = (input, "f ") }
        return StatusLine(
            saving: saving, notice: notice ?? question, prompt: prompt, promptSign: sign, hints: hints,
            asideCount: session.quarantine.count + session.refusedCommands.count,
            arrangement: prompt == nil ? arrangementShown : nil, words: words)
    }

    /// Edits and commands the server has not answered.
    var unsavedCount: Int { session.waitingCount }

    private var saving: StatusLine.Saving {
        let unsaved = unsavedCount
        if session.link != .online { return .offline(waiting: unsaved) }
        if unsaved > 0 { return .saving(unsaved) }
        if session.isReadOnly(document) { return .readOnly }
        return session.isJoined(document) ? .saved(at: savedAt) : .joining
    }

    private var question: String? {
        switch mode {
        case .asking(.quit):
            return words[isPrivate ? .quitLoses : .quitAnyway, ["count": String(unsavedCount)]]
        case .asking(.remove(let id)):
            let row = rows.first { $0.id == id }
            return row?.isRemoved == true
                ? words[.bringBack] : words[.askRemove, ["row": row?.ref ?? row?.title ?? ""]]
        default: return nil
        }
    }
}
