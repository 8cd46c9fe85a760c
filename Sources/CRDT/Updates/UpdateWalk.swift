/// One update, read from its first struct to its delete set. What the functions without a document share.
struct UpdateWalk<Reading: FieldReader> {
    let update: [UInt8]
    private var reader: StructReader<Reading>
    private var budget: Int

    init(_ update: [UInt8], limits: DecodingLimits) throws(DecodingFailure) {
        self.update = update
        budget = limits.structsMax
        reader = try StructReader(update.span, limits: limits, budget: &budget)
    }

    var current: StructView? { reader.current }
    var isDescending: Bool { reader.isDescending }

    mutating func advance() throws(DecodingFailure) {
        let update = update
        try reader.advance(update.span, budget: &budget)
    }

    /// The delete set, once all structs are read; nothing may follow it.
    mutating func readDeleteSet() throws(DecodingFailure) -> DeleteSet {
        var deletes = DeleteSet()
        let update = update
        try reader.readDeleteSet(update.span, into: &deletes, budget: &budget)
        deletes.normalize()
        return deletes
    }

    /// The same structs in the other format, or in the same. Yjs: `convertUpdateFormat`.
    consuming func written<Writing: FieldWriter>(
        as format: Writing.Type
    ) throws(DecodingFailure) -> [UInt8] {
        var writer = StructWriter<Writing>()
        while let one = current {
            writer.write(one, from: update, isJSON: Reading.valuesAreJSON)
            try advance()
        }
        return writer.finish(try readDeleteSet())
    }

    /// The same update with its clients in descending order, as Yjs writes them.
    consuming func ordered() throws(DecodingFailure) -> [UInt8] {
        var structs: [StructView] = []
        while let one = current {
            structs.append(one)
            try advance()
        }
        let deletes = try readDeleteSet()
        guard !isDescending else { return update }
        structs.sort { ($1.id.client, $0.id.clock) < ($0.id.client, $1.id.clock) }
        var writer = StructWriter<Reading.Writer>()
        for one in structs { writer.write(one, from: update, isJSON: Reading.valuesAreJSON) }
        return writer.finish(deletes)
    }

    /// What `state` lacks. Follows `diffUpdateV2` in Yjs 13.6: the whole delete set stays.
    consuming func difference(to state: StateVector) throws(DecodingFailure) -> [UInt8] {
        var writer = StructWriter<Reading.Writer>()
        /// The client that has lacked something: all that follows of it is lacking, holes included.
        var lacking: ClientID?
        while let one = current {
            let known = state[one.id.client]
            if lacking == one.id.client {
                writer.write(one, from: update, isJSON: Reading.valuesAreJSON)
            } else if !one.isSkip, one.end > known {
                let rest = one.dropping(known > one.id.clock ? known - one.id.clock : 0, in: update.span)
                writer.write(rest, from: update, isJSON: Reading.valuesAreJSON)
                lacking = one.id.client
            }
            try advance()
        }
        return writer.finish(try readDeleteSet())
    }

    /// What a document would know of an update alone. Follows `encodeStateVectorFromUpdateV2` in Yjs 13.6: a
    /// client counts from clock 0 to its first hole.
    consuming func stateVector() throws(DecodingFailure) -> StateVector {
        var state = StateVector()
        var client: ClientID?
        var isStopped = false
        while let one = current {
            if client != one.id.client {
                client = one.id.client
                isStopped = one.id.clock != 0
            }
            if one.isSkip { isStopped = true }
            if !isStopped { state[one.id.client] = one.end }
            try advance()
        }
        _ = try readDeleteSet()
        return state
    }

    /// First and last clocks of its clients. Follows `parseUpdateMetaV2` in Yjs 13.6.
    consuming func meta() throws(DecodingFailure) -> UpdateMeta {
        var meta = UpdateMeta()
        while let one = current {
            if meta.from[one.id.client] == nil { meta.from[one.id.client] = one.id.clock }
            meta.to[one.id.client] = one.end
            try advance()
        }
        _ = try readDeleteSet()
        return meta
    }
}
