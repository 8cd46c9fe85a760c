/// All state of one document: items and types in arenas, linked by index. A `Doc` owns one and clones it on
/// write.
///
/// Start with `integrate`; `apply` feeds it what comes from others, the `Editing` folder what is typed here.
struct Engine: ~Copyable {
    var clientID: ClientID
    /// Whether deleted content is dropped. Yjs: `doc.gc`.
    let collectsGarbage: Bool
    var items = Pool<Item, ItemIndex>()
    var types = Pool<TypeRecord, TypeIndex>()
    var positions = PositionTree()
    /// Per type and key the newest item; a type knows its place in here. Yjs: `_map`.
    var maps: ContiguousArray<[KeyIndex: ItemIndex]> = []
    var contents = ContentStore()
    var keys = KeyTable()
    var roots: [ExactName: TypeIndex] = [:]
    /// The root asked for last.
    private var recentRoot = (name: "", type: TypeIndex.none)
    var store = StructStore()
    /// What an undo wrote anew, by the item it stands for. Yjs: `Item#redone`.
    var redone: [ItemIndex: LocalID] = [:]
    /// What waits for a predecessor.
    var pending = Pending()
    /// The transaction that is running.
    var transaction = TransactionState()
    /// Where the last edit was.
    var cursor = Cursor()
    /// Who stands at the place where many met last.
    var siblings = Siblings()
    /// Room for long scans.
    var rivals = RivalNumbers()

    init(clientID: ClientID, collectsGarbage: Bool) {
        self.clientID = clientID
        self.collectsGarbage = collectsGarbage
    }

    /// The same state in an engine of its own.
    borrowing func clone() -> Engine {
        var copy = Engine(clientID: clientID, collectsGarbage: collectsGarbage)
        copy.items = items.clone()
        copy.types = types.clone()
        copy.positions = positions.clone()
        copy.maps = maps
        copy.contents = contents
        copy.keys = keys
        copy.roots = roots
        copy.store = store.clone()
        copy.redone = redone
        copy.pending = pending
        copy.transaction = transaction
        copy.cursor = cursor
        copy.siblings = siblings
        return copy
    }

    // MARK: Structs by id

    /// The next clock expected of a client. Yjs: `getState`.
    func state(of client: ClientID) -> Clock { store.state(of: client) }

    /// The item that holds an element, which must be known. Yjs: `getItem`.
    func find(_ id: LocalID) -> ItemIndex { store.find(id) }

    /// An id by the engine's own name, if the element is known.
    func local(_ id: ID) -> LocalID? {
        guard let client = store.find(id.client), id.clock < store.state(of: client) else { return nil }
        return LocalID(client: client, clock: id.clock)
    }

    func global(_ id: LocalID) -> ID { ID(client: store.client(id.client), clock: id.clock) }

    // MARK: Types

    /// The root type of that name, made if it is new. Yjs: `doc.get`.
    mutating func root(_ name: String, _ kind: TypeKind?) -> TypeIndex {
        let isRecent = recentRoot.type.isSome && recentRoot.name.isExactly(name)
        if let type = isRecent ? recentRoot.type : roots[ExactName(name)] {
            recentRoot = (name, type)
            if let kind, types[type].kind == nil { types[type].kind = kind }
            return type
        }
        let type = addType(kind, name: name, item: .none)
        roots[ExactName(name)] = type
        return type
    }

    mutating func addType(_ kind: TypeKind?, name: String, item: ItemIndex) -> TypeIndex {
        maps.append([:])
        return types.add(
            TypeRecord(kind: kind, name: keys.intern(name), item: item, map: UInt32(maps.count - 1)))
    }

    /// The newest version of a key.
    func newest(_ key: KeyIndex, in type: TypeIndex) -> ItemIndex {
        maps[Int(types[type].map)][key] ?? .none
    }

    mutating func setNewest(_ item: ItemIndex, _ key: KeyIndex, in type: TypeIndex) {
        maps[Int(types[type].map)][key] = item
    }
}
