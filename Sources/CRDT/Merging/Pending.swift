/// What waits for a predecessor, and where to find it once that is there: an update that brings nothing
/// anybody waits for costs no more for what waits.
///
/// Yjs: `StructStore#pendingStructs`, `#pendingDs`, which are read and tried as a whole.
struct Pending: Sendable {
    private var queues = ClientTable<PendingQueue>()
    private var deletes = ClientTable<PendingDeletes>()
    /// Per client whose clocks are waited for: who waits, the lowest clock first.
    private var waits = ClientTable<WaitHeap>()
    private var sources = PendingSources()
    private var lastTicket = 0
    /// Clients whose first struct was not tried for lack of comparisons, though all it needs is known.
    private(set) var stalled: ContiguousArray<ClientIndex> = []

    var isEmpty: Bool { queues.isEmpty && deletes.isEmpty }

    /// Nothing waits: what is left of waits that are void goes.
    mutating func tidy() {
        if isEmpty { self = Pending() }
    }

    // MARK: Structs

    /// Updates' bytes, which `add` then refers to. They stay at least until `settle`.
    mutating func addSource(_ source: ScanSource) -> UInt32 { sources.add(source) }

    /// All that waits of an update was added.
    mutating func settle(_ source: UInt32) { sources.release(source) }

    /// True if the client's first struct is another now.
    mutating func add(
        _ structs: ArraySlice<ScannedStruct>, from source: UInt32, of client: ClientIndex
    ) -> Bool {
        let place = queues.place(of: client, orAdd: PendingQueue())
        let first = queues[place].firstClock
        for one in structs where queues[place].add(PendingStruct(one: one, source: source)) {
            sources.use(source)
        }
        if queues[place].isUntidy { queues[place].merge { sources.release($0.source) } }
        return queues[place].firstClock < first
    }

    /// The client's first struct, if it has any, and what it names.
    mutating func first(of client: ClientIndex) -> (one: ScannedStruct, source: ScanSource)? {
        guard let place = queues.place(of: client) else { return nil }
        if queues[place].isOutOfOrder { queues[place].merge { sources.release($0.source) } }
        let first = queues[place].first
        return (first.one, sources[first.source])
    }

    mutating func dropFirst(of client: ClientIndex) {
        guard let place = queues.place(of: client) else { return }
        sources.release(queues[place].first.source)
        queues[place].dropFirst()
        if queues[place].isEmpty { queues.remove(at: place) }
    }

    /// The client's first struct waits until that clock of another is known.
    mutating func wait(_ client: ClientIndex, for other: ClientIndex, _ clock: Clock) {
        guard let place = queues.place(of: client) else { return }
        lastTicket += 1
        queues[place].ticket = lastTicket
        let heap = waits.place(of: other, orAdd: WaitHeap())
        waits[heap].push(WaitHeap.Wait(clock: clock, client: client, ticket: lastTicket))
    }

    /// Somebody whose first struct waited for a clock that is known now.
    mutating func woken(by client: ClientIndex, knownTo state: Clock) -> ClientIndex? {
        guard let heap = waits.place(of: client) else { return nil }
        while let wait = waits[heap].first, wait.clock < state {
            waits[heap].pop()
            guard let place = queues.place(of: wait.client), queues[place].ticket == wait.ticket else {
                continue
            }
            return wait.client
        }
        if waits[heap].first == nil { waits.remove(at: heap) }
        return nil
    }

    /// The client's first struct is tried in the next transaction.
    mutating func stall(_ client: ClientIndex) { stalled.append(client) }

    mutating func takeStalled() -> ContiguousArray<ClientIndex> {
        defer { stalled = [] }
        return stalled
    }

    /// All of a client, in clock order.
    var structs: [(client: ClientIndex, structs: [(one: ScannedStruct, source: ScanSource)])] {
        queues.clients.indices.map { place in
            var queue = queues[place]
            queue.merge { _ in }
            return (queues.clients[place], queue.rest.map { ($0.one, sources[$0.source]) })
        }
    }

    // MARK: Deletes

    mutating func addDelete(_ client: ClientIndex, _ clock: Clock, _ length: Clock) {
        let place = deletes.place(of: client, orAdd: PendingDeletes())
        deletes[place].add(DeleteSet.Range(clock: clock, length: length))
    }

    /// The part of the client's next range that is known now.
    mutating func knownDelete(of client: ClientIndex, knownTo state: Clock) -> DeleteSet.Range? {
        guard let place = deletes.place(of: client), deletes[place].start < state else { return nil }
        let range = deletes[place].take(to: state)
        if deletes[place].isEmpty { deletes.remove(at: place) }
        return range
    }

    var deleteRanges: [(client: ClientIndex, ranges: [DeleteSet.Range])] {
        deletes.clients.indices.map { (deletes.clients[$0], deletes[$0].all) }
    }
}

/// Bytes of updates of which something waits; they go with the last that does.
private struct PendingSources: Sendable {
    private var sources: ContiguousArray<(source: ScanSource, users: Int)> = []
    private var free: [UInt32] = []

    subscript(place: UInt32) -> ScanSource { sources[Int(place)].source }

    mutating func add(_ source: ScanSource) -> UInt32 {
        if let place = free.popLast() {
            sources[Int(place)] = (source, 1)
            return place
        }
        sources.append((source, 1))
        return UInt32(sources.count - 1)
    }

    mutating func use(_ place: UInt32) { sources[Int(place)].users += 1 }

    mutating func release(_ place: UInt32) {
        sources[Int(place)].users -= 1
        guard sources[Int(place)].users == 0 else { return }
        sources[Int(place)].source = ScanSource()
        free.append(place)
    }
}
