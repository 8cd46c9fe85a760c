/// What waits, and what wakes it.
extension Engine {
    /// What is left of a client's structs in an update waits. `held`: where the update's bytes are kept, once
    /// they are.
    mutating func hold(
        _ rest: ArraySlice<ScannedStruct>, of client: ClientIndex, _ source: ScanSource, _ held: inout UInt32?
    ) {
        guard !rest.isEmpty else { return }
        transaction.isVerbatim = false
        let place = held ?? pending.addSource(source)
        held = place
        if pending.add(rest, from: place, of: client) { takePending(of: client) }
    }

    /// Takes in what waited for clients that have grown in this transaction, and what waited for that.
    mutating func takeWoken() {
        guard !pending.isEmpty else { return }
        var grown = transaction.grown
        for client in pending.takeStalled() where takePending(of: client) { grown.append(client) }
        while let client = grown.popLast() {
            while let woken = pending.woken(by: client, knownTo: store.state(of: client)) {
                if takePending(of: woken) { grown.append(woken) }
            }
            while let range = pending.knownDelete(of: client, knownTo: store.state(of: client)) {
                transaction.isVerbatim = false
                delete(client, from: range.clock, to: range.end)
            }
        }
        pending.tidy()
    }

    /// Takes in what a client has waiting, as far as it goes; the first struct that cannot be taken waits on.
    @discardableResult
    private mutating func takePending(of client: ClientIndex) -> Bool {
        var hasTaken = false
        while let (one, source) = pending.first(of: client) {
            guard transaction.comparisons <= transaction.comparisonsMax else {
                pending.stall(client)
                break
            }
            switch take(one, of: client, source) {
            case .taken:
                pending.dropFirst(of: client)
                hasTaken = true
                transaction.isVerbatim = false
                continue
            case .missing(let id): pending.wait(client, for: store.intern(id.client), id.clock)
            case .refused: pending.wait(client, for: client, one.clock - 1)
            }
            break
        }
        return hasTaken
    }
}
