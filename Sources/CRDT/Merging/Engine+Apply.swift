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
        guard whole.id.clock <= known else { return .refused }
        let fresh = whole.dropping(known - whole.id.clock)
        if let missing = fresh.dependencies.first(where: { $0.clock >= state(of: $0.client) }) {
            return .missing(missing)
        }
        integrate(fresh)
        return .taken
    }

    /// Finds neighbours and parent by id, then integrates. Follows `Item#getMissing` in Yjs 13.6.
    private mutating func integrate(_ raw: RawStruct) {
        guard case .item(let body) = raw.kind else {
            _ = store(
                Item(
                    id: raw.id, length: raw.length, parent: .none, content: .deleted(raw.length),
                    isDeleted: true,
                    isGC: true))
            return
        }
        var item = Item(
            id: raw.id, length: raw.length, origin: body.origin, rightOrigin: body.rightOrigin, parent: .none,
            parentSub: body.parentSub, content: body.content)
        if let origin = body.origin { item.left = itemEnding(at: origin) }
        if let rightOrigin = body.rightOrigin { item.right = itemStarting(at: rightOrigin) }
        let neighbours = [item.left, item.right].filter(\.isSome).map { items[$0.rawValue] }
        guard !neighbours.contains(where: \.isGC) else {
            integrate(asGC(item))
            return
        }
        switch body.parent {
        case .root(let name): item.parent = root(name, nil)
        case .item(let id): item.parent = typeHeld(by: id)
        case .inherited:
            item.parent = neighbours.first?.parent ?? .none
            item.parentSub = neighbours.first?.parentSub
        }
        // Neighbours of different lists cannot both be right: bytes nobody honest writes.
        if neighbours.contains(where: { $0.parent != item.parent || $0.parentSub != item.parentSub }) {
            item = asGC(item)
        }
        integrate(item)
    }

    /// The type an item holds; none if it is gone or never held one.
    private func typeHeld(by id: ID) -> TypeIndex {
        guard let index = find(id), case .type(_, _, let type) = items[index.rawValue].content else {
            return .none
        }
        return type
    }

    /// Deletes known elements; ranges beyond what is known wait. Follows `readAndApplyDeleteSet` in Yjs 13.6.
    private mutating func apply(_ deletes: DeleteSet) {
        for (client, ranges) in deletes.ranges.sorted(by: { $0.key < $1.key }) {
            let known = state(of: client)
            for range in ranges {
                if range.end > known {
                    let start = max(range.clock, known)
                    pendingDeletes.add(client, start, range.end - start)
                }
                if range.clock < known { delete(client, from: range.clock, to: min(range.end, known)) }
            }
        }
    }

    private mutating func delete(_ client: ClientID, from start: Clock, to end: Clock) {
        var clock = start
        while clock < end {
            guard let held = find(ID(client: client, clock: clock)) else { return }
            let whole = items[held.rawValue]
            guard !whole.isDeleted else {
                clock = whole.end
                continue
            }
            let first = itemStarting(at: ID(client: client, clock: clock))
            if items[first.rawValue].end > end { _ = itemStarting(at: ID(client: client, clock: end)) }
            clock = items[first.rawValue].end
            delete(first)
        }
    }
}
