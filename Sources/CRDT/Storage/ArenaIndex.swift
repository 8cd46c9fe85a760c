/// A place in one of the engine's arenas or tables: 32 bits in place of a reference.
protocol ArenaIndex: Hashable, Sendable, BitwiseCopyable {
    var rawValue: UInt32 { get }
    init(rawValue: UInt32)
}

extension ArenaIndex {
    static var none: Self { Self(rawValue: .max) }
    var isSome: Bool { rawValue != .max }
}

/// Place of an item.
struct ItemIndex: ArenaIndex {
    var rawValue: UInt32
}

/// Place of a shared type.
struct TypeIndex: ArenaIndex {
    var rawValue: UInt32
}

/// Place of a node of a position tree.
struct NodeIndex: ArenaIndex {
    var rawValue: UInt32
}

/// Place of a chunk of a client's structs.
struct ChunkIndex: ArenaIndex {
    var rawValue: UInt32
}

/// Place of a byte that is being written.
struct ByteIndex: ArenaIndex {
    var rawValue: UInt32
}

/// Place of a client in the `StructStore`.
struct ClientIndex: ArenaIndex {
    var rawValue: UInt32
}

/// Place of a map key or a name in the `KeyTable`.
struct KeyIndex: ArenaIndex {
    var rawValue: UInt32
}

extension TypeID {
    var place: TypeIndex { TypeIndex(rawValue: index) }
    init(_ place: TypeIndex) { self.init(index: place.rawValue) }
}
