/// What one running transaction has done so far.
struct TransactionState: Sendable {
    /// Clocks at its beginning, by the client's place.
    var before: ContiguousArray<Clock> = []
    /// What it deleted.
    var deletes = DeleteSet()
    /// Types it touched, with the map keys it touched in them; no key is the list.
    var changed: [TypeIndex: Set<KeyIndex>] = [:]
    /// Starts of items that may merge with their left neighbour.
    var mergeCandidates: [LocalID] = []

    func clockBefore(_ client: ClientIndex) -> Clock {
        Int(client.rawValue) < before.count ? before[Int(client.rawValue)] : 0
    }

    /// Whether the item is new. Yjs: `YEvent#adds`.
    func adds(_ item: Item) -> Bool { item.id.clock >= clockBefore(item.id.client) }
}

extension Engine {
    /// Whether the running transaction deleted the item. Yjs: `YEvent#deletes`.
    func deletesNow(_ item: Item) -> Bool { item.isDeleted && transaction.deletes.contains(global(item.id)) }

    mutating func noteDeleted(_ item: Item) {
        transaction.deletes.add(store.client(item.id.client), item.id.clock, item.length)
    }
}
