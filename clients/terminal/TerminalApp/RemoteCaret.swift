import CRDT
import SyncClient

/// Where somebody else's caret stands now.
struct RemoteCaret: Hashable {
    var text: TypeID
    /// UTF-16 units, as Yjs counts.
    var index: Int
    var letter: Character
    var name: String

    /// The carets others show in a document.
    static func all(in presence: [PresentMember], _ doc: Doc) -> [RemoteCaret] {
        presence.compactMap { member in
            guard !member.isSelf, let head = member.caret?.head, let place = doc.absolutePosition(of: head)
            else { return nil }
            return RemoteCaret(
                text: place.type, index: place.index, letter: member.letter, name: member.name)
        }
    }
}

extension Doc {
    /// A text as it is edited: an embed is one object replacement character, so that offsets agree with the
    /// document.
    func editable(_ text: TypeID) -> String {
        var string = ""
        for operation in delta(text).operations {
            switch operation {
            case .insert(let run, _): string += run
            case .insertValues(let values, _): string += String(repeating: "\u{FFFC}", count: values.count)
            case .retain, .delete: break
            }
        }
        return string
    }
}

extension [Character] {
    /// The cluster an offset in UTF-16 units stands before, or inside.
    func offset(ofUnit unit: Int) -> Int {
        var reached = 0
        for (offset, character) in enumerated() {
            reached += character.utf16.count
            if reached > unit { return offset }
        }
        return count
    }

    /// The UTF-16 units before a cluster.
    func units(before offset: Int) -> Int {
        prefix(offset).reduce(0) { $0 + $1.utf16.count }
    }
}
