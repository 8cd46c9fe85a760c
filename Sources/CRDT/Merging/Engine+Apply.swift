extension Engine {
    /// Merges what others wrote. Structs that miss a predecessor wait in `pendingStructs`.
    ///
    /// Follows `integrateStructs` in Yjs 13.6; the order among clients does not matter to the result.
    mutating func apply(_ update: DecodedUpdate) {
        var waiting = Waiting(update.structs, pendingStructs)
        pendingStructs = [:]
        var hasProgress = true
        while hasProgress {
            hasProgress = false
            for client in waiting.clients {
                while let head = waiting.head(of: client) {
                    let known = state(of: client)
                    if head.end <= known {
                        waiting.advance(client)
                        continue
                    }
                    guard head.id.clock <= known, head.kind != .skip, knowsAll(head.dependencies) else {
                        break
                    }
                    integrate(head.dropping(known - head.id.clock))
                    waiting.advance(client)
                    hasProgress = true
                }
            }
        }
        pendingStructs = waiting.rest
        var deletes = update.deletes
        if !pendingDeletes.isEmpty { deletes.formUnion(pendingDeletes) }
        pendingDeletes = DeleteSet()
        apply(deletes)
    }

    private func knowsAll(_ ids: [ID]) -> Bool {
        ids.allSatisfy { $0.clock < state(of: $0.client) }
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

/// Structs that are to be integrated, per client in clock order.
struct Waiting {
    private(set) var clients: [ClientID]
    private var structs: [ClientID: [RawStruct]]
    private var cursors: [ClientID: Int] = [:]

    init(_ fresh: [ClientID: [RawStruct]], _ pending: [ClientID: [RawStruct]]) {
        structs = fresh
        for (client, more) in pending {
            let both = (structs[client] ?? []) + more
            structs[client] = both.sorted { ($0.id.clock, $0.length) < ($1.id.clock, $1.length) }
        }
        // Highest first, as in Yjs: concurrent items then meet with the least searching.
        clients = structs.keys.sorted(by: >)
    }

    func head(of client: ClientID) -> RawStruct? {
        guard let list = structs[client] else { return nil }
        let cursor = cursors[client] ?? 0
        return cursor < list.count ? list[cursor] : nil
    }

    mutating func advance(_ client: ClientID) { cursors[client, default: 0] += 1 }

    /// What could not be integrated: no Skips, nothing twice.
    var rest: [ClientID: [RawStruct]] {
        var rest: [ClientID: [RawStruct]] = [:]
        for (client, list) in structs {
            var kept: [RawStruct] = []
            for one in list.dropFirst(cursors[client] ?? 0) where one.kind != .skip && one != kept.last {
                kept.append(one)
            }
            if !kept.isEmpty { rest[client] = kept }
        }
        return rest
    }
}
