extension Engine {
    mutating func begin(observed: Bool) {
        transaction.begin(observed: observed)
    }

    /// Ends the transaction: events, garbage, merging of neighbours, the update. Follows
    /// `cleanupTransactions` in Yjs 13.6.
    ///
    /// `taken`: the update that was applied; if it was taken just as it came it is the answer too.
    mutating func commit(_ sink: inout ByteSink, taken: [UInt8] = []) -> Change {
        transaction.sortDeletes()
        let events = transaction.isObserved ? self.events() : []
        defer { transaction.end() }
        guard !transaction.grown.isEmpty || !transaction.deletes.isEmpty else {
            return Change(events: events)
        }
        if transaction.leavesGarbage, collectsGarbage { collectGarbage() }
        if transaction.leavesNeighbours || !transaction.mergeCandidates.isEmpty { mergeNeighbours() }
        if transaction.isVerbatim { return Change(update: taken, events: events) }
        sink.clear()
        encodeTransaction(to: &sink)
        return Change(update: sink.array, events: events)
    }

    /// As `commit`, where an update was taken just as it came and leaves nothing to do.
    mutating func commitVerbatim(_ update: [UInt8]) -> Change {
        let events = transaction.isObserved ? self.events() : []
        transaction.end()
        return Change(update: update, events: events)
    }

    // MARK: Garbage

    /// Drops what was deleted: contents become lengths, children of deleted types become GC structs.
    private mutating func collectGarbage() {
        transaction.isVerbatim = false
        for range in transaction.deletes {
            let client = range.id.client
            var next: StructStore.Place? = store.place(of: range.id)
            while let place = next {
                let index = store[client, place]
                guard items[index].id.clock < range.end else { break }
                if items[index].isDeleted { collect(index) }
                next = store.next(place, of: client)
            }
            if contents.texts.isWasteful(client) { compactText(of: client) }
        }
    }

    /// Follows `Item#gc` and `ContentType#gc` in Yjs 13.6, with a list of its own instead of recursion.
    private mutating func collect(_ index: ItemIndex) {
        guard !items[index].isGC, !items[index].flags.contains(.kept) else { return }
        var waiting: [TypeIndex] = []
        if items[index].type.isSome { waiting.append(items[index].type) }
        contents.release(items[index])
        items[index].content = .deleted
        while let type = waiting.popLast() {
            for child in children(of: type) {
                if items[child].type.isSome { waiting.append(items[child].type) }
                contents.release(items[child])
                items[child] = items[child].asGC
            }
            loseCursor(in: type)
            siblings.forget(type)
            types[type].start = .none
            types[type].isGone = true
            maps[Int(types[type].map)] = [:]
        }
    }

    /// Writes a client's text anew without the letters that nobody needs.
    mutating func compactText(of client: ClientIndex) {
        let old = contents.texts.takeRows(of: client)
        var next = store.first(of: client)
        while let place = next {
            let index = store[client, place]
            if items[index].content.kind == .string {
                items[index].content = contents.texts.take(items[index], from: old)
            }
            next = store.next(place, of: client)
        }
    }

    // MARK: Merging

    /// Joins what became mergeable. Follows `tryMergeDeleteSet` and `tryToMergeWithLefts` in Yjs 13.6.
    private mutating func mergeNeighbours() {
        // What is new of a client is walked over as a whole.
        for range in transaction.deletes.reversed() where !isNew(range.id) {
            merge(range.id, through: range.end)
        }
        for client in transaction.grown {
            let record = store[client]
            merge(LocalID(client: client, clock: record.before), through: record.state)
        }
        for id in transaction.mergeCandidates.reversed() where !isNew(id) {
            merge(id, through: items[find(id)].end)
        }
    }

    private func isNew(_ id: LocalID) -> Bool {
        store[id.client].grownIn == transaction.number && store[id.client].before <= id.clock
    }

    /// Tries each struct that holds a clock from the start on against its left neighbour, and the one that
    /// follows.
    private mutating func merge(_ start: LocalID, through end: Clock) {
        let client = start.client
        var place = store.place(of: start)
        if let left = store.previous(place, of: client) { place = left }
        var index = store[client, place]
        while let next = store.next(place, of: client), items[store[client, next]].id.clock <= end {
            let absorbed = absorbed(from: next, of: client, through: end, into: index)
            if absorbed > 0 {
                store.remove(client, next, count: absorbed)
            } else {
                place = next
                index = store[client, next]
            }
        }
    }

    /// How many of the structs in one chunk the item takes in. They still stand in the store.
    private mutating func absorbed(
        from place: StructStore.Place, of client: ClientIndex, through end: Clock, into left: ItemIndex
    ) -> Int {
        let countMax = store.countInChunk(client, from: place)
        var count = 0
        while count < countMax {
            let next = StructStore.Place(chunk: place.chunk, slot: place.slot + count)
            let right = store[client, next]
            guard items[right].id.clock <= end, absorb(right, into: left) else { break }
            count += 1
        }
        return count
    }
}
