extension Engine {
    /// Writes new content between two neighbours, under this replica's own id.
    @discardableResult
    mutating func write(
        _ content: Content, after left: ItemIndex, before right: ItemIndex, in parent: TypeIndex,
        key: String? = nil
    ) -> ItemIndex {
        integrate(
            Item(
                id: ID(client: clientID, clock: state(of: clientID)), length: content.length,
                origin: left.isSome ? items[left.rawValue].lastID : nil,
                rightOrigin: right.isSome ? items[right.rawValue].id : nil, left: left, right: right,
                parent: parent,
                parentSub: key, content: content))
    }

    /// Follows `typeListInsertGenerics` in Yjs 13.6: behind the last visible element before the index.
    @discardableResult
    mutating func insert(_ content: Content, at index: Int, in list: TypeIndex) -> ItemIndex {
        precondition(index >= 0 && index <= types[list.rawValue].length, "inserts within the list")
        var left = ItemIndex.none
        var next = types[list.rawValue].start
        var rest = index
        while rest > 0 {
            let item = items[next.rawValue]
            left = next
            if item.isVisible {
                if rest < Int(item.length) {
                    _ = itemStarting(at: ID(client: item.id.client, clock: item.id.clock + Clock(rest)))
                }
                rest -= min(rest, Int(item.length))
            }
            next = items[left.rawValue].right
        }
        return write(content, after: left, before: left.isSome ? next : types[list.rawValue].start, in: list)
    }

    /// Follows `typeMapSet` in Yjs 13.6: the newest version of a key stands rightmost.
    @discardableResult
    mutating func set(_ key: String, to content: Content, in map: TypeIndex) -> ItemIndex {
        write(content, after: types[map.rawValue].map[key] ?? .none, before: .none, in: map, key: key)
    }
}
