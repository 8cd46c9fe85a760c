extension Engine {
    /// The first broken invariant, in words; nil if all hold. For tests.
    func firstBrokenInvariant() -> String? {
        brokenClocks() ?? brokenLists() ?? brokenMaps()
    }

    private func brokenClocks() -> String? {
        for client in store.indexes {
            var expected: Clock = 0
            for index in store[client] {
                let item = items[index]
                if item.id != LocalID(client: client, clock: expected) {
                    return "clocks of \(store.client(client)) break at \(expected)"
                }
                if let content = contents.content(of: item), content.length != item.length {
                    return "length of \(global(item.id)) differs from its content's"
                }
                if item.length == 0 { return "\(global(item.id)) is empty" }
                if item.isGC != !item.parent.isSome { return "\(global(item.id)) is half collected" }
                expected = item.end
            }
            if expected != store.state(of: client) {
                return "state of \(store.client(client)) is not \(expected)"
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

    private var allTypes: some Sequence<TypeIndex> { (0..<UInt32(types.count)).lazy.map(TypeIndex.init) }
}
