extension Engine {
    /// The text or list as inserts. Follows `YText#toDelta` in Yjs 13.6.
    func delta(_ type: TypeID) -> Delta {
        var builder = DeltaBuilder()
        var attributes: Attributes = [:]
        for item in list(type) where !item.isDeleted {
            if case .format(let key, let value) = item.content {
                attributes[key] = value == .null ? nil : value
            } else {
                builder.insert(item.content, values(of: item.content), attributes)
            }
        }
        return builder.delta
    }

    /// What the running transaction did, type by type, outermost first.
    func events() -> [TypeEvent] {
        var found: [(depth: Int, event: TypeEvent)] = []
        for (index, keys) in transaction.changed {
            let type = TypeID(index: index.rawValue)
            guard let path = path(of: type) else { continue }
            var changes: [String: TypeEvent.KeyChange] = [:]
            for case let key? in keys { changes[key] = change(of: key, in: index) }
            let delta = keys.contains(nil) ? changeDelta(of: index) : Delta()
            guard !changes.isEmpty || !delta.operations.isEmpty else { continue }
            let event = TypeEvent(
                target: type, kind: apparentKind(type) ?? .text, path: path, delta: delta, keys: changes)
            found.append((path.count, event))
        }
        return found.sorted { ($0.depth, $0.event.target.index) < ($1.depth, $1.event.target.index) }.map(
            \.event)
    }

    /// Follows `YEvent#changes.keys` in Yjs 13.6.
    private func change(of key: String, in type: TypeIndex) -> TypeEvent.KeyChange? {
        guard let index = types[type.rawValue].map[key] else { return nil }
        let item = items[index.rawValue]
        guard transaction.adds(item) else {
            guard transaction.deletes(item), let old = values(of: item.content).last else { return nil }
            return .removed(old: old)
        }
        var previous = item.left
        while previous.isSome, transaction.adds(items[previous.rawValue]) {
            previous = items[previous.rawValue].left
        }
        var old: Value?
        if previous.isSome, transaction.deletes(items[previous.rawValue]) {
            old = values(of: items[previous.rawValue].content).last
        }
        if transaction.deletes(item) { return old.map { .removed(old: $0) } }
        return old.map { .updated(old: $0) } ?? .added
    }

    /// Follows `YTextEvent#delta` in Yjs 13.6; for lists without formats it is `YEvent#changes.delta`.
    private func changeDelta(of type: TypeIndex) -> Delta {
        var builder = DeltaBuilder()
        /// Formats in force now, before, and those a retained run has gained or lost.
        var current: Attributes = [:]
        var old: Attributes = [:]
        var changed: Attributes = [:]
        for item in list(type) {
            let isNew = transaction.adds(item)
            let isGoneNow = transaction.deletes(item)
            if case .format(let key, let value) = item.content {
                guard !(isNew && item.isDeleted) else { continue }
                if isGoneNow || !isNew, isGoneNow || !item.isDeleted { old[key] = value }
                if !item.isDeleted { current[key] = value }
                let now = current[key] ?? .null
                changed[key] = now == (old[key] ?? .null) ? nil : now
                continue
            }
            if isNew {
                if !item.isDeleted {
                    builder.insert(
                        item.content, values(of: item.content), current.filter { $0.value != .null })
                }
            } else if isGoneNow {
                if item.content.isCountable { builder.delete(Int(item.length)) }
            } else if item.isVisible {
                builder.retain(Int(item.length), changed)
            }
        }
        return builder.trimmed
    }
}

/// Joins neighbouring operations of one kind with equal attributes.
struct DeltaBuilder {
    private(set) var delta = Delta()

    /// Without the retain at the end, which says nothing.
    var trimmed: Delta {
        var delta = delta
        while case .retain(_, let attributes)? = delta.operations.last, attributes.isEmpty {
            delta.operations.removeLast()
        }
        return delta
    }

    mutating func insert(_ content: Content, _ values: [Value], _ attributes: Attributes) {
        if case .string(let units) = content {
            let text = String(decoding: units, as: UTF16.self)
            if case .insert(let before, attributes)? = delta.operations.last {
                delta.operations[delta.operations.count - 1] = .insert(before + text, attributes)
            } else {
                delta.operations.append(.insert(text, attributes))
            }
        } else if case .insertValues(let before, attributes)? = delta.operations.last {
            delta.operations[delta.operations.count - 1] = .insertValues(before + values, attributes)
        } else if !values.isEmpty {
            delta.operations.append(.insertValues(values, attributes))
        }
    }

    mutating func delete(_ count: Int) {
        if case .delete(let before)? = delta.operations.last {
            delta.operations[delta.operations.count - 1] = .delete(before + count)
        } else {
            delta.operations.append(.delete(count))
        }
    }

    mutating func retain(_ count: Int, _ attributes: Attributes) {
        if case .retain(let before, attributes)? = delta.operations.last {
            delta.operations[delta.operations.count - 1] = .retain(before + count, attributes)
        } else {
            delta.operations.append(.retain(count, attributes))
        }
    }
}
