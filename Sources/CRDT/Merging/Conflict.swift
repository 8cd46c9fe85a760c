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

    private(set) var passedCount = 0
    private var settledCount = 0
    /// The first few, which are looked through; the others' numbers are in `RivalNumbers`.
    private var first = InlineArray<16, ItemIndex>(repeating: .none)

    mutating func pass(_ rival: ItemIndex, _ numbers: inout RivalNumbers) {
        if passedCount < first.count {
            first[passedCount] = rival
        } else {
            if passedCount == first.count { numbers.begin() }
            numbers.set(passedCount, of: rival)
        }
        passedCount += 1
    }

    /// The new item stands behind all rivals so far.
    mutating func settle() { settledCount = passedCount }

    /// How the rival so many places before the one before the last stands.
    func standing(beforeLast back: Int) -> Standing {
        passedCount - 2 - back < settledCount ? .settled : .open
    }

    /// How a rival stands; nil if it was not passed.
    func find(_ rival: ItemIndex, _ numbers: borrowing RivalNumbers) -> Standing? {
        for number in 0..<min(passedCount, first.count) where first[number] == rival {
            return number < settledCount ? .settled : .open
        }
        guard passedCount > first.count, let number = numbers.number(of: rival) else { return nil }
        return number < settledCount ? .settled : .open
    }
}

/// Numbers of the rivals of one long scan, by item: room that is used again by the next scan without being
/// emptied.
struct RivalNumbers: Sendable {
    private var numbers: ContiguousArray<UInt32> = []
    /// Numbers from here on are those of this scan.
    private var base: UInt32 = 1
    private var next: UInt32 = 1

    mutating func begin() {
        base = next
        guard base > UInt32.max / 2 else { return }
        self = RivalNumbers()
    }

    mutating func set(_ number: Int, of item: ItemIndex) {
        let place = Int(item.rawValue)
        if place >= numbers.count {
            numbers.append(contentsOf: repeatElement(0, count: place + 1 + place / 2 - numbers.count))
        }
        numbers[place] = base + UInt32(number)
        next = max(next, numbers[place] + 1)
    }

    func number(of item: ItemIndex) -> Int? {
        let place = Int(item.rawValue)
        guard place < numbers.count, numbers[place] >= base else { return nil }
        return Int(numbers[place] - base)
    }
}
