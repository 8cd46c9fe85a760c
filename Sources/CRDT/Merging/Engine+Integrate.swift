extension Engine {
    /// Puts a resolved item into its list and into the store. Follows `Item#integrate` in Yjs 13.6.
    ///
    /// `item.left` and `item.right` are the neighbours its origins name; what others inserted between them
    /// meanwhile decides its final place, the same on every replica.
    @discardableResult
    mutating func integrate(_ resolved: Item) -> ItemIndex {
        var item = resolved
        guard item.parent.isSome, !item.isGC else { return store(asGC(item)) }
        if hasConflict(item) { item.left = placed(item) }
        let index = ItemIndex(rawValue: items.add(item))
        link(index)
        append(index)
        contentArrived(index)
        noteChange(item.parent, item.parentSub)
        let parent = types[item.parent.rawValue]
        let isUnderDeleted = parent.isGone || (parent.item.isSome && items[parent.item.rawValue].isDeleted)
        if isUnderDeleted || (item.parentSub != nil && items[index.rawValue].right.isSome) { delete(index) }
        return index
    }

    /// Keeps the clocks of a struct that has no place any more.
    mutating func store(_ item: Item) -> ItemIndex {
        let index = ItemIndex(rawValue: items.add(item))
        append(index)
        return index
    }

    func asGC(_ item: Item) -> Item {
        Item(
            id: item.id, length: item.length, parent: .none, content: .deleted(item.length), isDeleted: true,
            isGC: true)
    }

    /// Whether somebody wrote between the two neighbours.
    private func hasConflict(_ item: Item) -> Bool {
        if item.left.isSome { return items[item.left.rawValue].right != item.right }
        return !item.right.isSome || items[item.right.rawValue].left.isSome
    }

    /// The leftmost item of the list or, for a map key, of all versions of that key.
    func first(of parent: TypeIndex, key: String?) -> ItemIndex {
        guard let key else { return types[parent.rawValue].start }
        var first = types[parent.rawValue].map[key] ?? .none
        while first.isSome, items[first.rawValue].left.isSome { first = items[first.rawValue].left }
        return first
    }

    /// The left neighbour after all concurrent items that come first: by ascending client id among equal
    /// origins.
    private func placed(_ item: Item) -> ItemIndex {
        var left = item.left
        var other = left.isSome ? items[left.rawValue].right : first(of: item.parent, key: item.parentSub)
        var conflicting: Set<ItemIndex> = []
        var beforeOrigin: Set<ItemIndex> = []
        while other.isSome, other != item.right {
            let rival = items[other.rawValue]
            beforeOrigin.insert(other)
            conflicting.insert(other)
            if rival.origin == item.origin {
                if rival.id.client < item.id.client {
                    left = other
                    conflicting.removeAll()
                } else if rival.rightOrigin == item.rightOrigin {
                    break
                }
            } else if let origin = rival.origin, let holder = find(origin), beforeOrigin.contains(holder) {
                if !conflicting.contains(holder) {
                    left = other
                    conflicting.removeAll()
                }
            } else {
                break
            }
            other = rival.right
        }
        return left
    }

    /// Links an item behind its left neighbour. At the end of a key's versions it becomes the key's value.
    private mutating func link(_ index: ItemIndex) {
        let item = items[index.rawValue]
        let right: ItemIndex
        if item.left.isSome {
            right = items[item.left.rawValue].right
            items[item.left.rawValue].right = index
        } else {
            right = first(of: item.parent, key: item.parentSub)
            if item.parentSub == nil { types[item.parent.rawValue].start = index }
        }
        items[index.rawValue].right = right
        if right.isSome {
            items[right.rawValue].left = index
        } else if let key = item.parentSub {
            types[item.parent.rawValue].map[key] = index
            if item.left.isSome { delete(item.left) }
        }
        if item.parentSub == nil, item.isVisible { types[item.parent.rawValue].length += Int(item.length) }
    }

    private mutating func append(_ index: ItemIndex) {
        let item = items[index.rawValue]
        precondition(
            state(of: item.id.client) == item.id.clock, "a client's structs follow each other without gaps")
        clients[item.id.client, default: []].append(index)
    }

    /// What some contents do when they arrive. Yjs: `Content#integrate`.
    private mutating func contentArrived(_ index: ItemIndex) {
        let item = items[index.rawValue]
        switch item.content {
        case .deleted(let length):
            transaction.deletes.add(item.id.client, item.id.clock, length)
            items[index.rawValue].isDeleted = true
        case .type(let kind, let name, _):
            let type = TypeIndex(rawValue: types.add(TypeRecord(kind: kind, name: name, item: index)))
            items[index.rawValue].content = .type(kind, name: name, type)
        default: break
        }
    }

    /// A type that is new itself is told of by its parent. Follows `addChangedTypeToTransaction` in Yjs 13.6.
    mutating func noteChange(_ type: TypeIndex, _ key: String?) {
        let holder = types[type.rawValue].item
        if holder.isSome {
            let item = items[holder.rawValue]
            guard !item.isDeleted, !transaction.adds(item) else { return }
        }
        transaction.changed[type, default: []].insert(key)
    }

    /// Marks an item deleted, and everything in it. Follows `Item#delete` in Yjs 13.6.
    mutating func delete(_ index: ItemIndex) {
        let item = items[index.rawValue]
        guard !item.isDeleted else { return }
        if item.content.isCountable, item.parentSub == nil {
            types[item.parent.rawValue].length -= Int(item.length)
        }
        items[index.rawValue].isDeleted = true
        transaction.deletes.add(item.id.client, item.id.clock, item.length)
        noteChange(item.parent, item.parentSub)
        if case .type(_, _, let type) = item.content { deleteChildren(of: type) }
    }

    /// Children that hold types of their own are pushed on a list instead of the stack: depth is the
    /// sender's choice.
    private mutating func deleteChildren(of root: TypeIndex) {
        var waiting = [root]
        while let type = waiting.popLast() {
            types[type.rawValue].isGone = true
            for child in children(of: type) {
                let item = items[child.rawValue]
                guard !item.isDeleted else {
                    if !transaction.adds(item) { transaction.mergeCandidates.append(item.id) }
                    continue
                }
                items[child.rawValue].isDeleted = true
                transaction.deletes.add(item.id.client, item.id.clock, item.length)
                if case .type(_, _, let inner) = item.content { waiting.append(inner) }
            }
            types[type.rawValue].length = 0
            transaction.changed[type] = nil
        }
    }

    /// All items of a type: its list, and for each key all versions.
    func children(of type: TypeIndex) -> [ItemIndex] {
        var found: [ItemIndex] = []
        var next = types[type.rawValue].start
        while next.isSome {
            found.append(next)
            next = items[next.rawValue].right
        }
        for newest in types[type.rawValue].map.values {
            var version = newest
            while version.isSome {
                found.append(version)
                version = items[version.rawValue].left
            }
        }
        return found
    }
}
