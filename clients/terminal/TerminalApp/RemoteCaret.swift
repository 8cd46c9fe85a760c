import CRDT
import SyncClient

/// Where somebody else's caret stands now.
struct RemoteCaret: Hashable {
    var text: TypeID
    /// UTF-16 units, as Yjs counts.
    var index: Int
    /// Where what they have selected begins or ends; `index` if they have nothing selected.
    var anchor: Int
    var letter: Character
    var name: String

    /// The carets others show in a document.
    static func all(in presence: [PresentMember], _ doc: Doc) -> [RemoteCaret] {
        presence.compactMap { member in
            guard !member.isSelf, let head = member.caret?.head, let place = doc.absolutePosition(of: head)
            else { return nil }
            let anchor = member.caret.flatMap { doc.absolutePosition(of: $0.anchor) }
            return RemoteCaret(
                text: place.type, index: place.index,
                anchor: anchor?.type == place.type ? anchor?.index ?? place.index : place.index,
                letter: member.letter, name: member.name)
        }
    }
}
