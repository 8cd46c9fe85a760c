import CRDT
import Committee
import SyncClient
import TerminalKit

/// Editing a text in place. Each key is one edit; the caret is shown to the others.
extension TerminalModel {
    mutating func beginWriting(_ field: String) -> [Effect] {
        let rowID = opened == .notes ? "" : row?.id ?? ""
        var editor = TextEditor(document: document, row: rowID, field: field)
        guard let doc = session[document] else { return [] }
        editor.refresh(textID(of: editor), in: doc, isReplaced: false)
        readWritten(editor.text, in: doc)
        editor.place(atUnit: written.unitCount, in: doc)
        session.separateUndo(document)
        mode = .writing(editor)
        writingTop = nil
        fieldScroll = 0
        return showCaret()
    }

    mutating func leaveWriting() -> [Effect] {
        guard case .writing(let editor) = mode else { return [] }
        mode = .browsing
        readStanding()
        return take(session.handle(.caret(editor.document, nil)))
    }

    mutating func write(_ key: Key) -> [Effect] {
        guard case .writing(let editor) = mode else { return [] }
        let offset = written.offset(ofUnit: editor.index)
        switch key {
        case .escape, .control("s"): return leaveWriting()
        case .character(let character): return replace(0, with: String(character))
        case .enter: return replace(0, with: "\n")
        case .paste(let text): return replace(0, with: Self.clean(text))
        case .backspace: return replace(-1, with: "")
        case .delete: return replace(1, with: "")
        case .left: return moveCaret(to: max(0, offset - 1))
        case .right: return moveCaret(to: min(written.characters.count, offset + 1))
        case .home, .control("a"):
            return moveCaret(to: written.paragraph(around: offset).lowerBound)
        case .end, .control("e"):
            return moveCaret(to: written.paragraph(around: offset).upperBound)
        case .up: return moveCaret(lines: -1)
        case .down: return moveCaret(lines: 1)
        case .pageUp: return moveCaret(lines: -((panes.fields?.height ?? 2) - 1))
        case .pageDown: return moveCaret(lines: (panes.fields?.height ?? 2) - 1)
        case .control("o"): return goOutside()
        case .control("z"): return turn(forward: false)
        case .control("y"): return turn(forward: true)
        case .tab, .backTab, .control: return []
        }
    }

    /// Undoes the member's own last edit of the document, or does it again.
    mutating func turn(forward: Bool) -> [Effect] {
        let effects = forward ? session.redo(document) : session.undo(document)
        guard let effects else {
            notice = words[forward ? .nothingRedone : .nothingUndone]
            return []
        }
        return take(effects)
    }

    /// Line ends as Yjs clients write them, and nothing a terminal would act on.
    static func clean(_ text: String) -> String {
        String(
            text.map { $0.isNewline ? "\n" : $0 }
                .filter { character in
                    character == "\n" || character == "\t"
                        || !character.unicodeScalars.contains { $0.properties.generalCategory == .control }
                })
    }

    /// Deletes so many clusters after the caret (before it if negative), then inserts.
    private mutating func replace(_ count: Int, with text: String) -> [Effect] {
        guard case .writing(let editor) = mode else { return [] }
        let offset = written.offset(ofUnit: editor.index)
        let first = max(0, min(offset, offset + count))
        let last = min(written.characters.count, max(offset, offset + count))
        let unit = count == 0 ? editor.index : written.unit(before: first)
        let gone = count == 0 ? 0 : written.unit(before: last) - unit
        guard gone > 0 || !text.isEmpty else { return [] }
        let effects = session.edit(editor.document) { transaction in
            guard
                let type = Projection.text(
                    field: editor.field, row: editor.row, of: editor.document, in: &transaction),
                unit + gone <= transaction.length(of: type)
            else { return }
            transaction.delete(at: unit, count: gone, in: type)
            transaction.insert(text, at: unit, in: type)
        }
        let taken = take(effects)
        return taken + placeCaret(atUnit: unit + text.utf16.count)
    }

    // MARK: The caret

    private mutating func moveCaret(to offset: Int) -> [Effect] {
        placeCaret(atUnit: written.unit(before: offset))
    }

    private mutating func moveCaret(lines count: Int) -> [Effect] {
        guard case .writing(let editor) = mode else { return [] }
        let place = written.place(of: written.offset(ofUnit: editor.index))
        let aim = editor.aim ?? place.column
        let line = min(max(place.line + count, 0), written.lines.count - 1)
        let effects = moveCaret(to: written.offset(line: line, column: aim))
        if case .writing(var moved) = mode {
            moved.aim = aim
            mode = .writing(moved)
        }
        return effects
    }

    private mutating func placeCaret(atUnit unit: Int) -> [Effect] {
        guard case .writing(var editor) = mode, let doc = session[editor.document] else { return [] }
        editor.aim = nil
        editor.place(atUnit: min(unit, written.unitCount), in: doc)
        mode = .writing(editor)
        return showCaret()
    }

    private mutating func showCaret() -> [Effect] {
        guard case .writing(let editor) = mode else { return [] }
        let caret = editor.anchor.map { Caret(anchor: $0, head: $0) }
        return take(session.handle(.caret(editor.document, caret)))
    }
}
