import Committee
import SyncClient
import TerminalKit

/// What a key does, by what is on the screen.
extension TerminalModel {
    mutating func pressed(_ key: Key) -> [Effect] {
        let effects = act(on: key)
        if mode == .browsing, let page = homeBehind { reopen(page) }
        return effects
    }

    private mutating func act(on key: Key) -> [Effect] {
        if key == .control("c") { return leaveWriting() + quit() }
        switch mode {
        case .browsing: return browse(key)
        case .jumping(var input):
            switch key {
            case .enter:
                mode = .browsing
                jump(to: input.text)
            case .escape: mode = .browsing
            default: if input.take(key) { mode = .jumping(input) }
            }
            return []
        case .filtering(let input): return filter(key, input)
        case .setting(let input): return set(key, input)
        case .writing: return write(key)
        case .asking(let question): return answer(key, to: question)
        case .reading(let overlay): return read(key, overlay)
        case .home(let page): return home(key, page)
        case .commanding(let input): return command(key, input)
        case .deciding(let menu): return decide(key, menu)
        case .prompting(let prompt): return answer(key, prompt)
        case .signing(let view): return sign(key, view)
        case .touring(let page): return tour(key, page)
        }
    }

    private mutating func browse(_ key: Key) -> [Effect] {
        switch key {
        case .up, .character("k"): step(-1)
        case .down, .character("j"): step(1)
        case .pageUp: step(-page)
        case .pageDown: step(page)
        case .home: step(-100_000)
        case .end: step(100_000)
        case .tab, .right, .character("l"): move(1)
        case .backTab, .left, .character("h"): move(-1)
        case .enter: return enter()
        case .escape: back()
        case .character(let letter): return command(letter)
        default: break
        }
        return []
    }

    private mutating func command(_ letter: Character) -> [Effect] {
        switch letter {
        case "e": return edit()
        case "/": mode = .jumping(LineInput())
        case "f": beginFiltering()
        case "o": turnOrder()
        case "a": return addRow()
        case "x": askRemoval()
        case "n": openNotes()
        case "r": return beginRating()
        case "s": return beginSigning()
        case "t": return beginDeciding()
        case "c":
            mode = .reading(.changes(changes, words))
        case "u": readQueue(from: 0)
        case ":": mode = .commanding(LineInput())
        case "H": openHome()
        case "z": return turn(forward: false)
        case "Z": return turn(forward: true)
        case "b": mode = .reading(.board(session, byDate: false, words))
        case "m": readComments()
        case "!": if session.alarms.isEmpty { notice = words[.alarmNone] } else { openAlarm() }
        case "?": mode = .reading(.help(hints, words))
        case "q": return quit()
        default: break
        }
        return []
    }

    /// What waits, as it is now: it goes out while somebody looks at it.
    mutating func readQueue(from scroll: Int) {
        var page = Overlay.queue(session, words)
        page.scroll(by: scroll)
        mode = .reading(page)
    }

    /// What changed since the member was here; rows are called as lists call them.
    private var changes: [SyncClient.FieldChange] {
        let meetings = words.tag == "en" ? [] : session.picture.headings(of: .minutes)
        return session.documentNames.flatMap(session.changesSinceLastSeen).map { change in
            var change = change
            if let row = meetings.first(where: { $0.id == change.row }) {
                change.title = words.title(of: row)
            }
            return change
        }
    }

    private mutating func read(_ key: Key, _ overlay: Overlay) -> [Effect] {
        var overlay = overlay
        switch key {
        case .up, .character("k"): overlay.scroll(by: -1)
        case .down, .character("j"): overlay.scroll(by: 1)
        case .pageUp: overlay.scroll(by: -page)
        case .pageDown, .character(" "): overlay.scroll(by: page)
        case .character("D") where overlay.title == words[.queueTitle]:
            mode = .browsing
            return take(session.clearQuarantine() + session.clearRefusedCommands())
        case .character("D") where overlay.title == words[.alarmTitle]:
            mode = .browsing
            return take(session.clearAlarms())
        default:
            mode = .browsing
            return []
        }
        mode = .reading(overlay)
        return []
    }

    /// What was said about the selected row.
    mutating func readComments() {
        guard let row, focus != .documents else { return notice = words[.chooseRow] }
        mode = .reading(.comments(on: row, of: document, session, words))
    }

