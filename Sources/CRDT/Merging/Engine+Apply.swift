extension Engine {
    /// Merges what others wrote. Structs that miss a predecessor wait in `pendingStructs`.
    ///
    /// Follows `integrateStructs` in Yjs 13.6; the order among clients does not matter to the result.
    mutating func apply(_ update: DecodedUpdate) {
        var waiting = Waiting(update.structs, pending: pendingStructs)
        pendingStructs = [:]
        waiting.run { offer($0) }
        pendingStructs = waiting.rest()
        var deletes = update.deletes
        if !pendingDeletes.isEmpty { deletes.formUnion(pendingDeletes) }
        pendingDeletes = DeleteSet()
        apply(deletes)
    }

    /// Integrates what is new of a struct, if all it depends on is known.
    private mutating func offer(_ whole: RawStruct) -> Waiting.Verdict {
        let known = state(of: whole.id.client)
        guard whole.end > known else { return .taken }
        guard whole.id.clock <= known, transaction.comparisons <= transaction.comparisonsMax else {
            return .refused
        }
        let fresh = whole.dropping(known - whole.id.clock)
        if let missing = fresh.dependencies.first(where: { $0.clock >= state(of: $0.client) }) {
            return .missing(missing)
        }
        integrate(fresh)
        return .taken
    }

    /// Finds neighbours and parent by id, then integrates. Follows `Item#getMissing` in Yjs 13.6.
    private mutating func integrate(_ raw: RawStruct) {
        let client = store.intern(raw.id.client)
        var item = Item(
            id: LocalID(client: client, clock: raw.id.clock), length: raw.length, content: .deleted)
        guard case .item(let body) = raw.kind else {
            integrate(item.asGC)
            return
        }
        if let id = body.origin, let origin = local(id) {
            item.origin = origin
            item.left = itemEnding(at: origin)
        }
        if let id = body.rightOrigin, let rightOrigin = local(id) {
            item.rightOrigin = rightOrigin
            item.right = itemStarting(at: rightOrigin)
        }
        let neighbours = [item.left, item.right].filter(\.isSome).map { items[$0] }
        // The cut for the right neighbour went through the left one: it stands before it, and has no place.
        let isReversed = item.left.isSome && items[item.left].lastID != item.origin
        guard !isReversed, !neighbours.contains(where: \.isGC), setParent(of: &item, body, neighbours) else {
            integrate(item.asGC)
            return
        }
        item.content = place(of: body.content)
        integrate(item)
    }

    /// False if the parent is gone or none: the struct then keeps its clocks only.
    private mutating func setParent(of item: inout Item, _ body: RawStruct.Body, _ neighbours: [Item]) -> Bool
    {
        switch body.parent {
        case .root(let name): item.parent = root(name, nil)
        case .item(let id): if let id = local(id) { item.parent = items[find(id)].type }
        case .inherited: item.parent = neighbours.first?.parent ?? .none
        }
        if case .inherited = body.parent {
            item.parentSub = neighbours.first?.parentSub ?? .none
        } else if let key = body.parentSub {
            item.parentSub = keys.intern(key)
        }
        // Neighbours of different lists cannot both be right: bytes nobody honest writes.
        let isOneList = neighbours.allSatisfy { $0.parent == item.parent && $0.parentSub == item.parentSub }
        return item.parent.isSome && isOneList
    }

    /// Takes a content in; a nested type is made, and belongs to its item once that is integrated.
    mutating func place(of content: Content) -> ContentPlace {
        guard case .type(let kind, let name) = content else { return contents.add(content) }
        return ContentPlace(kind: .type, slot: addType(kind, name: name, item: .none).rawValue)
    }

    // MARK: Deleting

    /// Deletes known elements; ranges beyond what is known wait. Follows `readAndApplyDeleteSet` in Yjs 13.6.
    private mutating func apply(_ deletes: DeleteSet) {
        for (id, ranges) in deletes.ranges.sorted(by: { $0.key < $1.key }) {
            let known = state(of: id)
            for range in ranges {
                if range.end > known {
                    let start = max(range.clock, known)
                    pendingDeletes.add(id, start, range.end - start)
                }
                guard range.clock < known, let client = store.find(id) else { continue }
                delete(client, from: range.clock, to: min(range.end, known))
            }
        }
    }

    private mutating func delete(_ client: ClientIndex, from start: Clock, to end: Clock) {
        var next = LocalID(client: client, clock: start)
        while next.clock < end {
            let held = items[find(next)]
            guard !held.isDeleted else {
                next.clock = held.end
                continue
            }
            let first = itemStarting(at: next)
            if items[first].end > end { _ = itemStarting(at: LocalID(client: client, clock: end)) }
            next.clock = items[first].end
            delete(first)
        }
    }
}
