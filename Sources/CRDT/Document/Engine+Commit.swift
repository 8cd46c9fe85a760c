extension Engine {
    mutating func begin() {
        transaction = TransactionState()
    }

    /// Ends the transaction: events, garbage, merging of neighbours, the update. Follows
    /// `cleanupTransactions` in Yjs 13.6.
    mutating func commit(observing: Bool) -> Change {
        transaction.deletes.normalize()
        let events = observing ? self.events() : []
        let grown = transaction.before.sorted { $0.key.rawValue < $1.key.rawValue }
        guard !grown.isEmpty || !transaction.deletes.isEmpty else {
            transaction = TransactionState()
            return Change(events: events)
        }
        if collectsGarbage { collectGarbage() }
        mergeNeighbours(ofGrown: grown)
        var sections: [ClientID: [RawStruct]] = [:]
        for (client, clock) in grown {
            sections[store.client(client)] = rawStructs(of: client, since: clock)
        }
        let update = UpdateV1Encoder.encode(sections, transaction.deletes)
        transaction = TransactionState()
        return Change(update: update, events: events)
    }

    /// The known part of what the transaction deleted, by client.
    private func deletedRanges() -> [(client: ClientIndex, ranges: [DeleteSet.Range])] {
        transaction.deletes.ranges.compactMap { client, ranges in
            store.find(client).map { ($0, ranges) }
        }
    }

    // MARK: Garbage

    /// Drops what was deleted: contents become lengths, children of deleted types become GC structs.
    private mutating func collectGarbage() {
        for (client, ranges) in deletedRanges() {
            for range in ranges {
                var place = position(of: LocalID(client: client, clock: range.clock))
                while place < store[client].count {
                    let index = store[client][place]
                    guard items[index].id.clock < range.end else { break }
                    if items[index].isDeleted { collect(index) }
                    place += 1
                }
            }
        }
    }

    /// Follows `Item#gc` and `ContentType#gc` in Yjs 13.6, with a list of its own instead of recursion.
    private mutating func collect(_ index: ItemIndex) {
        guard !items[index].isGC else { return }
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
            types[type].start = .none
            types[type].isGone = true
            maps[Int(types[type].map)] = [:]
        }
    }

    // MARK: Merging

    /// Joins what became mergeable, right to left. Follows `tryMergeDeleteSet` and `tryToMergeWithLefts` in
    /// Yjs 13.6.
    private mutating func mergeNeighbours(ofGrown grown: [(key: ClientIndex, value: Clock)]) {
        for (client, ranges) in deletedRanges() {
            for range in ranges.reversed() { merge(client, from: range.clock, through: range.end) }
        }
        for (client, clock) in grown {
            merge(client, from: clock, through: store.state(of: client))
        }
        for id in transaction.mergeCandidates.reversed() {
            merge(id.client, from: id.clock, through: items[find(id)].end)
        }
    }

    /// Tries each struct that holds a clock of the range against its left neighbour; one pass over the list.
    private mutating func merge(_ client: ClientIndex, from start: Clock, through end: Clock) {
        let last = min(end, store.state(of: client) - 1)
        let places =
            position(
                of: LocalID(client: client, clock: start))...position(
                of: LocalID(client: client, clock: last))
        var kept = max(0, places.lowerBound - 1)
        guard kept < places.upperBound else { return }
        for place in (kept + 1)...places.upperBound {
            let index = store[client][place]
            if !absorb(index, into: store[client][kept]) {
                kept += 1
                if kept < place { store[client][kept] = index }
            }
        }
        if kept < places.upperBound { store[client].removeSubrange((kept + 1)...places.upperBound) }
    }

    /// Follows `Item#mergeWith` in Yjs 13.6. True if the right item is no more.
    private mutating func absorb(_ rightIndex: ItemIndex, into leftIndex: ItemIndex) -> Bool {
        let right = items[rightIndex]
        let left = items[leftIndex]
        guard left.isGC == right.isGC, left.isDeleted == right.isDeleted else { return false }
        if !left.isGC {
            guard left.right == rightIndex, right.origin == left.lastID,
                right.rightOrigin == left.rightOrigin
            else { return false }
        }
        guard let content = contents.join(left, right) else { return false }
        items[leftIndex].content = content
        items[leftIndex].length += right.length
        if !left.isGC {
            items[leftIndex].right = right.right
            if right.right.isSome {
                items[right.right].left = leftIndex
            } else if right.parentSub.isSome {
                setNewest(leftIndex, right.parentSub, in: right.parent)
            }
        }
        items.release(rightIndex)
        return true
    }
}
