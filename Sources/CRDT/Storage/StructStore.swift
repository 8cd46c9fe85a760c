/// What is known of one client.
struct ClientRecord: Sendable, BitwiseCopyable {
    let id: ClientID
    /// The next clock expected of it.
    var state: Clock = 0
    /// Its last struct; only this one can grow.
    var tail = ItemIndex.none
    /// The transaction that last made it grow, and where it stood before.
    var grownIn: UInt64 = 0
    var before: Clock = 0
    /// The chunk a struct was last found in.
    var recentChunk: UInt32 = 0
    /// Which section of the update that is taken is its own, if it has one.
    var section = UInt32.max
}

/// Who wrote what: per client its structs in clock order, without gaps. Yjs: `StructStore`.
///
/// The structs of a client stand in chunks, so that a cut in a long history moves one chunk, not all of it.
struct StructStore: ~Copyable {
    /// Place of one struct: the how-manieth chunk of its client, and the slot in it.
    struct Place: Equatable {
        var chunk: Int
        var slot: Int
    }

    struct Chunk: BitwiseCopyable {
        var clocks = InlineArray<32, Clock>(repeating: 0)
        var items = InlineArray<32, ItemIndex>(repeating: .none)
        var count = 0

        static let countMax = 32

        mutating func put(_ item: ItemIndex, _ clock: Clock, at slot: Int) {
            var place = count
            while place > slot {
                clocks[place] = clocks[place - 1]
                items[place] = items[place - 1]
                place -= 1
            }
            clocks[slot] = clock
            items[slot] = item
            count += 1
        }

        mutating func take(at slot: Int, _ gone: Int) {
            count -= gone
            for place in slot..<count {
                clocks[place] = clocks[place + gone]
                items[place] = items[place + gone]
            }
        }

        /// The upper part, in a chunk of its own.
        mutating func cutOff(from slot: Int) -> Chunk {
            var upper = Chunk()
            for place in slot..<count { upper.put(items[place], clocks[place], at: place - slot) }
            count = slot
            return upper
        }
    }

    struct ChunkPlace {
        var firstClock: Clock
        var chunk: ChunkIndex
    }

    private var records = Pool<ClientRecord, ClientIndex>()
    private var places: [ClientID: ClientIndex] = [:]
    /// Per client its chunks, with the clock each begins at.
    private var directories: ContiguousArray<ContiguousArray<ChunkPlace>> = []
    private var chunks = Pool<Chunk, ChunkIndex>()
    /// Clients asked for lately: most updates ask for few again and again.
    private var recent = InlineArray<16, ClientIndex>(repeating: .none)

    init() {}

    borrowing func clone() -> StructStore {
        var copy = StructStore()
        copy.records = records.clone()
        copy.places = places
        copy.directories = directories
        copy.chunks = chunks.clone()
        copy.recent = recent
        return copy
    }

    // MARK: Clients

    var clientCount: Int { records.count }
    /// All clients, in the order they were first heard of.
    var indexes: some Sequence<ClientIndex> { (0..<UInt32(records.count)).lazy.map(ClientIndex.init) }

    subscript(client: ClientIndex) -> ClientRecord {
        _read { yield records[client] }
        _modify { yield &records[client] }
    }

    private static func slot(of client: ClientID) -> Int {
        Int((client &* 0x9E37_79B9_7F4A_7C15) >> 60)
    }

    func find(_ client: ClientID) -> ClientIndex? {
        let lately = recent[Self.slot(of: client)]
        if lately.isSome, records[lately].id == client { return lately }
        return places[client]
    }

    /// As `find`; the next time it is found sooner.
    mutating func lookUp(_ client: ClientID) -> ClientIndex? {
        let slot = Self.slot(of: client)
        if recent[slot].isSome, records[recent[slot]].id == client { return recent[slot] }
        guard let place = places[client] else { return nil }
        recent[slot] = place
        return place
    }

    mutating func intern(_ client: ClientID) -> ClientIndex {
        if let place = lookUp(client) { return place }
        let place = records.add(ClientRecord(id: client))
        directories.append([])
        places[client] = place
        recent[Self.slot(of: client)] = place
        return place
    }

    func client(_ index: ClientIndex) -> ClientID { records[index].id }

    /// Yjs: `getState`.
    func state(of client: ClientIndex) -> Clock { records[client].state }
    func state(of client: ClientID) -> Clock { find(client).map { state(of: $0) } ?? 0 }

    var stateVector: StateVector {
        var clocks: [ClientID: Clock] = [:]
        // Of some there is no more than the name: something waits for them.
        for client in indexes where records[client].state > 0 {
            clocks[records[client].id] = records[client].state
        }
        return StateVector(clocks)
    }

    // MARK: Structs of a client

    subscript(client: ClientIndex, place: Place) -> ItemIndex {
        chunks[chunk(client, place)].items[place.slot]
    }

    private func chunk(_ client: ClientIndex, _ place: Place) -> ChunkIndex {
        directories[Int(client.rawValue)][place.chunk].chunk
    }

