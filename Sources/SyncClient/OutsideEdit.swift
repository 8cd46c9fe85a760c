public import CRDT
public import Committee

/// A text that a member edits in another program, while everybody goes on writing in the document.
///
/// What comes back is compared with the text as it was taken, word by word and then letter by letter, and
/// each difference is made where it belongs by now: places are kept as relative positions, so that what
/// others wrote or took away meanwhile stays as they left it.
public struct OutsideEdit: Sendable {
    public let document: DocumentName
    /// Empty for the document's notes.
    public let row: String
    public let field: String
    /// The text as it was taken; an embed is one character of it.
    public let original: String
    /// nil where nobody had written any yet.
    private let text: TypeID?
    private let before: Doc

    public init(
        document: DocumentName, row: String, field: String, text: TypeID?, original: String, in doc: Doc
    ) {
        (self.document, self.row, self.field) = (document, row, field)
        (self.text, self.original, before) = (text, original, doc)
    }

    /// An insertion or a deletion, in UTF-16 units of the document as it is now.
    private enum Change {
        case insert(String, at: Int)
        case delete(Range<Int>)
    }

    /// Makes the differences in `session`; what finds no place there is put aside, where it can be read.
    public func merge(_ edited: String, into session: inout ClientSession) -> [ClientSession.Effect] {
        guard edited != original else { return [] }
        session.separateUndo(document)
        var isMade = false
        var effects: [ClientSession.Effect] = []
        if let now = session[document] {
            let changes = changes(to: edited, in: now)
            effects = session.edit(document) { transaction in
                let place = Projection.text(field: field, row: row, of: document, in: &transaction)
                guard let place, let changes, text == nil || place == text else { return }
                for change in changes {
                    switch change {
                    case .insert(let string, let at): transaction.insert(string, at: at, in: place)
                    case .delete(let range):
                        transaction.delete(at: range.lowerBound, count: range.count, in: place)
                    }
                }
                isMade = true
            }
        }
        session.separateUndo(document)
        guard !isMade else { return effects }
        let place = row.isEmpty ? field : "\(row)/\(field)"
        return effects + session.putAside(Piece(place: place, text: edited), of: document)
    }

    // MARK: Differences

    /// The last first, so that each leaves the places of the others; nil where the text is not there any
    /// more.
    private func changes(to edited: String, in now: Doc) -> [Change]? {
        guard let text else { return edited.isEmpty ? [] : [.insert(edited, at: 0)] }
        guard now.absolutePosition(of: before.relativePosition(at: 0, assoc: -1, in: text))?.type == text
        else { return nil }
        let (old, current) = (Array(original.utf16), Array(now.editableUnits(text)))
        var changes: [Change] = []
        for hunk in hunks(to: edited).reversed() {
            var gone = hunk.removed.isEmpty ? [] : [hunk.removed]
            while let range = gone.popLast() {
                guard let start = place(of: range.lowerBound, assoc: 0, text, now),
                    let end = place(of: range.upperBound, assoc: -1, text, now)
                else { return nil }
                if end - start == range.count, current[start..<end].elementsEqual(old[range]) {
                    changes.append(.delete(start..<end))
                } else if range.count > 1, start < end {
                    let middle = range.lowerBound + range.count / 2
                    gone += [range.lowerBound..<middle, middle..<range.upperBound]
                }
            }
            // Behind what stays: what others wrote where something is taken out comes after it.
            guard !hunk.added.isEmpty else { continue }
            guard let at = place(of: hunk.removed.lowerBound, assoc: -1, text, now) else { return nil }
            changes.append(.insert(hunk.added, at: at))
        }
        return changes
    }

    private func place(of unit: Int, assoc: Int, _ text: TypeID, _ now: Doc) -> Int? {
        now.absolutePosition(of: before.relativePosition(at: unit, assoc: assoc, in: text))?.index
    }

    /// What of the original goes, in UTF-16 units, and what comes in its place.
    private func hunks(to edited: String) -> [(removed: Range<Int>, added: String)] {
        var hunks: [(removed: Range<Int>, added: String)] = []
        var at = 0
        var gone = ""
        func close(_ added: String) {
            let (old, new) = (Array(gone), Array(added))
            let head = zip(old, new).prefix { $0.0 == $0.1 }.count
            let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed())
                .prefix { $0.0 == $0.1 }.count
            let start = at - gone.utf16.count + String(old[..<head]).utf16.count
            let end = at - String(old[(old.count - tail)...]).utf16.count
            hunks.append((start..<end, String(new[head..<(new.count - tail)])))
            gone = ""
        }
        for piece in WordDiff(from: original, to: edited).pieces {
            if !gone.isEmpty, case .same = piece { close("") }
            switch piece {
            case .same(let words): at += words.utf16.count
            case .removed(let words):
                gone = words
                at += words.utf16.count
            case .added(let words): close(words)
            }
        }
        if !gone.isEmpty { close("") }
        return hunks
    }
}

extension Doc {
    /// A text as it is edited: an embed is one object replacement character, so that offsets agree with the
    /// document.
    public func editable(_ text: TypeID) -> String {
        var string = ""
        for operation in delta(text).operations {
            switch operation {
            case .insert(let run, _): string += run
            case .insertValues(let values, _):
                string += String(repeating: Self.embedMark, count: values.count)
            case .retain, .delete: break
            }
        }
        return string
    }

    /// What stands for an embed in a text that is edited.
    public static var embedMark: String { "\u{FFFC}" }

    fileprivate func editableUnits(_ text: TypeID) -> String.UTF16View { editable(text).utf16 }
}

extension ClientSession {
    /// Keeps what a member typed and what has no place in the document any more.
    mutating func putAside(_ piece: Piece, of document: DocumentName) -> [Effect] {
        room.quarantine.append(
            QuarantinedEdit(document: document, piece: piece, because: "its place is gone"))
        return [.room(room), .statusChanged]
    }
}
