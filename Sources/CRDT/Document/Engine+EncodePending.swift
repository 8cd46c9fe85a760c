extension Engine {
    /// The state struct by struct, with what waits for a predecessor: that travels on, so that nothing gets
    /// lost on the way.
    func decodedState(since vector: StateVector) -> DecodedUpdate {
        var sections: [ClientID: [RawStruct]] = [:]
        for client in store.indexes {
            let id = store.client(client)
            let structs = rawStructs(of: client, since: vector[id])
            if !structs.isEmpty { sections[id] = structs }
        }
        for (index, waiting) in pending.structs {
            let client = store.client(index)
            for (one, source) in waiting {
                appendPending(
                    source.raw(one, of: client), to: &sections[client, default: []], since: vector[client])
            }
        }
        var deletes = deleteSet
        for (client, ranges) in pending.deleteRanges {
            for range in ranges { deletes.add(store.client(client), range.clock, range.length) }
        }
        deletes.normalize()
        return DecodedUpdate(structs: sections, deletes: deletes)
    }

    /// All that is deleted. Yjs: `createDeleteSetFromStructStore`.
    var deleteSet: DeleteSet {
        var deletes = DeleteSet()
        for client in store.indexes {
            var next = store.first(of: client)
            while let place = next {
                let item = items[store[client, place]]
                if item.isDeleted { deletes.add(store.client(client), item.id.clock, item.length) }
                next = store.next(place, of: client)
            }
        }
        return deletes
    }

    /// A client's structs from a clock on, the first cut if the clock lies within it.
    func rawStructs(of client: ClientIndex, since clock: Clock) -> [RawStruct] {
        guard clock < store.state(of: client) else { return [] }
        let first = store.place(of: LocalID(client: client, clock: clock))
        var structs: [RawStruct] = []
        structs.reserveCapacity(store.count(of: client, from: first))
        var next: StructStore.Place? = first
        while let place = next {
            let one = raw(items[store[client, place]])
            structs.append(structs.isEmpty ? one.dropping(clock - one.id.clock) : one)
            next = store.next(place, of: client)
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
