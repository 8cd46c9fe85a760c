/// Many updates into one, read side by side. Follows `mergeUpdatesV2` in Yjs 13.6, with a heap where Yjs
/// sorts all readers anew for every struct.
struct UpdateMerge<Reading: FieldReader> {
    private let updates: [[UInt8]]
    private var readers: ContiguousArray<StructReader<Reading>> = []
    private var queue = MergeQueue()
    private var writer = StructWriter<Reading.Writer>()
    private var deletes = DeleteSet()
    private var budget: Int
    /// Whether every update names its clients in the order of Yjs, on which merging rests.
    private var isOrdered = true
    /// Read and not written yet, with the update it came from.
    private var held: (view: StructView, source: Int)?

    init(_ updates: [[UInt8]], limits: DecodingLimits) throws(DecodingFailure) {
        self.updates = updates
        budget = limits.structsMax
        readers.reserveCapacity(updates.count)
        for (place, update) in updates.enumerated() {
            readers.append(try StructReader(update.span, limits: limits, budget: &budget))
            try skipHoles(place)
        }
    }

    /// The merged update; nil if an update names its clients in another order than Yjs does.
    consuming func run() throws(DecodingFailure) -> [UInt8]? {
        for place in readers.indices {
            if let one = readers[place].current {
                queue.add(one.id, place)
            } else {
                try finishReader(place)
            }
        }
        queue.order()
        while let place = queue.first {
            try take(from: place)
            if let next = readers[place].current {
                queue.replaceFirst(next.id, place)
            } else {
                queue.removeFirst()
                try finishReader(place)
            }
        }
        write(held)
        guard isOrdered else { return nil }
        deletes.normalize()
        return writer.finish(deletes)
    }

    /// Takes what fits from the reader whose struct comes first.
    private mutating func take(from place: Int) throws(DecodingFailure) {
        guard let first = readers[place].current else { return }
        if let held {
            guard let fresh = try fresh(from: place, behind: held.view) else { return }
            try append(fresh, of: place, behind: held)
        } else {
            held = (first, place)
            try advance(place)
        }
        while let next = readers[place].current, let last = held?.view, next.id.client == last.id.client,
            next.id.clock == last.end
        {
            write(held)
            held = (next, place)
            try advance(place)
        }
    }

    /// The reader's next struct that is not covered by the one before; nil if another reader comes first.
    private mutating func fresh(
        from place: Int, behind last: StructView
    ) throws(DecodingFailure) -> StructView? {
        let client = readers[place].current?.id.client
        var isBehindCovered = false
        while let next = readers[place].current, next.end <= last.end, next.id.client == last.id.client {
            try advance(place)
            isBehindCovered = true
        }
        guard let next = readers[place].current, next.id.client == client,
            !(isBehindCovered && next.id.clock > last.end)
        else { return nil }
        return next
    }

    private mutating func append(
        _ one: StructView, of place: Int, behind last: (view: StructView, source: Int)
    ) throws(DecodingFailure) {
        let end = last.view.end
        if one.id.client == last.view.id.client, one.id.clock <= end {
            let update = updates[place]
            let rest = one.dropping(end - one.id.clock, in: update.span)
            // Items read from bytes have no neighbours yet: like Yjs, only collected ones are joined.
            if last.view.isGC, rest.isGC {
                held?.view.length += rest.length
                return
            }
            write(last)
            held = (rest, place)
        } else {
            write(last)
            if one.id.client == last.view.id.client {
                let hole = ID(client: one.id.client, clock: end)
                write((StructView.skip(hole, length: one.id.clock - end), place))
            }
            held = (one, place)
        }
        try advance(place)
    }

    private mutating func write(_ one: (view: StructView, source: Int)?) {
        guard let one else { return }
        writer.write(one.view, from: updates[one.source], isJSON: Reading.valuesAreJSON)
    }

    private mutating func advance(_ place: Int) throws(DecodingFailure) {
        let update = updates[place]
        try readers[place].advance(update.span, budget: &budget)
        try skipHoles(place)
    }

    private mutating func skipHoles(_ place: Int) throws(DecodingFailure) {
        let update = updates[place]
        while let current = readers[place].current, current.isSkip {
            try readers[place].advance(update.span, budget: &budget)
        }
    }

    private mutating func finishReader(_ place: Int) throws(DecodingFailure) {
        let update = updates[place]
        isOrdered = isOrdered && readers[place].isDescending
        try readers[place].readDeleteSet(update.span, into: &deletes, budget: &budget)
    }
}