    /// Where the struct that holds the element stands; the clock must be known.
    func place(of id: LocalID) -> Place {
        precondition(id.clock < records[id.client].state, "only known clocks are looked up")
        let client = Int(id.client.rawValue)
        var chunk = Int(records[id.client].recentChunk)
        var bound = chunk + 1
        let count = directories[client].count
        if bound > count || directories[client][chunk].firstClock > id.clock
            || (bound < count && directories[client][bound].firstClock <= id.clock)
        {
            chunk = 0
            bound = count
        }
        while bound - chunk > 1 {
            let middle = (chunk + bound) / 2
            if directories[client][middle].firstClock <= id.clock { chunk = middle } else { bound = middle }
        }
        let index = directories[client][chunk].chunk
        var low = 0
        var high = chunks[index].count
        while high - low > 1 {
            let middle = (low + high) / 2
            if chunks[index].clocks[middle] <= id.clock { low = middle } else { high = middle }
        }
        return Place(chunk: chunk, slot: low)
    }

    func find(_ id: LocalID) -> ItemIndex { self[id.client, place(of: id)] }

    /// As `place(of:)`; what lies near is found sooner the next time.
    mutating func locate(_ id: LocalID) -> Place {
        let found = place(of: id)
        records[id.client].recentChunk = UInt32(found.chunk)
        return found
    }

    /// The place after; nil at the end.
    func next(_ place: Place, of client: ClientIndex) -> Place? {
        let number = Int(client.rawValue)
        if place.slot + 1 < chunks[directories[number][place.chunk].chunk].count {
            return Place(chunk: place.chunk, slot: place.slot + 1)
        }
        return place.chunk + 1 < directories[number].count ? Place(chunk: place.chunk + 1, slot: 0) : nil
    }

    func previous(_ place: Place, of client: ClientIndex) -> Place? {
        if place.slot > 0 { return Place(chunk: place.chunk, slot: place.slot - 1) }
        guard place.chunk > 0 else { return nil }
        let before = directories[Int(client.rawValue)][place.chunk - 1].chunk
        return Place(chunk: place.chunk - 1, slot: chunks[before].count - 1)
    }

    func first(of client: ClientIndex) -> Place? {
        directories[Int(client.rawValue)].isEmpty ? nil : Place(chunk: 0, slot: 0)
    }

    /// A client's chunks, to walk over all its structs.
    func chunkCount(of client: ClientIndex) -> Int { directories[Int(client.rawValue)].count }
    func chunk(_ number: Int, of client: ClientIndex) -> ChunkIndex {
        directories[Int(client.rawValue)][number].chunk
    }
    func count(in chunk: ChunkIndex) -> Int { chunks[chunk].count }
    /// How many structs stand in a place's chunk from there on.
    func countInChunk(_ client: ClientIndex, from place: Place) -> Int {
        chunks[chunk(client, place)].count - place.slot
    }
    func item(_ slot: Int, in chunk: ChunkIndex) -> ItemIndex { chunks[chunk].items[slot] }

    /// How many structs a client has from a place on.
    func count(of client: ClientIndex, from place: Place) -> Int {
        let directory = directories[Int(client.rawValue)]
        var count = 0
        for one in directory[place.chunk...] { count += chunks[one.chunk].count }
        return count - place.slot
    }

    // MARK: Changing

    /// The next struct of a client.
    mutating func append(_ item: ItemIndex, _ id: LocalID, length: Clock) {
        precondition(
            records[id.client].state == id.clock, "a client's structs follow each other without gaps")
        records[id.client].state = id.clock + length
        records[id.client].tail = item
        let client = Int(id.client.rawValue)
        if let last = directories[client].last?.chunk, chunks[last].count < Chunk.countMax {
            chunks[last].put(item, id.clock, at: chunks[last].count)
        } else {
            var chunk = Chunk()
            chunk.put(item, id.clock, at: 0)
            directories[client].append(ChunkPlace(firstClock: id.clock, chunk: chunks.add(chunk)))
        }
    }

    /// A right part that was cut off the struct at `place`.
    mutating func insert(_ item: ItemIndex, _ id: LocalID, after place: Place) {
        let client = Int(id.client.rawValue)
        if records[id.client].tail == self[id.client, place] { records[id.client].tail = item }
        let chunk = directories[client][place.chunk].chunk
        guard chunks[chunk].count == Chunk.countMax else {
            chunks[chunk].put(item, id.clock, at: place.slot + 1)
            return
        }
        let half = Chunk.countMax / 2
        let upper = chunks[chunk].cutOff(from: half)
        let index = chunks.add(upper)
        directories[client].insert(
            ChunkPlace(firstClock: upper.clocks[0], chunk: index), at: place.chunk + 1)
        if place.slot < half {
            chunks[chunk].put(item, id.clock, at: place.slot + 1)
        } else {
            chunks[index].put(item, id.clock, at: place.slot + 1 - half)
        }
    }

    /// So many structs in the chunk of `place` are no more: their left neighbour has taken them in.
    mutating func remove(_ client: ClientIndex, _ place: Place, count: Int = 1) {
        let chunk = chunk(client, place)
        if records[client].tail == chunks[chunk].items[place.slot + count - 1],
            let left = previous(place, of: client)
        {
            records[client].tail = self[client, left]
        }
        chunks[chunk].take(at: place.slot, count)
        if chunks[chunk].count == 0 {
            directories[Int(client.rawValue)].remove(at: place.chunk)
            chunks.release(chunk)
        } else if place.slot == 0 {
            directories[Int(client.rawValue)][place.chunk].firstClock = chunks[chunk].clocks[0]
        }
    }

    /// The struct at `place` begins at another clock: the border to its left neighbour has moved.
    mutating func moveStart(_ client: ClientIndex, _ place: Place, to clock: Clock) {
        let chunk = chunk(client, place)
        chunks[chunk].clocks[place.slot] = clock
        if place.slot == 0 { directories[Int(client.rawValue)][place.chunk].firstClock = clock }
    }
}
