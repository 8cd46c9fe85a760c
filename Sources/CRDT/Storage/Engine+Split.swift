extension Engine {
    /// The item that holds an element, which must be known; what was written last is found at once.
    private mutating func held(_ id: LocalID) -> ItemIndex {
        let tail = store[id.client].tail
        precondition(id.clock < store[id.client].state, "only known clocks are looked up")
        if items[tail].id.clock <= id.clock { return tail }
        return store[id.client, store.locate(id)]
    }

    /// The item that begins exactly at `id`, which must be known. Yjs: `getItemCleanStart`.
    mutating func itemStarting(at id: LocalID) -> ItemIndex {
        let index = held(id)
        let start = items[index].id.clock
        guard start < id.clock, !items[index].isGC else { return index }
        return split(index, at: id.clock - start)
    }

    /// The item that ends exactly with `id`, which must be known. Yjs: `getItemCleanEnd`.
    mutating func itemEnding(at id: LocalID) -> ItemIndex {
        let index = held(id)
        if id.clock != items[index].end - 1, !items[index].isGC {
            _ = split(index, at: id.clock - items[index].id.clock + 1)
        }
        return index
    }

    /// Cuts an item where somebody may put it together again at the end of the transaction.
    private mutating func split(_ index: ItemIndex, at count: Clock) -> ItemIndex {
        let right = cut(index, at: count)
        transaction.mergeCandidates.append(items[right].id)
        return right
    }

    /// Cuts an item behind `count` elements and returns the right part. Follows `splitItem` in Yjs 13.6.
    mutating func cut(_ index: ItemIndex, at count: Clock) -> ItemIndex {
        var right = items[index]
        let place = store.locate(right.id)
        right.content = contents.split(right, at: count)
        right.origin = right.id.advanced(by: count - 1)
        right.id = right.id.advanced(by: count)
        right.length -= count
        right.left = index
        let rightIndex = items.add(right)
        if right.leaf.isSome, right.isVisible {
            positions.resize(index, in: right.leaf, by: -Int(right.length))
        }
        items[index].length = count
        items[index].right = rightIndex
        if right.right.isSome {
            items[right.right].left = rightIndex
        } else if right.parentSub.isSome {
            setNewest(rightIndex, right.parentSub, in: right.parent)
        }
        if right.leaf.isSome { addPosition(rightIndex) }
        store.insert(rightIndex, right.id, after: place)
        if right.flags.contains(.redone), let new = redone[index] {
            redone[rightIndex] = new.advanced(by: count)
        }
        return rightIndex
    }

    /// Joins an item to its left neighbour in the clock, if the two are one run. Follows `Item#mergeWith` in
    /// Yjs 13.6. True if the right item is no more; the caller takes it out of the store.
    mutating func absorb(_ rightIndex: ItemIndex, into leftIndex: ItemIndex) -> Bool {
        let right = items[rightIndex]
        let left = items[leftIndex]
        guard left.isGC == right.isGC, left.isDeleted == right.isDeleted else { return false }
        if !left.isGC {
            guard left.right == rightIndex, right.origin == left.lastID,
                right.rightOrigin == left.rightOrigin, !left.flags.union(right.flags).contains(.redone)
            else { return false }
        }
        guard let content = contents.join(left, right) else { return false }
        if siblings.areOf(right) { siblings.forget() }
        if right.leaf.isSome { removePosition(rightIndex) }
        items[leftIndex].content = content
        items[leftIndex].length += right.length
        if right.flags.contains(.kept) { items[leftIndex].flags.insert(.kept) }
        if left.leaf.isSome, right.isVisible {
            positions.resize(leftIndex, in: left.leaf, by: Int(right.length))
        }
        if !left.isGC {
            items[leftIndex].right = right.right
            if right.right.isSome {
                items[right.right].left = leftIndex
            } else if right.parentSub.isSome {
                setNewest(leftIndex, right.parentSub, in: right.parent)
            }
        }
        if cursor.item == rightIndex { cursor.item = .none }
        items.release(rightIndex)
        return true
    }

    // MARK: Position trees

    /// An item that is linked into a list with a tree takes its place in it.
    mutating func addPosition(_ index: ItemIndex) {
        let item = items[index]
        positions.insert(index, after: item.left, root: &types[item.parent].tree, items: &items)
    }

    mutating func removePosition(_ index: ItemIndex) {
        let item = items[index]
        positions.remove(index, in: item.leaf, root: &types[item.parent].tree)
        items[index].leaf = .none
    }
}