    // MARK: Moving

    private var page: Int { max(1, (panes.fields ?? panes.rows).height - 1) }

    private mutating func step(_ count: Int) {
        switch focus {
        case .documents:
            let names = session.documentNames
            let index = names.firstIndex(of: document) ?? 0
            show(names[min(max(index + count, 0), names.count - 1)])
        case .rows: selectRow(min(max((selectedRow[document]?.index ?? 0) + count, 0), rows.count - 1))
        case .fields: stepField(count)
        }
    }

    mutating func show(_ name: DocumentName) {
        guard name != document else { return }
        document = name
        unseen.remove(name)
        close()
        refresh(isReplaced: false)
    }

    mutating func selectRow(_ index: Int) {
        guard rows.indices.contains(index) else { return }
        selectedRow[document] = SelectedRow(id: rows[index].id, index: index)
        fieldScroll = 0
        if opened == .notes { opened = .row }
        readStanding()
        keepField()
    }

    private mutating func keepField() {
        if !fields.contains(where: { $0.name == selectedField }) { selectedField = firstField }
    }

    private mutating func stepField(_ count: Int) {
        let fields = fields
        guard fields.count > 1, abs(count) == 1 || abs(count) > page else {
            // Notes are one field, and a long text is read page by page.
            fieldScroll = max(-10_000, min(fieldScroll + count, fieldPane?.scrollMax ?? 0))
            return
        }
        let index = fields.firstIndex { $0.name == selectedField } ?? 0
        selectedField = fields[min(max(index + count, 0), fields.count - 1)].name
        fieldScroll = 0
    }

    private mutating func move(_ direction: Int) {
        var order: [Focus] = [.documents]
        if !rows.isEmpty { order.append(.rows) }
        if opened != nil { order.append(.fields) }
        let index = order.firstIndex(of: focus) ?? 0
        focus = order[min(max(index + direction, 0), order.count - 1)]
    }

    private mutating func enter() -> [Effect] {
        switch focus {
        case .documents:
            // A document that is still on its way may have rows in a moment.
            if rows.isEmpty, session.isJoined(document) { openNotes() } else { focus = .rows }
        case .rows:
            guard row != nil else { return [] }
            opened = .row
            focus = .fields
            readStanding()
            selectedField = firstField
            showTop()
        case .fields: return edit()
        }
        return []
    }

    /// What is open from its first line on: of an item, what is in force.
    mutating func showTop() {
        fieldScroll = 0
        fieldScroll = -(fieldPane?.top ?? 0)
    }

    private mutating func back() {
        switch focus {
        case .fields: close()
        case .rows: if opened != nil { close() } else { focus = .documents }
        case .documents: if opened != nil { close() }
        }
    }

    private mutating func openNotes() {
        opened = .notes
        focus = .fields
        selectedField = "notes"
        fieldScroll = 0
    }

    /// To the first field of what is open, else the first row, that contains what was typed.
    private mutating func jump(to text: String) {
        let wanted = text.trimmed.lowercased()
        guard !wanted.isEmpty else { return }
        func matches(_ candidate: String) -> Bool { candidate.lowercased().contains(wanted) }
        func isMeant(_ field: Field) -> Bool {
            [words.label(field), field.label, field.name].contains(where: matches)
        }
        if opened == .row, let found = fields.first(where: isMeant) {
            selectedField = found.name
            fieldScroll = 0
            focus = .fields
        } else if let index = rows.firstIndex(where: { words.names(of: $0).contains(where: matches) }) {
            selectRow(index)
            if focus == .documents { focus = .rows }
        } else {
            notice = words[.nothingContains, ["text": text.trimmed]]
        }
    }

    // MARK: Leaving

    mutating func quit() -> [Effect] {
        if session.link == .online || isPrivate, unsavedCount > 0, mode != .asking(.quit) {
            mode = .asking(.quit)
            return []
        }
        let seen = session.documentNames.flatMap { session.markSeen($0) }
        return seen.map { .session($0) } + [.quit]
    }

    private mutating func answer(_ key: Key, to question: Question) -> [Effect] {
        switch (key, question) {
        case (.character("y"), .quit): return quit()
        case (.character("y"), .remove(let row)):
            mode = .browsing
            return remove(row)
        case (.character("n"), _), (.escape, _): mode = .browsing
        default: break
        }
        return []
    }
}
