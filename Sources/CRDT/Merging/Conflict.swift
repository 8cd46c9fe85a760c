/// The rivals a new item has passed on the way to its place: which of them stand before it for good, and
/// which may still end up behind it.
///
/// Yjs keeps two sets, `itemsBeforeOrigin` and `conflictingItems`; here each rival has a number, and those
/// below `settledCount` have left the second set.
struct Conflict {
    enum Standing {
        case settled
        case open
    }

    private var passed: ContiguousArray<ItemIndex> = []
    /// The same by item, once there are too many to look through.
    private var numbers: [ItemIndex: Int] = [:]
    private var settledCount = 0

    private static let listedMax = 16

    mutating func pass(_ rival: ItemIndex) {
        passed.append(rival)
        guard passed.count > Self.listedMax else { return }
        if numbers.isEmpty {
            for (number, rival) in passed.enumerated() { numbers[rival] = number }
        } else {
            numbers[rival] = passed.count - 1
        }
    }

    /// The new item stands behind all rivals so far.
    mutating func settle() { settledCount = passed.count }

    /// How a rival stands; nil if it was not passed.
    func find(_ rival: ItemIndex) -> Standing? {
        let number = numbers.isEmpty ? passed.firstIndex(of: rival) : numbers[rival]
        return number.map { $0 < settledCount ? .settled : .open }
    }
}
