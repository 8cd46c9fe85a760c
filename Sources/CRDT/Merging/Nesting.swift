/// How deep the types of one update would stand in each other, before it is taken in.
///
/// Stock Yjs deletes and reads nested types by recursion: some thousand in each other end its stack, and what
/// it throws then leaves its document unable to send anything more.
struct Nesting {
    private let depthMax: Int
    /// What was admitted so far, in the order of clocks: how many types stand around it.
    private var admitted: [ClientID: [(end: Clock, depth: Int)]] = [:]

    init(depthMax: Int) {
        self.depthMax = depthMax
    }

    /// How many types stand around a struct, at most one more than there may be. What is collected stands in
    /// none.
    func depth(of body: RawStruct.Body, in engine: borrowing Engine) -> Int {
        switch body.parent {
        case .root: 0
        case .item(let holder): min(depthMax, depth(of: holder, in: engine)) + 1
        case .inherited: (body.origin ?? body.rightOrigin).map { depth(of: $0, in: engine) } ?? 0
        }
    }

    mutating func admit(_ id: ID, end: Clock, depth: Int) {
        admitted[id.client, default: []].append((end, depth))
    }

    private func depth(of id: ID, in engine: borrowing Engine) -> Int {
        if let known = engine.local(id) { return engine.nesting(of: known, max: depthMax + 1) }
        let runs = admitted[id.client] ?? []
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].end <= id.clock { low = middle + 1 } else { high = middle }
        }
        return low < runs.count ? runs[low].depth : 0
    }
}

extension Engine {
    /// How many types stand around an element, counted up to `max`.
    func nesting(of id: LocalID, max: Int) -> Int {
        var index = find(id)
        var depth = 0
        while depth < max, !items[index].isGC, items[index].parent.isSome {
            let holder = types[items[index].parent].item
            guard holder.isSome else { break }
            depth += 1
            index = holder
        }
        return depth
    }
}
