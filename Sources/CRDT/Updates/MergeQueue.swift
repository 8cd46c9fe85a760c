/// The readers of a merge, first the one whose struct is to be written next: the highest client, then the
/// lowest clock.
///
/// Among equals the reader that moved last comes first, as in the list that Yjs sorts anew each time.
struct MergeQueue {
    private struct Entry: BitwiseCopyable {
        var client: ClientID
        var clock: Clock
        var place: UInt32
        var moved: Int

        static func < (one: Entry, other: Entry) -> Bool {
            if one.client != other.client { return one.client > other.client }
            if one.clock != other.clock { return one.clock < other.clock }
            return one.moved < other.moved
        }
    }

    private var heap: ContiguousArray<Entry> = []
    private var moves = 0

    /// The reader to take from; nil if all are at their ends.
    var first: Int? { heap.first.map { Int($0.place) } }

    /// Adds a reader; `order` must follow before the first is asked for.
    mutating func add(_ id: ID, _ place: Int) {
        heap.append(Entry(client: id.client, clock: id.clock, place: UInt32(place), moved: place))
    }

    mutating func order() {
        for place in (0..<heap.count / 2).reversed() { sink(place) }
    }

    /// The first reader stands at another struct now.
    mutating func replaceFirst(_ id: ID, _ place: Int) {
        moves -= 1
        heap[0] = Entry(client: id.client, clock: id.clock, place: UInt32(place), moved: moves)
        sink(0)
    }

    mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        sink(0)
    }

    private mutating func sink(_ start: Int) {
        let entry = heap[start]
        var hole = start
        while true {
            var child = 2 * hole + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < entry else { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = entry
    }
}
