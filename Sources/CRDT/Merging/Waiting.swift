/// Structs that are to be taken in, per client in clock order, and the order to visit them in.
///
/// Follows the stack of `integrateStructs` in Yjs 13.6: what a struct depends on is visited before it. Each
/// visit takes a struct or stops clients for good, so the work grows with the number of structs, whoever
/// wrote them.
struct Waiting {
    /// What a visitor says of the next struct of a client.
    enum Verdict: Equatable {
        /// Taken, or known already.
        case taken
        /// This element must be known first.
        case missing(ID)
        /// Not taken, whatever else comes.
        case refused
    }

    private var structs: [ClientID: [RawStruct]]
    private var cursors: [ClientID: Int] = [:]
    /// Clients whose next struct cannot be taken in this run.
    private var stopped: Set<ClientID> = []

    /// Skips are dropped: the clocks behind them tell of the hole.
    init(_ fresh: [ClientID: [RawStruct]]) {
        structs = fresh
        for (client, list) in fresh where list.isEmpty || list.contains(where: { $0.kind == .skip }) {
            let solid = list.filter { $0.kind != .skip }
            structs[client] = solid.isEmpty ? nil : solid
        }
    }

    /// Offers every struct to `visit`, dependencies first; clients with high ids first, as Yjs does.
    mutating func run(_ visit: (RawStruct) -> Verdict) {
        for client in structs.keys.sorted(by: >) { run(client, visit) }
    }

    private mutating func run(_ client: ClientID, _ visit: (RawStruct) -> Verdict) {
        guard !runAlone(client, visit) else { return }
        var stack = [client]
        /// For each client above the bottom of the stack, the clock that the one below waits for.
        var needed: [Clock] = []
        var isOnStack: Set<ClientID> = [client]
        while let top = stack.last {
            var verdict = Verdict.refused
            if !stopped.contains(top), let head = head(of: top) {
                verdict = visit(head)
                if case .taken = verdict {
                    cursors[top, default: 0] += 1
                    guard let clock = needed.last, head.end > clock else { continue }
                }
            } else if stack.count == 1 {
                return
            }
            switch verdict {
            case .taken:
                isOnStack.remove(stack.removeLast())
                needed.removeLast()
            case .missing(let id)
            where head(of: id.client) != nil && isOnStack.insert(id.client).inserted:
                stack.append(id.client)
                needed.append(id.clock)
            case .missing, .refused:
                // All below wait for the top, and the top for what will not come.
                stopped.formUnion(stack)
                return
            }
        }
    }

    /// Most updates lack nothing, and then a client's structs follow each other: no stack is needed. False at
    /// the first that cannot be taken.
    private mutating func runAlone(_ client: ClientID, _ visit: (RawStruct) -> Verdict) -> Bool {
        guard !stopped.contains(client), let list = structs[client] else { return true }
        let start = cursors[client] ?? 0
        var cursor = start
        while cursor < list.count, case .taken = visit(list[cursor]) { cursor += 1 }
        if cursor > start { cursors[client] = cursor }
        return cursor == list.count
    }

    private func head(of client: ClientID) -> RawStruct? {
        guard let list = structs[client] else { return nil }
        let cursor = cursors[client] ?? 0
        return cursor < list.count ? list[cursor] : nil
    }

    /// What was not taken.
    consuming func rest() -> [ClientID: [RawStruct]] {
        for (client, cursor) in cursors where cursor > 0 {
            structs[client]?.removeFirst(cursor)
            if structs[client]?.isEmpty ?? false { structs[client] = nil }
        }
        return structs
    }
}
