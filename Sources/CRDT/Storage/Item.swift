/// The name of an element inside one engine: the client by its place, and the clock.
struct LocalID: Hashable, Sendable, BitwiseCopyable {
    var client: ClientIndex
    var clock: Clock

    static let none = LocalID(client: .none, clock: 0)
    var isSome: Bool { client.isSome }

    func advanced(by count: Clock) -> LocalID { LocalID(client: client, clock: clock + count) }
}

/// One run of elements written by one client. Yjs: `Item`; a `GC` struct is an item without parent.
struct Item: Sendable, BitwiseCopyable {
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
    var content: ContentPlace
    var isDeleted = false
    /// Nothing but its place in the clock is left. Yjs: `GC`.
    var isGC = false

    var end: Clock { id.clock + length }
    var lastID: LocalID { id.advanced(by: length - 1) }
    /// Whether a reader sees and counts it.
    var isVisible: Bool { !isDeleted && content.kind.isCountable }
    /// The type it holds; none for any other content.
    var type: TypeIndex { content.kind == .type ? TypeIndex(rawValue: content.slot) : .none }

    /// The same clocks with nothing in them.
    var asGC: Item { Item(id: id, length: length, content: .deleted, isDeleted: true, isGC: true) }
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
    /// Place of its map in `Engine.maps`.
    var map: UInt32
    /// Visible elements of the list.
    var length = 0
    /// Its item is gone, and all in it.
    var isGone = false
}
