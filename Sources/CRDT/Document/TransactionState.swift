/// What one running transaction has done so far. Most do one thing: nothing here costs before it is used.
struct TransactionState: Sendable {
    /// A run of deleted elements.
    struct Deleted: Sendable {
        var id: LocalID
        var length: Clock
        var end: Clock { id.clock + length }
    }

    /// Tells this transaction from all others of the engine.
    private(set) var number: UInt64 = 0
    /// Whether somebody wants to be told what changed.
    private(set) var isObserved = false
    /// Clients that have grown; their records know where each stood before.
    var grown: ContiguousArray<ClientIndex> = []
    /// What it deleted, in the order it did; sorted at the end.
    var deletes: ContiguousArray<Deleted> = []
    /// Types it touched, and the map key in each; no key is the list. Only while observed.
    var changed: ContiguousArray<(type: TypeIndex, key: KeyIndex)> = []
    /// Starts of items that may merge with their left neighbour.
    var mergeCandidates: ContiguousArray<LocalID> = []
    /// Items came, went or were cut in a way that may have left mergeable neighbours.
    var leavesNeighbours = false
    /// Deleted content waits to be dropped.
    var leavesGarbage = false
    /// All of the update that is applied was taken just as it came.
    var isVerbatim = false

    /// How many neighbours it compared new items with, to find their places.
    var comparisons = 0
    /// It stops taking structs in when it has compared so often.
    var comparisonsMax = Int.max

    mutating func begin(observed: Bool) {
        number += 1
        isObserved = observed
        comparisons = 0
        comparisonsMax = .max
    }

    /// What was collected is of no use to the next one; the room for it is.
    mutating func end() {
        grown.empty()
        deletes.empty()
        if !changed.isEmpty { changed = [] }
        if !mergeCandidates.isEmpty { mergeCandidates = [] }
        leavesNeighbours = false
        leavesGarbage = false
        isVerbatim = false
    }

    mutating func noteDeleted(_ id: LocalID, _ length: Clock) {
        if let last = deletes.last, last.id.client == id.client, last.end == id.clock {
            deletes[deletes.count - 1].length += length
        } else {
            deletes.append(Deleted(id: id, length: length))
        }
    }

    /// Sorts and joins what was deleted. Yjs: `sortAndMergeDeleteSet`.
    mutating func sortDeletes() {
        guard deletes.count > 1 else { return }
        deletes.sort { ($0.id.client.rawValue, $0.id.clock) < ($1.id.client.rawValue, $1.id.clock) }
        var kept = 0
        for next in 1..<deletes.count {
            let one = deletes[next]
            if deletes[kept].id.client == one.id.client, one.id.clock <= deletes[kept].end {
                deletes[kept].length = max(deletes[kept].end, one.end) - deletes[kept].id.clock
            } else {
                kept += 1
                deletes[kept] = one
            }
        }
        deletes.removeSubrange((kept + 1)...)
    }

    /// Whether it deleted the element; only once the deletes are sorted.
    func hasDeleted(_ id: LocalID) -> Bool {
        var low = 0
        var high = deletes.count
        while low < high {
            let middle = (low + high) / 2
            let one = deletes[middle]
            if (one.id.client.rawValue, one.end) <= (id.client.rawValue, id.clock) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < deletes.count && deletes[low].id.client == id.client
            && deletes[low].id.clock <= id.clock
    }

    /// Elements it deleted; only once the deletes are sorted.
    var deletedCount: Int { deletes.reduce(0) { $0 + Int($1.length) } }
}

extension ContiguousArray {
    /// Takes everything out and keeps the room, unless it is much. Most hold one element or none.
    mutating func empty() {
        if count == 1 {
            removeLast()
        } else if count > 0 {
            removeAll(keepingCapacity: count < 1024)
        }
    }
}

extension Engine {
    /// A client is about to grow; the first time tells where it stood.
    mutating func noteGrowth(_ client: ClientIndex) {
        guard store[client].grownIn != transaction.number else { return }
        store[client].grownIn = transaction.number
        store[client].before = store[client].state
        transaction.grown.append(client)
    }

    /// How many elements of the item were there before the transaction.
    func oldLength(of item: Item) -> Clock {
        let record = store[item.id.client]
        guard record.grownIn == transaction.number, record.before < item.end else { return item.length }
        return record.before > item.id.clock ? record.before - item.id.clock : 0
    }

    /// Whether the item, which has one element or was never joined, is new. Yjs: `YEvent#adds`.
    func adds(_ item: Item) -> Bool { oldLength(of: item) == 0 }

    /// Whether the running transaction deleted the item. Yjs: `YEvent#deletes`.
    func deletesNow(_ item: Item) -> Bool { item.isDeleted && transaction.hasDeleted(item.id) }
}
