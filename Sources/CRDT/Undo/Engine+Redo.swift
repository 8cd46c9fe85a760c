/// What one undo works with.
struct RedoRun {
    let scope: [TypeID]
    let ignoresRemote: Bool
    /// Versions of map keys that may be replaced: written by the edit itself, or deleted by the same person.
    var replaced = DeleteSet()
    /// Deleted items that are to be written anew.
    var items: Set<ItemIndex> = []

    init(scope: [TypeID], ignoresRemote: Bool) {
        self.scope = scope
        self.ignoresRemote = ignoresRemote
    }
}

extension Engine {
    // MARK: What a transaction did

    /// What the running transaction inserted and deleted; nil if it did not touch the scope.
    func captured(in scope: [TypeID]) -> UndoManager.StackItem? {
        let isTouched = transaction.changed.contains { change in
            !isGone(TypeID(change.type)) && isInside(change.type, scope)
        }
        guard isTouched else { return nil }
        var insertions = DeleteSet()
        for client in transaction.grown {
            let record = store[client]
            insertions.add(record.id, record.before, record.state - record.before)
        }
        var deletions = DeleteSet()
        var clients: [ClientID] = []
        for one in transaction.deletes {
            let client = store.client(one.id.client)
            if deletions.ranges[client] == nil { clients.append(client) }
            deletions.add(client, one.id.clock, one.length)
        }
        deletions.normalize()
        return UndoManager.StackItem(
            insertions: insertions, deletions: deletions, deletedClients: clients)
    }

    /// Whether a type is in the scope, or in a type that is. Yjs: `isParentOf`.
    private func isInside(_ type: TypeIndex, _ scope: [TypeID]) -> Bool {
        var type = type
        while type.isSome {
            if scope.contains(TypeID(type)) { return true }
            let holder = types[type].item
            type = holder.isSome ? items[holder].parent : .none
        }
        return false
    }

    // MARK: Keeping

    /// Marks the items of the scope, and what holds them, as needed or not. Yjs: `keepItem`.
    mutating func keep(_ isKept: Bool, _ elements: DeleteSet, in scope: [TypeID]) {
        for index in whole(elements) where isInside(items[index].parent, scope) { keep(isKept, index) }
    }

    private mutating func keep(_ isKept: Bool, _ index: ItemIndex) {
        var index = index
        while index.isSome, items[index].flags.contains(.kept) != isKept {
            if isKept { items[index].flags.insert(.kept) } else { items[index].flags.remove(.kept) }
            index = items[index].parent.isSome ? types[items[index].parent].item : .none
        }
    }

    /// The items that hold these elements, cut so that they hold no others; without what was collected.
    /// Follows `iterateDeletedStructs` in Yjs 13.6.
    private mutating func whole(_ elements: DeleteSet, order: [ClientID]? = nil) -> [ItemIndex] {
        var found: [ItemIndex] = []
        for id in order ?? elements.ranges.keys.sorted(by: >) {
            let ranges = elements.ranges[id] ?? []
            guard let client = store.find(id) else { continue }
            for range in ranges {
                let end = min(range.end, store.state(of: client))
                var next = range.clock
                while next < end {
                    let index = itemStarting(at: LocalID(client: client, clock: next))
                    if !items[index].isGC {
                        if items[index].end > end {
                            _ = itemStarting(at: LocalID(client: client, clock: end))
                        }
                        found.append(index)
                    }
                    next = items[index].end
                }
            }
        }
        return found
    }

    // MARK: Taking back

    /// Deletes what was inserted and writes anew what was deleted. False if nothing was left to do.
    mutating func revert(_ item: UndoManager.StackItem, _ run: inout RedoRun) -> Bool {
        var doomed: [ItemIndex] = []
        for index in whole(item.insertions) {
            let index = latest(of: index)
            if !items[index].isDeleted, isInside(items[index].parent, run.scope) { doomed.append(index) }
        }
        let lost = whole(item.deletions, order: item.deletedClients).filter { index in
            isInside(items[index].parent, run.scope) && !item.insertions.contains(global(items[index].id))
        }
        run.items = Set(lost)
        var isDone = false
        for index in lost where redo(index, run) != nil { isDone = true }
        for index in doomed.reversed() where !items[index].isDeleted {
            delete(index)
            isDone = true
        }
        return isDone
    }

    /// What stands for an item that an undo wrote anew.
    func redoneID(_ index: ItemIndex) -> LocalID? {
        items[index].flags.contains(.redone) ? redone[index] : nil
    }

    /// What stands for an item that was written anew, perhaps several times. Yjs: `followRedone`.
    private mutating func latest(of index: ItemIndex) -> ItemIndex {
        var id = items[index].id
        var held = index
        while let next = redoneID(held) {
            id = next.advanced(by: id.clock - items[held].id.clock)
            held = find(id)
        }
        return items[held].id == id || items[held].isGC ? held : itemStarting(at: id)
    }

    /// Writes a deleted item anew; nil if it has no place any more. Follows `redoItem` in Yjs 13.6.
    private mutating func redo(_ index: ItemIndex, _ run: RedoRun, depth: Int = 0) -> ItemIndex? {
        if let id = redoneID(index) { return itemStarting(at: id) }
        guard items[index].parent.isSome, depth < 200 else { return nil }
        var holder = types[items[index].parent].item
        if holder.isSome, items[holder].isDeleted {
            if redoneID(holder) == nil {
                guard run.items.contains(holder), redo(holder, run, depth: depth + 1) != nil else {
                    return nil
                }
            }
            while let id = redoneID(holder) { holder = itemStarting(at: id) }
        }
        let parent = holder.isSome ? items[holder].type : items[index].parent
        let key = items[index].parentSub
        guard parent.isSome, let left = left(of: index, under: holder, parent, run) else { return nil }
        let right = key.isSome ? .none : nearest(index, under: holder) { $0.right }
        let new = write(content(of: items[index]), after: left, before: right, in: parent, key: key)
        redone[index] = items[new].id
        items[index].flags.insert(.redone)
        keep(true, new)
        return new
    }

    /// The left neighbour of what is written anew, none at the start of a list; nil if somebody else's value
    /// stands in its place.
    private mutating func left(
        of index: ItemIndex, under holder: ItemIndex, _ parent: TypeIndex, _ run: RedoRun
    ) -> ItemIndex? {
        let key = items[index].parentSub
        guard key.isSome else { return nearest(items[index].left, under: holder) { $0.left } }
        guard items[index].right.isSome, !run.ignoresRemote else { return newest(key, in: parent) }
        var left = index
        while case let right = items[left].right, right.isSome,
            redoneID(right) != nil || run.replaced.contains(global(items[right].id))
        {
            left = right
            while let id = redoneID(left) { left = itemStarting(at: id) }
        }
        return items[left].right.isSome ? nil : left
    }

    /// The first item in a direction that stands in the list that `holder` holds, or was written anew there.
    private mutating func nearest(
        _ start: ItemIndex, under holder: ItemIndex, _ next: (Item) -> ItemIndex
    ) -> ItemIndex {
        var index = start
        while index.isSome {
            var trace = index
            while trace.isSome, !stands(trace, under: holder) {
                trace = redoneID(trace).map { itemStarting(at: $0) } ?? .none
            }
            if trace.isSome { return trace }
            index = next(items[index])
        }
        return .none
    }

    private func stands(_ index: ItemIndex, under holder: ItemIndex) -> Bool {
        items[index].parent.isSome && types[items[index].parent].item == holder
    }
}
