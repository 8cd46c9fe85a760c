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
    /// Per type and key the newest item; a type knows its place in here. Yjs: `_map`.
    var maps: ContiguousArray<[KeyIndex: ItemIndex]> = []
    var contents = ContentStore()
    var keys = KeyTable()
    var roots: [String: TypeIndex] = [:]
    var store = StructStore()
    /// What waits for a predecessor.
    var pendingStructs: [ClientID: [RawStruct]] = [:]
    var pendingDeletes = DeleteSet()
    /// The transaction that is running.
    var transaction = TransactionState()

    init(clientID: ClientID, collectsGarbage: Bool) {
        self.clientID = clientID
        self.collectsGarbage = collectsGarbage
    }

    /// The same state in an engine of its own.
    borrowing func clone() -> Engine {
        var copy = Engine(clientID: clientID, collectsGarbage: collectsGarbage)
        copy.items = items.clone()
        copy.types = types.clone()
        copy.maps = maps
        copy.contents = contents
        copy.keys = keys
        copy.roots = roots
        copy.store = store
        copy.pendingStructs = pendingStructs
        copy.pendingDeletes = pendingDeletes
        copy.transaction = transaction
        return copy
    }

    // MARK: Structs by id

    /// The next clock expected of a client. Yjs: `getState`.
    func state(of client: ClientID) -> Clock { store.state(of: client) }

    /// Where in its client's list the struct that holds `clock` stands; the clock must be known.
    func position(of id: LocalID) -> Int {
        let list = store[id.client]
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if items[list[middle]].end <= id.clock { low = middle + 1 } else { high = middle }
        }
        precondition(low < list.count, "only known clocks are looked up")
        return low
    }

    /// The item that holds an element. Yjs: `getItem`.
    func find(_ id: LocalID) -> ItemIndex { store[id.client][position(of: id)] }

    /// An id by the engine's own name, if the element is known.
    func local(_ id: ID) -> LocalID? {
        guard let client = store.find(id.client), id.clock < store.state(of: client) else { return nil }
        return LocalID(client: client, clock: id.clock)
    }

    func global(_ id: LocalID) -> ID { ID(client: store.client(id.client), clock: id.clock) }

    // MARK: Types

    /// The root type of that name, made if it is new. Yjs: `doc.get`.
    mutating func root(_ name: String, _ kind: TypeKind?) -> TypeIndex {
        if let type = roots[name] {
            if let kind, types[type].kind == nil { types[type].kind = kind }
            return type
        }
        let type = addType(kind, name: name, item: .none)
        roots[name] = type
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

    // MARK: Splitting

    /// The item that begins exactly at `id`, which must be known. Yjs: `getItemCleanStart`.
    mutating func itemStarting(at id: LocalID) -> ItemIndex {
        let place = position(of: id)
        let index = store[id.client][place]
        let start = items[index].id.clock
        guard start < id.clock, !items[index].isGC else { return index }
        return split(index, at: id.clock - start, place: place)
    }

    /// The item that ends exactly with `id`, which must be known. Yjs: `getItemCleanEnd`.
    mutating func itemEnding(at id: LocalID) -> ItemIndex {
        let place = position(of: id)
        let index = store[id.client][place]
        if id.clock != items[index].end - 1, !items[index].isGC {
            _ = split(index, at: id.clock - items[index].id.clock + 1, place: place)
        }
        return index
    }

    /// Cuts an item behind `count` elements and returns the right part. Follows `splitItem` in Yjs 13.6.
    private mutating func split(_ index: ItemIndex, at count: Clock, place: Int) -> ItemIndex {
        var right = items[index]
        right.origin = right.id.advanced(by: count - 1)
        right.id = right.id.advanced(by: count)
        right.length -= count
        right.left = index
        right.content = contents.split(right.content, at: count)
        let rightIndex = items.add(right)
        items[index].length = count
        items[index].right = rightIndex
        if right.right.isSome {
            items[right.right].left = rightIndex
        } else if right.parentSub.isSome {
            setNewest(rightIndex, right.parentSub, in: right.parent)
        }
        store[right.id.client].insert(rightIndex, at: place + 1)
        transaction.mergeCandidates.append(right.id)
        return rightIndex
    }
}
