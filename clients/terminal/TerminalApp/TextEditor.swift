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
    var characters: [Character] = []
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

    /// Clusters before the caret.
    var offset: Int { characters.offset(ofUnit: index) }

    /// The line the caret is on, however it is broken on the screen, without its line end.
    var paragraph: Range<Int> {
        let start = characters[..<offset].lastIndex(where: \.isNewline).map { $0 + 1 } ?? 0
        return start..<(characters[offset...].firstIndex(where: \.isNewline) ?? characters.count)
    }

    /// Takes in the text as it stands in the document now. With `isReplaced` old positions mean nothing.
    mutating func refresh(_ text: TypeID?, in doc: Doc, isReplaced: Bool) {
        self.text = text
        characters = text.map { Array(doc.editable($0)) } ?? []
        if !isReplaced, let anchor, let place = doc.absolutePosition(of: anchor), place.type == text {
            index = place.index
        }
        place(atUnit: min(index, characters.units(before: characters.count)), in: doc)
    }

    mutating func place(atUnit unit: Int, in doc: Doc) {
        index = unit
        anchor = text.map { doc.relativePosition(at: unit, assoc: -1, in: $0) }
    }
}
