/// The whole state as an update, which everybody who joins is sent: one walk over all structs.
extension Engine {
    /// Everything a replica at `vector` lacks, what is pending included. Yjs: `encodeStateAsUpdate`.
    func encodeStateAsUpdate(since vector: StateVector) -> [UInt8] {
        guard pending.isEmpty else {
            return decodedState(since: vector).encoded()
        }
        let clients = store.indexes.sorted { store.client($0) > store.client($1) }
        let lacking = clients.filter { vector[store.client($0)] < store.state(of: $0) }
        var words = ContiguousArray<VarWord>()
        words.reserveCapacity(store.clientCount)
        for client in store.indexes { words.append(VarWord(store.client(client))) }
        var sink = ByteSink()
        sink.reserve(estimate(lacking))
        sink.writeVarUint(UInt32(lacking.count))
        var borders = ContiguousArray<Clock>(repeating: 0, count: items.count + store.clientCount + 1)
        var ends = ContiguousArray<Int>()
        var count = 0
        for client in clients {
            let known = vector[store.client(client)]
            if known < store.state(of: client) { writeHeader(of: client, since: known, to: &sink) }
            walk(client, since: known, words.span, &borders, &count, to: &sink)
            ends.append(count)
        }
        writeDeletes(of: clients, borders, ends, to: &sink)
        return sink.array
    }

    /// Bytes that mostly suffice.
    private func estimate(_ clients: [ClientIndex]) -> Int {
        clients.reduce(0) { $0 + contents.texts.letterCount(of: $1) } + items.count * 16
    }

    /// How many structs follow, whose, and the first one's clock.
    private func writeHeader(of client: ClientIndex, since clock: Clock, to sink: inout ByteSink) {
        let first =
            clock == 0
            ? StructStore.Place(chunk: 0, slot: 0)
            : store.place(of: LocalID(client: client, clock: clock))
        sink.writeVarUint(UInt32(store.count(of: client, from: first)))
        sink.writeVarUint(store.client(client))
        sink.writeVarUint(clock)
    }

    /// Writes a client's structs from a clock on, chunk by chunk; `borders` gets the clocks at which what is
    /// deleted of the client begins or ends.
    ///
    /// Of each chunk the borders come first. A client's structs lie anywhere among the items, and that loop
    /// decides nothing by what they hold, so memory brings many at a time; when they are written they are
    /// there.
    private func walk(
        _ client: ClientIndex, since clock: Clock, _ words: Span<VarWord>,
        _ borders: inout ContiguousArray<Clock>, _ count: inout Int, to sink: inout ByteSink
    ) {
        let ascii = contents.texts.ascii(of: client)
        let text = ascii.span
        var noted = borders.mutableSpan
        var isDeleted = false
        for number in 0..<store.chunkCount(of: client) {
            let chunk = store.chunk(number, of: client)
            noteBorders(in: chunk, &isDeleted, &noted, &count)
            for slot in 0..<store.count(in: chunk) {
                let index = store.item(slot, in: chunk)
                let item = items[index]
                guard item.end > clock else { continue }
                if isPlain(item, since: clock) {
                    writePlain(item, text, words, to: &sink)
                } else {
                    write(index, from: clock, to: &sink)
                }
            }
        }
        if isDeleted {
            noted[count] = store.state(of: client)
            count += 1
        }
    }

    /// Notes each struct's clock in the next place, which stays empty if the struct is deleted as the one
    /// before is, or neither.
    @inline(__always)
    private func noteBorders(
        in chunk: ChunkIndex, _ isDeleted: inout Bool, _ noted: inout MutableSpan<Clock>, _ count: inout Int
    ) {
        var at = count
        var was = isDeleted
        for slot in 0..<store.count(in: chunk) {
            let index = store.item(slot, in: chunk)
            let now = items[index].isDeleted
            noted[at] = items[index].id.clock
            at += now != was ? 1 : 0
            was = now
        }
        count = at
        isDeleted = was
    }

    /// Apart from the loop, so that it reads no more of an item than it needs.
    @inline(never)
    private func write(_ index: ItemIndex, from clock: Clock, to sink: inout ByteSink) {
        write(items[index], from: clock, to: &sink)
    }

    /// Whether a struct goes out whole, and holds ASCII or nothing, in a list that its origins name.
    @inline(__always)
    private func isPlain(_ item: Item, since clock: Clock) -> Bool {
        let kind = item.content.kind
        return (kind == .deleted || kind == .string) && !item.content.isWide && item.id.clock >= clock
            && (item.isGC || item.origin.isSome || item.rightOrigin.isSome)
    }

    /// As `write`, for a plain struct.
    @inline(__always)
    private func writePlain(
        _ item: Item, _ text: Span<UInt8>, _ words: Span<VarWord>, to sink: inout ByteSink
    ) {
        // An info byte, five numbers and 32 letters.
        sink.makeRoom(80)
        let hasOrigin = item.origin.isSome
        let hasRight = item.rightOrigin.isSome
        let info =
            item.content.kind.rawValue | (hasOrigin ? 0x80 : 0) | (hasRight ? 0x40 : 0)
            | (item.parentSub.isSome ? 0x20 : 0)
        sink.put(
            item.isGC ? 0 : info,
            hasOrigin ? (words[Int(item.origin.client.rawValue)], item.origin.clock) : nil,
            hasRight ? (words[Int(item.rightOrigin.client.rawValue)], item.rightOrigin.clock) : nil,
            item.length)
        guard item.content.kind == .string else { return }
        let start = item.content.start
        let length = Int(item.length)
        if length <= 32, start <= text.count - 32 {
            sink.putShort(text, from: start, length: length)
        } else {
            sink.write(text.extracting(start..<start + length))
        }
    }

    /// Follows `writeDeleteSet` in Yjs 13.6: clients in descending order. `ends`: where the borders of each
    /// end.
    private func writeDeletes(
        of clients: [ClientIndex], _ borders: ContiguousArray<Clock>, _ ends: ContiguousArray<Int>,
        to sink: inout ByteSink
    ) {
        var start = 0
        let filled = ends.reduce(0) { count, end in
            defer { start = end }
            return count + (end > start ? 1 : 0)
        }
        sink.writeVarUint(UInt32(filled))
        start = 0
        for (client, end) in zip(clients, ends) where end > start {
            sink.writeVarUint(store.client(client))
            sink.writeVarUint(UInt32((end - start) / 2))
            for place in stride(from: start, to: end, by: 2) {
                sink.writeVarUint(borders[place])
                sink.writeVarUint(borders[place + 1] - borders[place])
            }
            start = end
        }
    }
}
