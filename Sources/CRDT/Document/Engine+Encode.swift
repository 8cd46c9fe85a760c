extension Engine {
    /// The update of the running transaction.
    func encodeTransaction(to sink: inout ByteSink) {
        sink.writeVarUint(UInt32(transaction.grown.count))
        if transaction.grown.count == 1 {
            let client = transaction.grown[0]
            writeStructs(of: client, since: store[client].before, to: &sink)
        } else {
            for client in transaction.grown.sorted(by: { store.client($0) > store.client($1) }) {
                writeStructs(of: client, since: store[client].before, to: &sink)
            }
        }
        writeTransactionDeletes(to: &sink)
    }

    // MARK: Structs

    /// A client's structs from a clock on, the first cut if the clock lies within it. Follows `writeStructs`
    /// in Yjs 13.6.
    private func writeStructs(of client: ClientIndex, since clock: Clock, to sink: inout ByteSink) {
        let record = store[client]
        if items[record.tail].id.clock <= clock {
            // All that is new is in the last struct, as after most edits.
            sink.write(1)
            sink.writeVarUint(record.id)
            sink.writeVarUint(clock)
            write(items[record.tail], from: clock, to: &sink)
            return
        }
        let first = store.place(of: LocalID(client: client, clock: clock))
        sink.writeVarUint(UInt32(store.count(of: client, from: first)))
        sink.writeVarUint(record.id)
        sink.writeVarUint(clock)
        var next: StructStore.Place? = first
        while let place = next {
            write(items[store[client, place]], from: clock, to: &sink)
            next = store.next(place, of: client)
        }
    }

    /// Follows `Item#write` and `GC#write` in Yjs 13.6.
    func write(_ item: Item, from clock: Clock, to sink: inout ByteSink) {
        let dropped = clock > item.id.clock ? clock - item.id.clock : 0
        guard !item.isGC else {
            sink.write(0)
            sink.writeVarUint(item.length - dropped)
            return
        }
        writeHead(of: item, from: clock, to: &sink)
        writeContent(of: item, dropping: dropped, to: &sink)
    }

    /// What stands before the content.
    @inline(__always)
    private func writeHead(of item: Item, from clock: Clock, to sink: inout ByteSink) {
        let dropped = clock > item.id.clock ? clock - item.id.clock : 0
        let origin = dropped > 0 ? item.id.advanced(by: dropped - 1) : item.origin
        let hasOrigin = origin.isSome
        let hasRight = item.rightOrigin.isSome
        sink.write(
            item.content.kind.rawValue | (hasOrigin ? 0x80 : 0) | (hasRight ? 0x40 : 0)
                | (item.parentSub.isSome ? 0x20 : 0))
        if hasOrigin { write(origin, to: &sink) }
        if hasRight { write(item.rightOrigin, to: &sink) }
        if !hasOrigin, !hasRight { writeParent(of: item, to: &sink) }
    }

    @inline(__always)
    private func write(_ id: LocalID, to sink: inout ByteSink) {
        sink.writeVarUint(store.client(id.client))
        sink.writeVarUint(id.clock)
    }

    private func writeParent(of item: Item, to sink: inout ByteSink) {
        let type = types[item.parent]
        if type.item.isSome {
            sink.write(0)
            write(items[type.item].id, to: &sink)
        } else {
            sink.write(1)
            write(keys[type.name], to: &sink)
        }
        if item.parentSub.isSome { write(keys[item.parentSub], to: &sink) }
    }

    private func write(_ string: String, to sink: inout ByteSink) {
        let utf8 = string.utf8Span.span
        sink.writeVarUint(UInt32(utf8.count))
        sink.write(utf8)
    }

    private func writeContent(of item: Item, dropping count: Clock, to sink: inout ByteSink) {
        switch item.content.kind {
        case .string: contents.texts.write(item, dropping: count, to: &sink)
        case .deleted: sink.writeVarUint(item.length - count)
        default:
            var writer = ByteWriter()
            content(of: item).dropping(count).write(to: &writer)
            sink.write(writer.bytes.span)
        }
    }

    /// The content as the wire carries it.
    func content(of item: Item) -> Content {
        if let content = contents.content(of: item) { return content }
        let type = types[item.type]
        return .type(type.kind ?? .map, name: keys[type.name])
    }

    // MARK: Deletes

    private func writeTransactionDeletes(to sink: inout ByteSink) {
        guard transaction.deletes.count > 1 else {
            sink.write(UInt8(transaction.deletes.count))
            if let only = transaction.deletes.first {
                sink.writeVarUint(store.client(only.id.client))
                sink.write(1)
                sink.writeVarUint(only.id.clock)
                sink.writeVarUint(only.length)
            }
            return
        }
        write(transaction.deletes, to: &sink)
    }

    /// Follows `writeDeleteSet` in Yjs 13.6: clients in descending order. The ranges of a client stand
    /// together.
    private func write(
        _ ranges: ContiguousArray<TransactionState.Deleted>, to sink: inout ByteSink
    ) {
        var sections: ContiguousArray<Range<Int>> = []
        for (place, range) in ranges.enumerated() {
            if let last = sections.last, ranges[last.lowerBound].id.client == range.id.client {
                sections[sections.count - 1] = last.lowerBound..<place + 1
            } else {
                sections.append(place..<place + 1)
            }
        }
        sections.sort {
            store.client(ranges[$0.lowerBound].id.client) > store.client(ranges[$1.lowerBound].id.client)
        }
        sink.writeVarUint(UInt32(sections.count))
        for section in sections {
            sink.writeVarUint(store.client(ranges[section.lowerBound].id.client))
            sink.writeVarUint(UInt32(section.count))
            for range in ranges[section] {
                sink.writeVarUint(range.id.clock)
                sink.writeVarUint(range.length)
            }
        }
    }
}
