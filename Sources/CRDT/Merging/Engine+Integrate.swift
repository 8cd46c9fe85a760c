extension Engine {
    /// Puts a resolved item into its list and into the store. Follows `Item#integrate` in Yjs 13.6.
    ///
    /// `item.left` and `item.right` are the neighbours its origins name; what others inserted between them
    /// meanwhile decides its final place, the same on every replica.
    @discardableResult
    mutating func integrate(_ resolved: Item) -> ItemIndex {
        var item = resolved
        transaction.leavesNeighbours = true
        guard item.parent.isSome, !item.isGC else { return appendCollected(item) }
        if hasConflict(item) {
            guard let left = placed(item) else { return appendCollected(item) }
            item.left = left
        }
        let index = append(item)
        link(index)
        contentArrived(index)
        noteChange(item.parent, item.parentSub)
        let parent = types[item.parent]
        let isUnderDeleted = parent.isGone || (parent.item.isSome && items[parent.item].isDeleted)
        if isUnderDeleted || (item.parentSub.isSome && items[index].right.isSome) { delete(index) }
        if item.parentSub.isSome, item.length > 1, !items[index].isDeleted { keepLast(of: index) }
        return index
    }

    /// A key holds one element. Of a run under a key, which no honest peer writes, the last stays: stock Yjs
    /// keeps all of them, and throws when their map is deleted.
    private mutating func keepLast(of index: ItemIndex) {
        let last = cut(index, at: items[index].length - 1)
        transaction.mergeCandidates.append(items[last].id)
        transaction.isVerbatim = false
        delete(index)
    }

    /// Stores an item as the next of its client. Yjs: `addStruct`.
    mutating func append(_ item: Item) -> ItemIndex {
        noteGrowth(item.id.client)
        let index = items.add(item)
        store.append(index, item.id, length: item.length)
        return index
    }

    /// Of an item that has no place only the clocks are left.
    private mutating func appendCollected(_ item: Item) -> ItemIndex {
        contents.release(item)
        transaction.isVerbatim = false
        return append(item.asGC)
    }

    /// Whether somebody wrote between the two neighbours.
    private func hasConflict(_ item: Item) -> Bool {
        if item.left.isSome { return items[item.left].right != item.right }
        return !item.right.isSome || items[item.right].left.isSome
    }

    /// The leftmost item of the list or, for a map key, of all versions of that key.
    private mutating func first(of parent: TypeIndex, key: KeyIndex) -> ItemIndex {
        guard key.isSome else { return types[parent].start }
        var first = newest(key, in: parent)
        while first.isSome, items[first].left.isSome {
            transaction.comparisons += 1
            first = items[first].left
        }
        return first
    }

    /// The left neighbour after all concurrent items that come first: by ascending client id among equal
    /// origins.
    ///
    /// nil if the right neighbour does not stand behind the left one: nobody honest writes that, and where
    /// such an item would stand depends on what came before it.
    private mutating func placed(_ item: Item) -> ItemIndex? {
        let client = store.client(item.id.client)
        var left = item.left
        var other: ItemIndex
        if siblings.areOf(item) {
            transaction.comparisons += 1
            let (before, after) = siblings.neighbours(of: client)
            if let after { return items[after].left }
            other = before ?? .none
        } else {
            other = behind(item.left, item)
        }
        var scan = Conflict()
        while other.isSome, other != item.right {
            transaction.comparisons += 1
            let rival = items[other]
            scan.pass(other, &rivals)
            if rival.origin == item.origin {
                if store.client(rival.id.client) < client {
                    left = other
                    scan.settle()
                } else if rival.rightOrigin == item.rightOrigin {
                    break
                }
            } else if let holder = standing(of: rival, scan) {
                if holder == .settled {
                    left = other
                    scan.settle()
                }
            } else {
                break
            }
            other = rival.right
        }
        if scan.passedCount > Self.siblingsMin, !siblings.areOf(item) { remember(item) }
        // The end stands behind everything: a letter before others' work need not walk through it.
        guard item.right.isSome else { return left }
        while other.isSome, other != item.right {
            transaction.comparisons += 1
            other = items[other].right
        }
        return other == item.right ? left : nil
    }

    /// How what a rival was written behind stands; nil if it was not passed. The rival was passed last.
    private mutating func standing(of rival: Item, _ scan: Conflict) -> Conflict.Standing? {
        guard rival.origin.isSome else { return nil }
        // Mostly it stands where it was written, or little was written there since.
        var near = rival.left
        for back in 0..<min(Self.nearMax, scan.passedCount - 1) {
            if items[near].lastID == rival.origin { return scan.standing(beforeLast: back) }
            near = items[near].left
        }
        transaction.comparisons += 1
        return scan.find(store[rival.origin.client, store.locate(rival.origin)], rivals)
    }

    /// So many passed rivals are looked at before one is found by its id.
    private static var nearMax: Int { 4 }

    /// So many have to be met at a place before those who stand there are remembered.
    private static var siblingsMin: Int { 32 }

    private mutating func behind(_ left: ItemIndex, _ item: Item) -> ItemIndex {
        left.isSome ? items[left].right : first(of: item.parent, key: item.parentSub)
    }

    /// Remembers who stands at the item's place, if all who do were written between the same two neighbours.
    private mutating func remember(_ item: Item) {
        siblings.begin(item)
        var other = behind(item.left, item)
        var scan = Conflict()
        while other.isSome, other != item.right {
            transaction.comparisons += 1
            let rival = items[other]
            scan.pass(other, &rivals)
            if rival.origin == item.origin {
                guard rival.rightOrigin == item.rightOrigin,
                    siblings.append(other, of: store.client(rival.id.client))
                else { return siblings.forget() }
            } else if standing(of: rival, scan) == nil {
                break
            }
            other = rival.right
        }
        // A right neighbour that does not come is no neighbour.
        if item.right.isSome, other != item.right { siblings.forget() }
    }

    /// Links an item behind its left neighbour. At the end of a key's versions it becomes the key's value.
    mutating func link(_ index: ItemIndex) {
        let item = items[index]
        let right: ItemIndex
        if item.left.isSome {
            right = items[item.left].right
            items[item.left].right = index
        } else {
            right = first(of: item.parent, key: item.parentSub)
            if !item.parentSub.isSome { types[item.parent].start = index }
        }
        items[index].right = right
        if right.isSome {
            items[right].left = index
        } else if item.parentSub.isSome {
            setNewest(index, item.parentSub, in: item.parent)
            if item.left.isSome { delete(item.left) }
        }
        siblings.note(
            index, item, of: store.client(item.id.client),
            behind: item.left.isSome ? items[item.left].lastID : .none)
        guard !item.parentSub.isSome else { return }
        if item.isVisible { types[item.parent].length += Int(item.length) }
        if item.content.kind == .format { types[item.parent].hasFormats = true }
        if types[item.parent].tree.isSome { addPosition(index) }
        loseCursor(in: item.parent)
    }

    /// What some contents do when they arrive. Yjs: `Content#integrate`.
    private mutating func contentArrived(_ index: ItemIndex) {
        let item = items[index]
        if item.content.kind == .deleted {
            transaction.noteDeleted(item.id, item.length)
            items[index].flags.insert(.deleted)
        }
        if item.type.isSome { types[item.type].item = index }
    }

    /// A type that is new itself is told of by its parent. Follows `addChangedTypeToTransaction` in Yjs 13.6.
    mutating func noteChange(_ type: TypeIndex, _ key: KeyIndex) {
        guard transaction.isObserved else { return }
        let holder = types[type].item
        if holder.isSome {
            let item = items[holder]
            guard !item.isDeleted, !adds(item) else { return }
        }
        transaction.changed.append((type, key))
    }

    // MARK: Deleting

    /// Marks an item deleted, and everything in it. Follows `Item#delete` in Yjs 13.6.
    mutating func delete(_ index: ItemIndex) {
        let item = items[index]
        guard !item.isDeleted else { return }
        if item.content.kind.isCountable, !item.parentSub.isSome {
            types[item.parent].length -= Int(item.length)
            if item.leaf.isSome { positions.resize(index, in: item.leaf, by: -Int(item.length)) }
            if cursor.item != index { loseCursor(in: item.parent) }
        }
        items[index].flags.insert(.deleted)
        transaction.noteDeleted(item.id, item.length)
        transaction.leavesNeighbours = true
        if item.content.kind != .deleted { transaction.leavesGarbage = true }
        noteChange(item.parent, item.parentSub)
        if item.type.isSome { deleteChildren(of: item.type) }
    }

    /// Children that hold types of their own go on a list instead of the stack: depth is the sender's choice.
    private mutating func deleteChildren(of root: TypeIndex) {
        var waiting = [root]
        while let type = waiting.popLast() {
            // Nobody seeks in a deleted list.
            dropPositions(of: type)
            for child in children(of: type) {
                let item = items[child]
                guard !item.isDeleted else {
                    if !adds(item) { transaction.mergeCandidates.append(item.id) }
                    continue
                }
                items[child].flags.insert(.deleted)
                transaction.noteDeleted(item.id, item.length)
                if item.type.isSome { waiting.append(item.type) }
            }
            types[type].isGone = true
            types[type].length = 0
        }
    }

    private mutating func dropPositions(of type: TypeIndex) {
        loseCursor(in: type)
        guard types[type].tree.isSome else { return }
        positions.drop(types[type].tree)
        types[type].tree = .none
        var next = types[type].start
        while next.isSome {
            items[next].leaf = .none
            next = items[next].right
        }
    }

    /// All items of a type: its list, and for each key all versions.
    func children(of type: TypeIndex) -> [ItemIndex] {
        var found: [ItemIndex] = []
        var next = types[type].start
        while next.isSome {
            found.append(next)
            next = items[next].right
        }
        for newest in maps[Int(types[type].map)].values {
            var version = newest
            while version.isSome {
                found.append(version)
                version = items[version].left
            }
        }
        return found
    }
}
