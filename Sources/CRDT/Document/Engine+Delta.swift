extension Engine {
    /// The text or list as inserts. Follows `YText#toDelta` in Yjs 13.6.
    func delta(_ type: TypeID) -> Delta {
        var builder = DeltaBuilder()
        var attributes: Attributes = [:]
        for index in list(type) where !items[index].isDeleted {
            if let (key, value) = contents.format(of: items[index]) {
                attributes[key] = value == .null ? nil : value
            } else {
                insert(items[index], attributes, into: &builder)
            }
        }
        return builder.finish()
    }

    private func insert(_ item: Item, _ attributes: Attributes, into builder: inout DeltaBuilder) {
        if item.content.kind == .string {
            builder.insert(contents.texts.units(of: item), attributes)
        } else {
            builder.insert(values(of: item), attributes)
        }
    }

    /// What the running transaction did, type by type, outermost first.
    func events() -> [TypeEvent] {
        var found: [(depth: Int, event: TypeEvent)] = []
        var changed: [TypeIndex: Set<KeyIndex>] = [:]
        for (type, key) in transaction.changed { changed[type, default: []].insert(key) }
        for (place, touched) in changed {
            let type = TypeID(place)
            guard let path = path(of: type) else { continue }
            var changes: [String: TypeEvent.KeyChange] = [:]
            for key in touched where key.isSome { changes[keys[key]] = change(of: key, in: place) }
            let delta = touched.contains(.none) ? changeDelta(of: type) : Delta()
            guard !changes.isEmpty || !delta.operations.isEmpty else { continue }
            var event = TypeEvent(
                target: type, kind: apparentKind(type) ?? .text, path: path, delta: delta, keys: changes)
            if touched.contains(.none), event.kind != .text, event.kind != .xmlText {
                (event.added, event.deleted) = changedElements(of: type)
            }
            found.append((path.count, event))
        }
        return found.sorted { ($0.depth, $0.event.target.index) < ($1.depth, $1.event.target.index) }
            .map(\.event)
    }

    /// Follows `YEvent#changes` in Yjs 13.6.
    private func changedElements(
        of type: TypeID
    ) -> (added: [TypeEvent.Elements], deleted: [TypeEvent.Elements]) {
        var added: [TypeEvent.Elements] = []
        var deleted: [TypeEvent.Elements] = []
        for index in list(type) {
            let item = items[index]
            let elements = TypeEvent.Elements(first: global(item.id), count: item.length)
            if adds(item) {
                if !item.isDeleted { added.append(elements) }
            } else if deletesNow(item) {
                deleted.append(elements)
            }
        }
        return (added, deleted)
    }

    /// Follows `YEvent#changes.keys` in Yjs 13.6.
    private func change(of key: KeyIndex, in type: TypeIndex) -> TypeEvent.KeyChange? {
        let newest = newest(key, in: type)
        guard newest.isSome else { return nil }
        let item = items[newest]
        guard adds(item) else {
            return deletesNow(item) ? lastValue(of: item).map { .removed(old: $0) } : nil
        }
        var previous = item.left
        while previous.isSome, adds(items[previous]) { previous = items[previous].left }
        var old: Value?
        if previous.isSome, deletesNow(items[previous]) { old = lastValue(of: items[previous]) }
        if deletesNow(item) { return old.map { .removed(old: $0) } }
        return old.map { .updated(old: $0) } ?? .added
    }

    /// Follows `YTextEvent#delta` in Yjs 13.6; for lists without formats it is `YEvent#changes.delta`.
    private func changeDelta(of type: TypeID) -> Delta {
        var builder = DeltaBuilder()
        /// Formats in force now, before, and those a retained run has gained or lost.
        var current: Attributes = [:]
        var old: Attributes = [:]
        var changed: Attributes = [:]
        for index in list(type) {
            let item = items[index]
            let isNew = adds(item)
            let isGoneNow = deletesNow(item)
            if let (key, value) = contents.format(of: item) {
                guard !(isNew && item.isDeleted) else { continue }
                if isGoneNow || !isNew, isGoneNow || !item.isDeleted { old[key] = value }
                if !item.isDeleted { current[key] = value }
                let now = current[key] ?? .null
                changed[key] = now == (old[key] ?? .null) ? nil : now
                continue
            }
            // A run that has grown is old up to where it ended before.
            let oldLength = oldLength(of: item)
            if oldLength > 0 {
                if isGoneNow {
                    if item.content.kind.isCountable { builder.delete(Int(oldLength)) }
                } else if item.isVisible {
                    builder.retain(Int(oldLength), changed)
                }
            }
            if oldLength < item.length, !item.isDeleted {
                insert(item.dropping(oldLength), current.filter { $0.value != .null }, into: &builder)
            }
        }
        return builder.finish()
    }
}
