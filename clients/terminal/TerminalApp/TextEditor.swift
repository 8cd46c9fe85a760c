import CRDT
import Committee

/// A text that is being edited in place: which, and where the caret stands.
///
/// The caret is kept as a relative position that sticks to the character on its left, so that it stays
/// where the member left it while others write.
struct TextEditor: Hashable, Sendable {
    let document: DocumentName
    /// Empty for the document's notes.
    let row: String
    let field: String
    /// nil until it is made by the first insert.
    var text: TypeID?
    /// UTF-16 units before the caret.
    private(set) var index = 0
    private(set) var anchor: RelativePosition?
    /// The column up and down aim at.
    var aim: Int?

    init(document: DocumentName, row: String, field: String) {
        self.document = document
        self.row = row
        self.field = field
    }

    /// Finds the caret again in the document as it stands now. With `isReplaced` old positions mean nothing.
    mutating func refresh(_ text: TypeID?, in doc: Doc, isReplaced: Bool) {
        self.text = text
        if !isReplaced, let anchor, let place = doc.absolutePosition(of: anchor), place.type == text {
            index = place.index
        }
        place(atUnit: min(index, text.map { doc.length(of: $0) } ?? 0), in: doc)
    }

    mutating func place(atUnit unit: Int, in doc: Doc) {
        index = unit
        anchor = text.map { doc.relativePosition(at: unit, assoc: -1, in: $0) }
    }
}
