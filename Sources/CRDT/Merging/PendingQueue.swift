/// A struct that waits, and where what it names is kept.
struct PendingStruct: BitwiseCopyable, Sendable {
    var one: ScannedStruct
    var source: UInt32
}

/// One client's structs that wait. Only the first can be next, so only the first is waited for.
struct PendingQueue: Sendable {
    /// In clock order from `next` on.
    private var structs: ContiguousArray<PendingStruct> = []
    private var next = 0
    /// What came afterwards, in any order, and the lowest clock in it.
    private var late: ContiguousArray<PendingStruct> = []
    private var lateClock = Clock.max
    /// The newest wait for this queue; older ones are void.
    var ticket = 0

    /// Sorting is put off until there is so much to sort that each struct pays for its own.
    private static let lateMin = 64

    var isEmpty: Bool { next == structs.count && late.isEmpty }
    var rest: ArraySlice<PendingStruct> { ArraySlice(structs[next...]) }
    /// Only while nothing is out of order.
    var first: PendingStruct { structs[next] }
    var firstClock: Clock { min(lateClock, next < structs.count ? structs[next].one.clock : .max) }
    /// What came late is next.
    var isOutOfOrder: Bool { !late.isEmpty && (next == structs.count || lateClock <= first.one.clock) }
    var isUntidy: Bool { late.count > max(Self.lateMin, structs.count - next) }

    /// False if one that is there covers it.
    mutating func add(_ held: PendingStruct) -> Bool {
        guard next < structs.count, let last = structs.last, held.one.clock < last.one.end else {
            structs.append(held)
            return true
        }
        var low = next
        var high = structs.count
        while low < high {
            let middle = (low + high) / 2
            if structs[middle].one.clock <= held.one.clock { low = middle + 1 } else { high = middle }
        }
        if low > next, structs[low - 1].one.end >= held.one.end { return false }
        late.append(held)
        lateClock = min(lateClock, held.one.clock)
        return true
    }

    mutating func dropFirst() {
        next += 1
        guard next == structs.count else { return }
        structs = []
        next = 0
    }

    /// Puts what came late into its place, and tells of those that one before them covers.
    mutating func merge(_ dropped: (PendingStruct) -> Void) {
        guard !late.isEmpty else { return }
        let all = (structs[next...] + late).sorted {
            ($0.one.clock, $1.one.end) < ($1.one.clock, $0.one.end)
        }
        var kept: ContiguousArray<PendingStruct> = []
        for held in all {
            if let last = kept.last, held.one.end <= last.one.end { dropped(held) } else { kept.append(held) }
        }
        structs = kept
        next = 0
        late = []
        lateClock = .max
    }
}

/// One client's deletes of clocks that are not known yet.
struct PendingDeletes: Sendable {
    /// In order from `next` on.
    private var sorted: [DeleteSet.Range] = []
    private var next = 0
    /// What came afterwards.
    private var late: [DeleteSet.Range] = []
    /// Where the first begins.
    private(set) var start = Clock.max

    private static let lateMin = 64

    var isEmpty: Bool { next == sorted.count && late.isEmpty }
    var all: [DeleteSet.Range] {
        late.isEmpty ? Array(sorted[next...]) : DeleteSet.normalized(sorted[next...] + late)
    }

    mutating func add(_ range: DeleteSet.Range) {
        start = min(start, range.clock)
        guard let last = sorted.last, range.clock <= last.end else {
            sorted.append(range)
            return
        }
        if range.clock >= last.clock {
            sorted[sorted.count - 1].length = max(last.end, range.end) - last.clock
            return
        }
        late.append(range)
        if late.count > max(Self.lateMin, sorted.count - next) { merge() }
    }

    private mutating func merge() {
        sorted = all
        next = 0
        late = []
    }

    /// Takes the first range out, as far as it is known; there must be one.
    mutating func take(to state: Clock) -> DeleteSet.Range {
        if !late.isEmpty { merge() }
        let range = sorted[next]
        let known = min(range.end, state)
        sorted[next] = DeleteSet.Range(clock: known, length: range.end - known)
        if known == range.end { next += 1 }
        if next == sorted.count {
            sorted = []
            next = 0
        }
        start = sorted.isEmpty ? .max : sorted[next].clock
        return DeleteSet.Range(clock: range.clock, length: known - range.clock)
    }
}

/// Who waits for one client's clocks, the lowest clock first: a binary heap.
struct WaitHeap: Sendable {
    struct Wait: BitwiseCopyable, Sendable {
        var clock: Clock
        /// Whose first struct waits, and the ticket it waits with.
        var client: ClientIndex
        var ticket: Int
    }

    private var waits: ContiguousArray<Wait> = []

    var first: Wait? { waits.first }

    mutating func push(_ wait: Wait) {
        waits.append(wait)
        var at = waits.count - 1
        while at > 0, waits[(at - 1) / 2].clock > waits[at].clock {
            waits.swapAt(at, (at - 1) / 2)
            at = (at - 1) / 2
        }
    }

    mutating func pop() {
        guard !waits.isEmpty else { return }
        waits.swapAt(0, waits.count - 1)
        waits.removeLast()
        var at = 0
        while true {
            var least = at
            for child in 2 * at + 1...2 * at + 2 where child < waits.count {
                if waits[child].clock < waits[least].clock { least = child }
            }
            if least == at { return }
            waits.swapAt(at, least)
            at = least
        }
    }
}
