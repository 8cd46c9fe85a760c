extension Engine {
    /// Writes new content between two neighbours, under this replica's own id.
    @discardableResult
    mutating func write(
        _ content: Content, after left: ItemIndex, before right: ItemIndex, in parent: TypeIndex,
        key: KeyIndex = .none
    ) -> ItemIndex {
        let length = content.length
        let client = ownClient(with: length)
        let clock = store.state(of: client)
        return integrate(
            Item(
                id: LocalID(client: client, clock: clock), length: length,
                origin: left.isSome ? items[left].lastID : .none,
                rightOrigin: right.isSome ? items[right].id : .none, left: left, right: right,
                parent: parent, parentSub: key, content: place(of: content, by: client)))
    }

    /// The client to write under. Somebody who forged our id may have used up its clocks: then the next free
    /// id is ours from here on. Yjs: a new `doc.clientID` when another writer is found under it.
    mutating func ownClient(with length: Clock) -> ClientIndex {
        precondition(length < 1 << 31, "one content has fewer than 2^31 elements")
        var client = store.intern(clientID)
        while UInt64(store.state(of: client)) + UInt64(length) >= 1 << 31 {
            clientID = clientID >= (1 << 53) - 1 ? 1 : clientID + 1
            client = store.intern(clientID)
        }
        return client
    }

    /// Follows `typeListInsertGenerics` in Yjs 13.6: behind the last visible element before the index.
    @discardableResult
    mutating func insert(_ content: Content, at index: Int, in list: TypeIndex) -> ItemIndex {
        let (left, right) = neighbours(at: index, in: list)
        return write(content, after: left, before: right, in: list)
    }

    /// Follows `typeMapSet` in Yjs 13.6: the newest version of a key stands rightmost.
    @discardableResult
    mutating func set(_ key: String, to content: Content, in map: TypeIndex) -> ItemIndex {
        let key = keys.intern(key)
        return write(content, after: newest(key, in: map), before: .none, in: map, key: key)
    }
}
