/// What one running transaction has done so far.
struct TransactionState: Sendable {
    /// Of each client that has grown the clock at the beginning: its cost is that of the edit, however many
    /// clients a document has.
    private(set) var before: [ClientIndex: Clock] = [:]
    /// What it deleted.
    var deletes = DeleteSet()
    /// Types it touched, with the map keys it touched in them; no key is the list.
    var changed: [TypeIndex: Set<KeyIndex>] = [:]
    /// Starts of items that may merge with their left neighbour.
    var mergeCandidates: [LocalID] = []

    /// How many neighbours it compared new items with, to find their places.
    var comparisons = 0
    /// It stops taking structs in when it has compared so often.
    var comparisonsMax = Int.max

    /// An item of this client is about to be stored; the first one tells where the client stood.
    mutating func noteGrowth(_ item: Item) {
        if before[item.id.client] == nil { before[item.id.client] = item.id.clock }
    }

    /// Whether the item is new. Yjs: `YEvent#adds`.
    func adds(_ item: Item) -> Bool { before[item.id.client].map { item.id.clock >= $0 } ?? false }
}

extension Engine {
    /// Whether the running transaction deleted the item. Yjs: `YEvent#deletes`.
    func deletesNow(_ item: Item) -> Bool { item.isDeleted && transaction.deletes.contains(global(item.id)) }

    mutating func noteDeleted(_ item: Item) {
        transaction.deletes.add(store.client(item.id.client), item.id.clock, item.length)
    }
}
