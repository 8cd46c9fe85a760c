/// What one running transaction has done so far.
struct TransactionState: Sendable {
    /// Clocks at its beginning.
    var before = StateVector()
    /// What it deleted.
    var deletes = DeleteSet()
    /// Types it touched, with the map keys it touched in them; a nil key is the list.
    var changed: [TypeIndex: Set<String?>] = [:]
    /// Starts of items that may merge with their left neighbour.
    var mergeCandidates: [ID] = []

    func adds(_ item: Item) -> Bool { item.id.clock >= before[item.id.client] }
    func deletes(_ item: Item) -> Bool { deletes.contains(item.id) }
}
