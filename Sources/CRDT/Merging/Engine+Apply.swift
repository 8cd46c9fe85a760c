extension Engine {
    /// Merges what others wrote, once it is decoded. Structs that miss a predecessor wait in `pending`. True
    /// if that took more comparisons of neighbours than the transaction may do.
    ///
    /// Follows `integrateStructs` in Yjs 13.6; the order among clients does not matter to the result.
    mutating func apply(_ update: DecodedUpdate) -> Bool {
        var waiting = Waiting(update.structs)
        waiting.run { offer($0) }
        var source = ScanSource()
        let rests = waiting.rest().sorted { $0.key > $1.key }.map { client, rest in
            (client, ContiguousArray(rest.map { source.add($0) }))
        }
        var held: UInt32?
        for (client, rest) in rests { hold(rest[...], of: store.intern(client), source, &held) }
        if let held { pending.settle(held) }
        guard transaction.comparisons <= transaction.comparisonsMax else { return true }
        for (client, ranges) in update.deletes.ranges.sorted(by: { $0.key < $1.key }) {
            for range in ranges { takeDelete(client, range.clock, to: range.end) }
        }
        takeWoken()
        return false
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
        switch body.parent {
        case .root(let name): item.parent = root(name, nil)
        case .item(let id): if let id = local(id) { item.parent = items[find(id)].type }
        case .inherited: break
        }
        if let key = body.parentSub { item.parentSub = keys.intern(key) }
        guard takesParent(&item, isInherited: body.parent == .inherited) else {
            integrate(item.asGC)
            return
        }
        item.content = place(of: body.content, by: client)
        integrate(item)
    }

    /// Whether the item has a place: its parent is there, and its neighbours stand in it. A struct without
    /// one keeps its clocks only.
    mutating func takesParent(_ item: inout Item, isInherited: Bool) -> Bool {
        if item.left.isSome {
            let left = items[item.left]
            // The cut for the right neighbour went through the left one: it stands before it, and has no
            // place.
            guard !left.isGC, left.lastID == item.origin else { return false }
            if isInherited { (item.parent, item.parentSub) = (left.parent, left.parentSub) }
            // Neighbours of different lists cannot both be right: bytes nobody honest writes.
            guard left.parent == item.parent, left.parentSub == item.parentSub else { return false }
        }
        if item.right.isSome {
            let right = items[item.right]
            guard !right.isGC else { return false }
            if isInherited, !item.left.isSome {
                (item.parent, item.parentSub) = (right.parent, right.parentSub)
            }
            guard right.parent == item.parent, right.parentSub == item.parentSub else { return false }
        }
        return item.parent.isSome
    }

    /// Takes a content in; a nested type is made, and belongs to its item once that is integrated.
    mutating func place(of content: Content, by client: ClientIndex) -> ContentPlace {
        guard case .type(let kind, let name) = content else { return contents.add(content, of: client) }
        return ContentPlace(kind: .type, slot: addType(kind, name: name, item: .none).rawValue)
    }

    // MARK: Deleting

    /// Deletes known elements of one client, item by item.
    mutating func delete(_ client: ClientIndex, from start: Clock, to end: Clock) {
        var next = LocalID(client: client, clock: start)
        while next.clock < end {
            var place = store.locate(next)
            var index = store[client, place]
            while items[index].isDeleted {
                next.clock = items[index].end
                guard next.clock < end, let after = store.next(place, of: client) else { return }
                place = after
                index = store[client, place]
            }
            let held = items[index]
            let offset = next.clock - held.id.clock
            next.clock = min(held.end, end)
            delete(index, from: offset, count: next.clock - offset - held.id.clock)
        }
    }
}
