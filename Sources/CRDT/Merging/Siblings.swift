/// Items that were all written at one place, between the same two neighbours, by clients who did not know of
/// each other: they stand in the order of their clients' ids, and what stands between them was written behind
/// one of them.
///
/// Remembered for one place at a time, once many met there: the next to come finds its place without being
/// compared with all of them.
struct Siblings: Sendable {
    private struct Sibling: Sendable {
        var client: ClientID
        var item: ItemIndex
    }

    /// In small groups, so that one that is put in moves few.
    private var groups: ContiguousArray<ContiguousArray<Sibling>> = []
    private var origin = LocalID.none
    private var rightOrigin = LocalID.none
    private var parent = TypeIndex.none
    private var parentSub = KeyIndex.none

    private static let groupMax = 128

    func areOf(_ item: Item) -> Bool {
        parent.isSome && parent == item.parent && parentSub == item.parentSub && item.origin == origin
            && item.rightOrigin == rightOrigin
    }

    /// A list is no more.
    mutating func forget(_ type: TypeIndex) {
        if parent == type { forget() }
    }

    /// Begins anew at the place of that item.
    mutating func begin(_ item: Item) {
        groups = [[]]
        (origin, rightOrigin) = (item.origin, item.rightOrigin)
        (parent, parentSub) = (item.parent, item.parentSub)
    }

    mutating func forget() {
        guard parent.isSome else { return }
        groups = []
        parent = .none
    }

    /// The next in order; false if it is not.
    mutating func append(_ item: ItemIndex, of client: ClientID) -> Bool {
        if let last = groups.last?.last, last.client > client { return false }
        if groups[groups.count - 1].count == Self.groupMax { groups.append([]) }
        groups[groups.count - 1].append(Sibling(client: client, item: item))
        return true
    }

    /// Between which of them a new one belongs: before the first whose client id is not lower.
    func neighbours(of client: ClientID) -> (before: ItemIndex?, after: ItemIndex?) {
        let (group, slot) = place(of: client)
        let after = slot < groups[group].count ? groups[group][slot].item : nil
        if slot > 0 { return (groups[group][slot - 1].item, after) }
        return (group > 0 ? groups[group - 1].last?.item : nil, after)
    }

    /// An item was put into a list: one of them, or another.
    mutating func note(_ index: ItemIndex, _ item: Item, of client: ClientID, behind left: LocalID) {
        guard parent == item.parent, parentSub == item.parentSub else { return }
        if areOf(item) { return insert(index, of: client) }
        // What stands right behind what it was written behind is no matter, unless it is at their own place.
        if item.origin != left || item.origin == origin { forget() }
    }

    private mutating func insert(_ item: ItemIndex, of client: ClientID) {
        let (group, slot) = place(of: client)
        groups[group].insert(Sibling(client: client, item: item), at: slot)
        guard groups[group].count > Self.groupMax else { return }
        let half = groups[group].count / 2
        groups.insert(ContiguousArray(groups[group][half...]), at: group + 1)
        groups[group].removeSubrange(half...)
    }

    /// Where a client belongs: behind all that are lower. Only in the last group that can be the end.
    private func place(of client: ClientID) -> (group: Int, slot: Int) {
        var low = 0
        var high = groups.count - 1
        while low < high {
            let middle = (low + high) / 2
            let isBehind = groups[middle].last.map { $0.client < client } ?? true
            if isBehind { low = middle + 1 } else { high = middle }
        }
        let group = low
        low = 0
        high = groups[group].count
        while low < high {
            let middle = (low + high) / 2
            if groups[group][middle].client < client { low = middle + 1 } else { high = middle }
        }
        return (group, low)
    }
}
