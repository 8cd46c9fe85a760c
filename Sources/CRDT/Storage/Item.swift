/// The name of an element inside one engine: the client by its place, and the clock.
struct LocalID: Hashable, Sendable, BitwiseCopyable {
    var client: ClientIndex
    var clock: Clock

    static let none = LocalID(client: .none, clock: 0)
    var isSome: Bool { client.isSome }

    func advanced(by count: Clock) -> LocalID { LocalID(client: client, clock: clock + count) }
}

/// One run of elements written by one client. Yjs: `Item`; a `GC` struct is an item without parent.
///
/// 60 bytes: a document is mostly made of these.
struct Item: Sendable, BitwiseCopyable {
    struct Flags: OptionSet, Sendable, BitwiseCopyable {
        var rawValue: UInt8

        static let deleted = Flags(rawValue: 1)
        /// Nothing but its place in the clock is left. Yjs: `GC`.
        static let collected = Flags(rawValue: 2)
        /// Its content is kept though it is deleted, for an undo. Yjs: `Item#keep`.
        static let kept = Flags(rawValue: 4)
        /// An undo wrote it anew; `Engine.redone` names the new one. Yjs: `Item#redone`.
        static let redone = Flags(rawValue: 8)
    }

    var id: LocalID
    var length: Clock
    /// The element this run was inserted behind, and the one before.
    var origin = LocalID.none
    var rightOrigin = LocalID.none
    var left = ItemIndex.none
    var right = ItemIndex.none
    var parent = TypeIndex.none
    /// The key, if the parent is a map or has attributes.
    var parentSub = KeyIndex.none
    /// The leaf of the position tree it stands in, if its list has a tree.
    var leaf = NodeIndex.none
    var content: ContentPlace
    var flags: Flags = []

    var end: Clock { id.clock + length }
    var lastID: LocalID { id.advanced(by: length - 1) }
    var isDeleted: Bool { flags.contains(.deleted) }
    var isGC: Bool { flags.contains(.collected) }
    /// Whether a reader sees and counts it.
    var isVisible: Bool { !isDeleted && content.kind.isCountable }
    /// Elements a reader counts.
    var visibleLength: Clock { isVisible ? length : 0 }
    /// The type it holds; none for any other content.
    var type: TypeIndex { content.kind == .type ? TypeIndex(rawValue: content.slot) : .none }

    /// What is left of it behind its first elements; only to be read.
    func dropping(_ count: Clock) -> Item {
        var rest = self
        rest.id.clock += count
        rest.length -= count
        rest.content.offset += count
        return rest
    }

    /// The same clocks with nothing in them.
    var asGC: Item { Item(id: id, length: length, content: .deleted, flags: [.deleted, .collected]) }
}

/// One shared type: a root or the content of an item. Yjs: `AbstractType`.
struct TypeRecord: Sendable, BitwiseCopyable {
    /// nil for a root nobody has called by its kind yet: the wire carries only its name.
    var kind: TypeKind?
    /// Of a root its name; of an XML element or hook its node name.
    var name: KeyIndex
    /// The item that holds it; none for a root.
    var item = ItemIndex.none
    var start = ItemIndex.none
    /// Root of the position tree over its list; none until an edit had to walk far.
    var tree = NodeIndex.none
    /// Place of its map in `Engine.maps`.
    var map: UInt32
    /// Visible elements of the list.
    var length = 0
    /// Its item is gone, and all in it.
    var isGone = false
    /// A format mark was ever written into it: positions have formats in force.
    var hasFormats = false
}
