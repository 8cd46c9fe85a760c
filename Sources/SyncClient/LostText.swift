import CRDT

/// What one state of a document says and another does not.
enum LostText {
    /// Per place the text of `old` that `new` has lost: the words between what both begin and end with.
    static func between(_ old: Doc, _ new: Doc) -> [Piece] {
        let present = Dictionary(pieces(of: new).map { ($0.place, $0.text) }, uniquingKeysWith: { $0 + $1 })
        return pieces(of: old).compactMap { piece in
            guard let now = present[piece.place] else { return piece }
            let lost = stretch(of: piece.text, missingIn: now)
            return lost.isEmpty || now.contains(lost) ? nil : Piece(place: piece.place, text: lost)
        }
    }

    private static func stretch(of old: String, missingIn new: String) -> String {
        let (old, new) = (Array(old), Array(new))
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
            end += 1
        }
        guard start < old.count - end else { return "" }
        while start > 0, !old[start - 1].isWhitespace { start -= 1 }
        while end > 0, !old[old.count - end].isWhitespace { end -= 1 }
        return String(old[start..<(old.count - end)])
    }
}
