/// Place of an item in the arena.
struct ItemIndex: Hashable, Sendable {
    var rawValue: UInt32

    static let none = ItemIndex(rawValue: .max)
    var isSome: Bool { rawValue != .max }
}

/// Place of a shared type in the arena.
struct TypeIndex: Hashable, Sendable {
    var rawValue: UInt32

    static let none = TypeIndex(rawValue: .max)
    var isSome: Bool { rawValue != .max }
}

/// One run of elements written by one client. Yjs: `Item`; a `GC` struct is an item without parent.
struct Item: Sendable {
    var id: ID
    var length: Clock
    /// The element this run was inserted behind, and the one before.
    var origin: ID?
    var rightOrigin: ID?
    var left: ItemIndex = .none
    var right: ItemIndex = .none
    var parent: TypeIndex
    /// The key, if the parent is a map or has attributes.
    var parentSub: String?
    var content: Content
    var isDeleted = false
    /// Nothing but its place in the clock is left. Yjs: `GC`.
    var isGC = false

    var end: Clock { id.clock + length }
    var lastID: ID { ID(client: id.client, clock: end - 1) }
    /// Whether a reader sees and counts it.
    var isVisible: Bool { !isDeleted && content.isCountable }
}

/// One shared type: a root or the content of an item. Yjs: `AbstractType`.
struct TypeRecord: Sendable {
    /// nil for a root nobody has called by its kind yet: the wire carries only its name.
    var kind: TypeKind?
    var name = ""
    /// The item that holds it; none for a root.
    var item: ItemIndex = .none
    var rootName: String?
    var start: ItemIndex = .none
    /// Per key the newest item. Yjs: `_map`.
    var map: [String: ItemIndex] = [:]
    /// Visible elements of the list.
    var length = 0
    /// Its item is gone, and all in it.
    var isGone = false
}
