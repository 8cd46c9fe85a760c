/// The item the last edit left, and how many visible elements of its list stand before it. The next edit is
/// most often here or beside.
struct Cursor: Sendable {
    var type = TypeIndex.none
    var item = ItemIndex.none
    var start = 0
}

extension Engine {
    /// How many items an edit walks over before its list gets a tree.
    private static let walkMax = 64

    /// The item that holds the `number`th visible element of a list, counted from 1, and how many stand
    /// before it; the cursor is there then.
    mutating func seek(_ number: Int, in type: TypeIndex) -> (item: ItemIndex, start: Int) {
        if cursor.type == type, cursor.item.isSome, let found = seekNearCursor(number) {
            cursor.item = found.item
            cursor.start = found.start
            return found
        }
        if !types[type].tree.isSome, let found = walk(to: number, in: type, stepsMax: Self.walkMax) {
            cursor = Cursor(type: type, item: found.item, start: found.start)
            return found
        }
        if !types[type].tree.isSome {
            types[type].tree = positions.build(from: types[type].start, items: &items)
        }
        let found = positions.seek(number, from: types[type].tree)
        cursor = Cursor(type: type, item: found.item, start: found.start)
        return found
    }

    /// The cursor's item, or the visible one before or after it.
    private func seekNearCursor(_ number: Int) -> (item: ItemIndex, start: Int)? {
        var item = cursor.item
        var start = cursor.start
        if number <= start {
            for _ in 0..<8 {
                item = items[item].left
                guard item.isSome else { return nil }
                let length = Int(items[item].visibleLength)
                start -= length
                if length > 0 { return number > start ? (item, start) : nil }
            }
            return nil
        }
        var passed = 0
        for _ in 0..<8 {
            let length = Int(items[item].visibleLength)
            if number <= start + length { return (item, start) }
            if length > 0 { passed += 1 }
            start += length
            item = items[item].right
            guard item.isSome, passed < 2 else { return nil }
        }
        return nil
    }

    private func walk(to number: Int, in type: TypeIndex, stepsMax: Int) -> (
        item: ItemIndex, start: Int
    )? {
        var item = types[type].start
        var start = 0
        for _ in 0..<stepsMax {
            guard item.isSome else { return nil }
            let length = Int(items[item].visibleLength)
            if number <= start + length { return (item, start) }
            start += length
            item = items[item].right
        }
        return nil
    }

    /// The place before the `index`th visible element, cutting the item it lies in. Follows `findPosition`
    /// in Yjs 13.6.
    mutating func neighbours(at index: Int, in type: TypeIndex) -> (left: ItemIndex, right: ItemIndex) {
        precondition(index >= 0 && index <= types[type].length, "a position lies within the list")
        guard index > 0 else { return (.none, types[type].start) }
        let (left, start) = seek(index, in: type)
        let count = Clock(index - start)
        if count < items[left].length {
            return (left, cut(left, at: count))
        }
        return (left, items[left].right)
    }

    /// Visible elements left of an item.
    func index(of index: ItemIndex) -> Int {
        let item = items[index]
        if item.leaf.isSome { return positions.start(of: index, in: item.leaf) }
        var count = 0
        var left = item.left
        while left.isSome {
            count += Int(items[left].visibleLength)
            left = items[left].left
        }
        return count
    }

    /// Something else than an edit at the cursor has changed a list.
    mutating func loseCursor(in type: TypeIndex) {
        if cursor.type == type { cursor.item = .none }
    }
}
