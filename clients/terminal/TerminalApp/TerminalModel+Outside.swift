import Committee
import SyncClient
import TerminalKit

/// Why the member's own editor left no text.
public enum EditorFailure: Error, Hashable, Sendable {
    /// There is no program of this name.
    case missing(String)
    /// It ended with an error.
    case failed
    /// No private file could be made for it, or none was left.
    case noFile
}

/// Writing in the member's own editor: the document lives on meanwhile.
extension TerminalModel {
    /// Whether the terminal is the editor's: nothing may be drawn.
    public var isOutside: Bool { outside != nil }

    mutating func goOutside() -> [Effect] {
        guard case .writing(let editor) = mode, let doc = session[editor.document] else { return [] }
        let text = String(written.characters)
        outside = OutsideEdit(
            document: editor.document, row: editor.row, field: editor.field, text: editor.text,
            original: text, in: doc)
        return [.openEditor(text)]
    }

    mutating func cameBack(with text: String) -> [Effect] {
        guard let edit = outside else { return [] }
        outside = nil
        return take(edit.merge(Self.clean(text), into: &session))
    }

    mutating func cameBack(with failure: EditorFailure) {
        outside = nil
        switch failure {
        case .missing(let name): notice = words[.editorMissing, ["name": name]]
        case .failed: notice = words[.editorFailed]
        case .noFile: notice = words[.editorNoFile]
        }
    }
}
