extension Engine {
    /// The first broken invariant, in words; nil if all hold. For tests.
    func firstBrokenInvariant() -> String? {
        brokenClocks() ?? brokenLists() ?? brokenMaps()
    }

    private func brokenClocks() -> String? {
        for (client, list) in clients {
            var expected: Clock = 0
            if list.isEmpty { return "client \(client) has an empty list" }
            for index in list {
                let item = items[index.rawValue]
                if item.id != ID(client: client, clock: expected) {
                    return "clocks of \(client) break at \(expected)"
                }
                if item.length != item.content.length {
                    return "length of \(item.id) differs from its content's"
                }
                if item.length == 0 { return "\(item.id) is empty" }
                expected = item.end
            }
        }
        return nil
    }

    private func brokenLists() -> String? {
        for raw in 0..<UInt32(types.count) {
            let type = types[raw]
            var left = ItemIndex.none
            var next = type.start
            var length = 0
            while next.isSome {
                let item = items[next.rawValue]
                if item.left != left { return "\(item.id) does not point back to its left neighbour" }
                if item.parent.rawValue != raw {
                    return "\(item.id) stands in a list that is not its parent's"
                }
                if find(item.id) != next { return "\(item.id) is not found under its id" }
                if item.isVisible { length += Int(item.length) }
                left = next
                next = item.right
            }
            if !type.isGone, length != type.length {
                return "a type counts \(type.length), its list \(length)"
            }
        }
        return nil
    }

    private func brokenMaps() -> String? {
        for raw in 0..<UInt32(types.count) {
            for (key, newest) in types[raw].map {
                let item = items[newest.rawValue]
                if item.right.isSome { return "the value of \(key) is not the rightmost version" }
                if item.parentSub != key { return "the value of \(key) belongs to another key" }
                var older = item.left
                while older.isSome {
                    if !items[older.rawValue].isDeleted { return "an older version of \(key) is not deleted" }
                    older = items[older.rawValue].left
                }
            }
        }
        return nil
    }
}
