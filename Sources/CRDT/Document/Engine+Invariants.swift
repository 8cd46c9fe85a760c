extension Engine {
    /// The first broken invariant, in words; nil if all hold. For tests.
    func firstBrokenInvariant() -> String? {
        brokenClocks() ?? brokenLists() ?? brokenMaps() ?? brokenPositions() ?? brokenCursor()
    }

    private func brokenClocks() -> String? {
        for client in store.indexes {
            var expected: Clock = 0
            var last = ItemIndex.none
            var next = store.first(of: client)
            while let place = next {
                let index = store[client, place]
                let item = items[index]
                if item.id != LocalID(client: client, clock: expected) {
                    return "clocks of \(store.client(client)) break at \(expected)"
                }
                if let content = contents.content(of: item), content.length != item.length {
                    return "length of \(global(item.id)) differs from its content's"
                }
                if item.length == 0 { return "\(global(item.id)) is empty" }
                if item.isGC != !item.parent.isSome { return "\(global(item.id)) is half collected" }
                if store.place(of: item.id) != place || store.place(of: item.lastID) != place {
                    return "\(global(item.id)) is not found under its clocks"
                }
                expected = item.end
                last = index
                next = store.next(place, of: client)
            }
            if expected != store.state(of: client) {
                return "state of \(store.client(client)) is not \(expected)"
            }
            if store[client].tail != last {
                return "the last struct of \(store.client(client)) is another"
            }
        }
        return nil
    }

    private func brokenLists() -> String? {
        for type in allTypes {
            var left = ItemIndex.none
            var next = types[type].start
            var length = 0
            while next.isSome {
                let item = items[next]
                if item.left != left {
                    return "\(global(item.id)) does not point back to its left neighbour"
                }
                if item.parent != type || item.parentSub.isSome {
                    return "\(global(item.id)) stands in a list that is not its parent's"
                }
                if find(item.id) != next { return "\(global(item.id)) is not found under its id" }
                if item.isVisible { length += Int(item.length) }
                if types[type].isGone, item.isVisible {
                    return "\(global(item.id)) is seen in a deleted type"
                }
                if item.content.kind == .format, !types[type].hasFormats {
                    return "\(global(item.id)) is a format in a text that has none"
                }
                if item.leaf.isSome != types[type].tree.isSome {
                    return "\(global(item.id)) and its list disagree whether there is a tree"
                }
                left = next
                next = item.right
            }
            if !types[type].isGone, length != types[type].length {
                return "a type counts \(types[type].length), its list \(length)"
            }
        }
        return nil
    }

    private func brokenMaps() -> String? {
        for type in allTypes {
            for (key, newest) in maps[Int(types[type].map)] {
                if items[newest].right.isSome {
                    return "the value of \(keys[key]) is not the rightmost version"
                }
                var version = newest
                while version.isSome {
                    let item = items[version]
                    if item.parentSub != key || item.parent != type {
                        return "a version of \(keys[key]) belongs elsewhere"
                    }
                    if version != newest, !item.isDeleted {
                        return "an older version of \(keys[key]) is not deleted"
                    }
                    version = item.left
                }
            }
        }
        return nil
    }

    /// A tree names the items of its list in their order, and counts them right.
    private func brokenPositions() -> String? {
        for type in allTypes where types[type].tree.isSome {
            var found: [ItemIndex] = []
            if let broken = positions.firstBroken(from: types[type].tree, items, into: &found) {
                return broken
            }
            var next = types[type].start
            for index in found {
                if index != next {
                    return "a position tree and its list part at \(global(items[index].id))"
                }
                next = items[index].right
            }
            if next.isSome { return "a position tree ends before its list" }
        }
        return nil
    }

    private func brokenCursor() -> String? {
        guard cursor.item.isSome else { return nil }
        var next = types[cursor.type].start
        var start = 0
        while next.isSome, next != cursor.item {
            start += Int(items[next].visibleLength)
            next = items[next].right
        }
        if next != cursor.item { return "the cursor stands outside its list" }
        return start == cursor.start ? nil : "the cursor counts \(cursor.start), the list \(start)"
    }

    private var allTypes: some Sequence<TypeIndex> {
        (0..<UInt32(types.count)).lazy.map(TypeIndex.init)
    }
}

extension PositionTree {
    private func total(of node: NodeIndex) -> Clock {
        (0..<nodes[node].count).reduce(0) { $0 &+ length(of: $1, in: node) }
    }

    /// The first broken invariant below a root, and the items from the left.
    fileprivate func firstBroken(
        from root: NodeIndex, _ items: borrowing Pool<Item, ItemIndex>, into found: inout [ItemIndex]
    ) -> String? {
        if nodes[root].parent.isSome { return "the root of a position tree has a parent" }
        var waiting = [root]
        while let node = waiting.popLast() {
            if nodes[node].count == 0 { return "a node of a position tree is empty" }
            for slot in (0..<nodes[node].count).reversed() where !nodes[node].isLeaf {
                let child = NodeIndex(rawValue: nodes[node].children[slot])
                if nodes[child].parent != node { return "a node of a position tree has another parent" }
                let total = nodes[child].isLeaf ? nodes[child].total : total(of: child)
                if total != length(of: slot, in: node) {
                    return "a node of a position tree counts wrong"
                }
                waiting.append(child)
            }
            for slot in 0..<nodes[node].count where nodes[node].isLeaf {
                let index = ItemIndex(rawValue: nodes[node].children[slot])
                if items[index].leaf != node { return "an item names another leaf" }
                if items[index].visibleLength != nodes[node].lengths[slot] { return "a leaf counts wrong" }
                found.append(index)
            }
        }
        return nil
    }
}
