/// Who wrote what: per client its structs in clock order, without gaps. Yjs: `StructStore`.
struct StructStore: Sendable {
    private(set) var clients: ContiguousArray<ClientID> = []
    private var places: [ClientID: ClientIndex] = [:]
    private var lists: ContiguousArray<ContiguousArray<ItemIndex>> = []
    /// The next clock expected of each client.
    private(set) var states: ContiguousArray<Clock> = []

    /// All clients, in the order they were first heard of.
    var indexes: some Sequence<ClientIndex> { (0..<UInt32(clients.count)).lazy.map(ClientIndex.init) }

    func find(_ client: ClientID) -> ClientIndex? { places[client] }

    mutating func intern(_ client: ClientID) -> ClientIndex {
        if let place = places[client] { return place }
        let place = ClientIndex(rawValue: UInt32(clients.count))
        clients.append(client)
        lists.append([])
        states.append(0)
        places[client] = place
        return place
    }

    subscript(client: ClientIndex) -> ContiguousArray<ItemIndex> {
        get { lists[Int(client.rawValue)] }
        _modify { yield &lists[Int(client.rawValue)] }
    }

    func client(_ index: ClientIndex) -> ClientID { clients[Int(index.rawValue)] }

    /// Yjs: `getState`.
    func state(of client: ClientIndex) -> Clock { states[Int(client.rawValue)] }
    func state(of client: ClientID) -> Clock { places[client].map { state(of: $0) } ?? 0 }

    var stateVector: StateVector {
        StateVector(Dictionary(uniqueKeysWithValues: zip(clients, states)))
    }

    mutating func append(_ item: ItemIndex, of client: ClientIndex, from start: Clock, to end: Clock) {
        precondition(state(of: client) == start, "a client's structs follow each other without gaps")
        lists[Int(client.rawValue)].append(item)
        states[Int(client.rawValue)] = end
    }
}
