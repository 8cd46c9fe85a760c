/// Elements of runs: a slot holds one array, and runs that were cut from one another share it.
///
/// Cutting a run moves nothing; joining appends to the left run's array, so that typing at its end stays
/// cheap.
struct RunStore<Element: Sendable>: Sendable {
    private var slots: ContiguousArray<[Element]> = []
    /// How many elements of each slot belong to a run.
    private var used: ContiguousArray<Int> = []
    private var free: ContiguousArray<UInt32> = []

    mutating func add(_ elements: [Element]) -> UInt32 {
        if let slot = free.popLast() {
            slots[Int(slot)] = elements
            used[Int(slot)] = elements.count
            return slot
        }
        slots.append(elements)
        used.append(elements.count)
        return UInt32(slots.count - 1)
    }

    func elements(_ place: ContentPlace, count: Clock) -> ArraySlice<Element> {
        slots[Int(place.slot)][place.start..<place.start + Int(count)]
    }

    subscript(place: ContentPlace, offset: Int) -> Element {
        get { slots[Int(place.slot)][place.start + offset] }
        set { slots[Int(place.slot)][place.start + offset] = newValue }
    }

    /// The run no longer needs its elements.
    mutating func release(_ place: ContentPlace, count: Clock) {
        let slot = Int(place.slot)
        used[slot] -= Int(count)
        precondition(used[slot] >= 0, "a run is released once")
        guard used[slot] == 0 else { return }
        slots[slot] = []
        free.append(place.slot)
    }

    /// Joins two runs into one; returns its place. The two old places are gone.
    mutating func join(
        _ left: ContentPlace, count: Clock, _ right: ContentPlace, count more: Clock
    ) -> ContentPlace {
        let end = left.start + Int(count)
        if left.slot == right.slot, end == right.start { return left }
        let tail = slots[Int(right.slot)][right.start..<right.start + Int(more)]
        if slots[Int(left.slot)].count == end {
            slots[Int(left.slot)] += tail
            used[Int(left.slot)] += Int(more)
            release(right, count: more)
            return left
        }
        let slot = add(Array(slots[Int(left.slot)][left.start..<end] + tail))
        release(left, count: count)
        release(right, count: more)
        return ContentPlace(kind: left.kind, slot: slot)
    }
}
