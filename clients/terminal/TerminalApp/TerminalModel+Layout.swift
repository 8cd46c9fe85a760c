import CRDT
import Committee
import SyncClient
import TerminalKit

/// Laying texts out: once, and after that only what changed.
extension TerminalModel {
    /// Lays a text out that is written from now on, or that was taken anew.
    mutating func readWritten(_ text: TypeID?, in doc: Doc) {
        written = TextLayout(text.map(doc.editable) ?? "", width: FieldPane.textWidth(writingPane))
    }

    /// Takes changes of the text that is written into its layout.
    mutating func follow(_ changes: [TypeEvent], in name: DocumentName) {
        guard case .writing(let editor) = mode, editor.document == name, let text = editor.text else {
            return
        }
        for change in changes where change.target == text {
            var unit = 0
            for operation in change.delta.operations {
                switch operation {
                case .retain(let count, _): unit += count
                case .delete(let count): written.replace(unit: unit, count: count, with: "")
                case .insert(let run, _):
                    written.replace(unit: unit, count: 0, with: run)
                    unit += run.utf16.count
                case .insertValues(let values, _):
                    let marks = String(repeating: Doc.embedMark, count: values.count)
                    written.replace(unit: unit, count: 0, with: marks)
                    unit += values.count
                }
            }
        }
    }

    var panes: Panes {
        Panes(
            width: width, height: height, isOpen: opened != nil, isConfidential: isConfidential)
    }

    /// Whether the document is not for all.
    var isConfidential: Bool { document.audience != .committee }

    /// After every input: the layouts `render` draws from, and which lines of them are on the screen.
    mutating func layOut() {
        guard let pane = panes.fields else {
            layouts = FieldLayouts()
            return
        }
        guard case .writing(let editor) = mode else {
            writingTop = nil
            return layouts.lay(fields, in: pane, words)
        }
        written = written.laidOut(width: FieldPane.textWidth(pane))
        layouts.lay(fields.filter { $0.name != editor.field }, in: pane, words)
        writingTop = fieldPane?.top
    }

    private var writingPane: Rect { panes.fields ?? panes.rows }
}

/// The texts and values of the open fields, laid out for the width of their pane.
struct FieldLayouts: Sendable {
    private var kept: [String: (text: String, layout: TextLayout)] = [:]

    subscript(_ field: String) -> TextLayout? { kept[field]?.layout }

    /// Keeps what is laid out already, lays out the rest, and forgets fields that are not there.
    mutating func lay(_ fields: [Field], in pane: Rect, _ words: Catalogue) {
        var fresh: [String: (text: String, layout: TextLayout)] = [:]
        for field in fields {
            let text: String
            let width: Int
            if case .text(_, let string) = field.content {
                if string.isEmpty { continue }
                (text, width) = (string, FieldPane.textWidth(pane))
            } else {
                (text, width) = (words.value(of: field), FieldPane.valueWidth(pane))
            }
            let old = kept[field.name].flatMap { $0.text == text && $0.layout.width == width ? $0 : nil }
            fresh[field.name] = old ?? (text, TextLayout(text, width: width))
        }
        kept = fresh
    }
}
