extension Engine {
    /// Everything a replica at `vector` lacks, what is pending included. Yjs: `encodeStateAsUpdate`.
    func encodeStateAsUpdate(since vector: StateVector) -> [UInt8] {
        var sections: [ClientID: [RawStruct]] = [:]
        for client in store.indexes {
            let id = store.client(client)
            let structs = rawStructs(of: client, since: vector[id])
            if !structs.isEmpty { sections[id] = structs }
        }
        for (client, pending) in pendingStructs {
            for one in pending {
                appendPending(one, to: &sections[client, default: []], since: vector[client])
            }
        }
        var deletes = deleteSet
        if !pendingDeletes.isEmpty { deletes.formUnion(pendingDeletes) }
        return UpdateV1Encoder.encode(sections, deletes)
    }

    /// All that is deleted. Yjs: `createDeleteSetFromStructStore`.
    private var deleteSet: DeleteSet {
        var deletes = DeleteSet()
        for client in store.indexes {
            for index in store[client] where items[index].isDeleted {
                deletes.add(store.client(client), items[index].id.clock, items[index].length)
            }
        }
        return deletes
    }

    /// A client's structs from a clock on, the first cut if the clock lies within it.
    func rawStructs(of client: ClientIndex, since clock: Clock) -> [RawStruct] {
        guard clock < store.state(of: client) else { return [] }
        let first = position(of: LocalID(client: client, clock: clock))
        var structs: [RawStruct] = []
        structs.reserveCapacity(store[client].count - first)
        for index in store[client][first...] {
            let one = raw(items[index])
            structs.append(structs.isEmpty ? one.dropping(clock - one.id.clock) : one)
        }
        return structs
    }

    private func raw(_ item: Item) -> RawStruct {
        guard !item.isGC else { return RawStruct(id: global(item.id), length: item.length, kind: .gc) }
        var parent = RawStruct.Parent.inherited
        if !item.origin.isSome, !item.rightOrigin.isSome {
            let type = types[item.parent]
            parent = type.item.isSome ? .item(global(items[type.item].id)) : .root(keys[type.name])
        }
        let body = RawStruct.Body(
            origin: item.origin.isSome ? global(item.origin) : nil,
            rightOrigin: item.rightOrigin.isSome ? global(item.rightOrigin) : nil, parent: parent,
            parentSub: item.parentSub.isSome ? keys[item.parentSub] : nil,
            hasParentSub: item.parentSub.isSome, content: content(of: item))
        return RawStruct(id: global(item.id), length: item.length, kind: .item(body))
    }

    /// The content as the wire carries it.
    private func content(of item: Item) -> Content {
        if let content = contents.content(of: item) { return content }
        let type = types[item.type]
        return .type(type.kind ?? .map, name: keys[type.name])
    }

    /// Pending structs follow behind a Skip that fills the hole before them.
    private func appendPending(_ one: RawStruct, to structs: inout [RawStruct], since known: Clock) {
        let end = structs.last?.end ?? max(known, state(of: one.id.client))
        guard one.end > end else { return }
        if one.id.clock > end, !structs.isEmpty {
            let hole = RawStruct(
                id: ID(client: one.id.client, clock: end), length: one.id.clock - end, kind: .skip)
            structs.append(hole)
        }
        structs.append(one.dropping(one.id.clock < end ? end - one.id.clock : 0))
    }
}
