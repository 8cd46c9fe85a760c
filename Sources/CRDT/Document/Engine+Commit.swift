extension Engine {
    mutating func begin() {
        transaction = TransactionState(before: stateVector)
    }

    /// Ends the transaction: events, garbage, merging of neighbours, the update. Follows
    /// `cleanupTransactions` in Yjs 13.6.
    mutating func commit(observing: Bool) -> Change {
        transaction.deletes.normalize()
        let events = observing ? self.events() : []
        let after = clients.filter { state(of: $0.key) > transaction.before[$0.key] }.map(\.key)
        guard !after.isEmpty || !transaction.deletes.isEmpty else { return Change(events: events) }
        if collectsGarbage { collectGarbage() }
        mergeNeighbours(ofChanged: after)
        var sections: [ClientID: [RawStruct]] = [:]
        for client in after { sections[client] = rawStructs(of: client, since: transaction.before[client]) }
        let update = UpdateV1Encoder.encode(sections, transaction.deletes)
        transaction = TransactionState()
        return Change(update: update, events: events)
    }

    // MARK: Garbage

    /// Drops what was deleted: contents become lengths, children of deleted types become GC structs.
    private mutating func collectGarbage() {
        for (client, ranges) in transaction.deletes.ranges {
            for range in ranges {
                guard let list = clients[client], range.clock < state(of: client) else { continue }
                var place = position(of: range.clock, in: list)
                while place < list.count, items[list[place].rawValue].id.clock < range.end {
                    if items[list[place].rawValue].isDeleted { collect(list[place]) }
                    place += 1
                }
            }
        }
    }

    /// Follows `Item#gc` and `ContentType#gc` in Yjs 13.6, with a list of its own instead of recursion.
    private mutating func collect(_ index: ItemIndex) {
        let item = items[index.rawValue]
        guard !item.isGC else { return }
        var waiting: [TypeIndex] = []
        if case .type(_, _, let type) = item.content { waiting.append(type) }
        if case .deleted = item.content {} else { items[index.rawValue].content = .deleted(item.length) }
        while let type = waiting.popLast() {
            for child in children(of: type) {
                if case .type(_, _, let inner) = items[child.rawValue].content { waiting.append(inner) }
                items[child.rawValue] = asGC(items[child.rawValue])
            }
            types[type.rawValue].start = .none
            types[type.rawValue].map = [:]
            types[type.rawValue].isGone = true
        }
    }

    // MARK: Merging

    /// Joins what became mergeable, right to left. Follows `tryMergeDeleteSet` and `tryToMergeWithLefts` in
    /// Yjs 13.6.
    private mutating func mergeNeighbours(ofChanged changed: [ClientID]) {
        for (client, ranges) in transaction.deletes.ranges {
            for range in ranges.reversed() where range.clock < state(of: client) {
                merge(client, from: range.clock, through: min(range.end, state(of: client) - 1))
            }
        }
        for client in changed {
            merge(client, from: transaction.before[client], through: state(of: client) - 1)
        }
        for id in transaction.mergeCandidates.reversed() where id.clock < state(of: id.client) {
            guard let held = find(id) else { continue }
            merge(id.client, from: id.clock, through: min(items[held.rawValue].end, state(of: id.client) - 1))
        }
    }

    /// Tries each struct that holds a clock of the range against its left neighbour; one pass over the list.
    private mutating func merge(_ client: ClientID, from start: Clock, through end: Clock) {
        guard var list = clients[client] else { return }
        let first = max(1, position(of: start, in: list))
        let last = position(of: end, in: list)
        guard first <= last else { return }
        clients[client] = []
        var kept = first - 1
        for place in first...last {
            if !absorb(list[place], into: list[kept]) {
                kept += 1
                list[kept] = list[place]
            }
        }
        list.removeSubrange((kept + 1)..<(last + 1))
        clients[client] = list
    }

    /// Follows `Item#mergeWith` in Yjs 13.6. True if the right item is no more.
    private mutating func absorb(_ rightIndex: ItemIndex, into leftIndex: ItemIndex) -> Bool {
        let right = items[rightIndex.rawValue]
        let left = items[leftIndex.rawValue]
        guard left.isGC == right.isGC, left.isDeleted == right.isDeleted else { return false }
        if !left.isGC {
            guard left.right == rightIndex, right.origin == left.lastID,
                right.rightOrigin == left.rightOrigin,
                left.parent == right.parent
            else { return false }
        }
        guard items[leftIndex.rawValue].content.merge(right.content) else { return false }
        items[leftIndex.rawValue].length += right.length
        if !left.isGC {
            items[leftIndex.rawValue].right = right.right
            if right.right.isSome { items[right.right.rawValue].left = leftIndex }
            if let key = right.parentSub, types[right.parent.rawValue].map[key] == rightIndex {
                types[right.parent.rawValue].map[key] = leftIndex
            }
        }
        items.release(rightIndex.rawValue)
        return true
    }

    // MARK: Encoding

    /// A client's structs from a clock on, the first cut if the clock lies within it.
    func rawStructs(of client: ClientID, since clock: Clock) -> [RawStruct] {
        guard let list = clients[client], clock < state(of: client) else { return [] }
        let first = position(of: clock, in: list)
        var structs: [RawStruct] = []
        structs.reserveCapacity(list.count - first)
        for index in list[first...] {
            let one = raw(items[index.rawValue])
            structs.append(structs.isEmpty ? one.dropping(clock - one.id.clock) : one)
        }
        return structs
    }

    private func raw(_ item: Item) -> RawStruct {
        guard !item.isGC else { return RawStruct(id: item.id, length: item.length, kind: .gc) }
        var parent = RawStruct.Parent.inherited
        if item.origin == nil, item.rightOrigin == nil {
            let type = types[item.parent.rawValue]
            parent = type.rootName.map { .root($0) } ?? .item(items[type.item.rawValue].id)
        }
        let body = RawStruct.Body(
            origin: item.origin, rightOrigin: item.rightOrigin, parent: parent, parentSub: item.parentSub,
            hasParentSub: item.parentSub != nil, content: item.content)
        return RawStruct(id: item.id, length: item.length, kind: .item(body))
    }

    /// Everything a replica at `vector` lacks, what is pending included. Yjs: `encodeStateAsUpdate`.
    func encodeStateAsUpdate(since vector: StateVector) -> [UInt8] {
        var sections: [ClientID: [RawStruct]] = [:]
        for client in clients.keys {
            let structs = rawStructs(of: client, since: vector[client])
            if !structs.isEmpty { sections[client] = structs }
        }
        for (client, pending) in pendingStructs {
            for one in pending {
                appendPending(one, to: &sections[client, default: []], since: vector[client])
            }
        }
        var deletes = DeleteSet()
        for (client, list) in clients {
            for index in list where items[index.rawValue].isDeleted {
                deletes.add(client, items[index.rawValue].id.clock, items[index.rawValue].length)
            }
        }
        if !pendingDeletes.isEmpty { deletes.formUnion(pendingDeletes) }
        return UpdateV1Encoder.encode(sections, deletes)
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
