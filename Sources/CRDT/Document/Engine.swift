/// All state of one document: items and types in arenas, linked by index. `Doc` owns one and clones it on
/// write.
///
/// Start with `integrate`; `apply` feeds it what comes from others, the `Editing` folder what is typed here.
struct Engine: Sendable {
    var clientID: ClientID
    /// Whether deleted content is dropped. Yjs: `doc.gc`.
    let collectsGarbage: Bool
    var items = Pool<Item>()
    var types = Pool<TypeRecord>()
    var roots: [String: TypeIndex] = [:]
    /// Per client its structs in clock order, without gaps. Yjs: `StructStore.clients`.
    var clients: [ClientID: ContiguousArray<ItemIndex>] = [:]
    /// What waits for a predecessor.
    var pendingStructs: [ClientID: [RawStruct]] = [:]
    var pendingDeletes = DeleteSet()
    /// The transaction that is running.
    var transaction = TransactionState()

    init(clientID: ClientID, collectsGarbage: Bool) {
        self.clientID = clientID
        self.collectsGarbage = collectsGarbage
    }

    // MARK: Structs by id

    /// The next clock expected of a client. Yjs: `getState`.
    func state(of client: ClientID) -> Clock {
        guard let last = clients[client]?.last else { return 0 }
        return items[last.rawValue].end
    }

    var stateVector: StateVector {
        StateVector(clients.mapValues { items[$0[$0.count - 1].rawValue].end })
    }

    /// Where in its client's list the struct that holds `clock` stands; the clock must be known.
    func position(of clock: Clock, in list: ContiguousArray<ItemIndex>) -> Int {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if items[list[middle].rawValue].end <= clock { low = middle + 1 } else { high = middle }
        }
        precondition(low < list.count, "only known clocks are looked up")
        return low
    }

    /// The item that holds an element, if it is known. Yjs: `getItem`.
    func find(_ id: ID) -> ItemIndex? {
        guard let list = clients[id.client], id.clock < state(of: id.client) else { return nil }
        return list[position(of: id.clock, in: list)]
    }

    /// The root type of that name, made if it is new. Yjs: `doc.get`.
    mutating func root(_ name: String, _ kind: TypeKind?) -> TypeIndex {
        if let index = roots[name] {
            if let kind, types[index.rawValue].kind == nil { types[index.rawValue].kind = kind }
            return index
        }
        let index = TypeIndex(rawValue: types.add(TypeRecord(kind: kind, rootName: name)))
        roots[name] = index
        return index
    }

    // MARK: Splitting

    /// The item that begins exactly at `id`, which must be known. Yjs: `getItemCleanStart`.
    mutating func itemStarting(at id: ID) -> ItemIndex {
        guard let list = clients[id.client] else { preconditionFailure("only known ids are looked up") }
        let place = position(of: id.clock, in: list)
        let item = items[list[place].rawValue]
        guard item.id.clock < id.clock, !item.isGC else { return list[place] }
        return split(list[place], at: id.clock - item.id.clock, place: place)
    }

    /// The item that ends exactly with `id`, which must be known. Yjs: `getItemCleanEnd`.
    mutating func itemEnding(at id: ID) -> ItemIndex {
        guard let list = clients[id.client] else { preconditionFailure("only known ids are looked up") }
        let place = position(of: id.clock, in: list)
        let item = items[list[place].rawValue]
        if id.clock != item.end - 1, !item.isGC {
            _ = split(list[place], at: id.clock - item.id.clock + 1, place: place)
        }
        return list[place]
    }

    /// Cuts an item behind `count` elements and returns the right part. Follows `splitItem` in Yjs 13.6.
    private mutating func split(_ index: ItemIndex, at count: Clock, place: Int) -> ItemIndex {
        var left = items[index.rawValue]
        var right = left
        right.id.clock += count
        right.length -= count
        right.origin = ID(client: left.id.client, clock: right.id.clock - 1)
        right.left = index
        right.content = left.content.split(at: count)
        left.length = count
        let rightIndex = ItemIndex(rawValue: items.add(right))
        left.right = rightIndex
        items[index.rawValue] = left
        if right.right.isSome { items[right.right.rawValue].left = rightIndex }
        clients[left.id.client]?.insert(rightIndex, at: place + 1)
        if let key = right.parentSub, !right.right.isSome, right.parent.isSome {
            types[right.parent.rawValue].map[key] = rightIndex
        }
        transaction.mergeCandidates.append(right.id)
        return rightIndex
    }
}
