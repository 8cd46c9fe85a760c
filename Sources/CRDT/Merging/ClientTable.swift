/// Values of few of the clients, found by the client's place without hashing.
struct ClientTable<Value: Sendable>: Sendable {
    /// Per client the place of its value; none for most.
    private var places: ContiguousArray<UInt32> = []
    private(set) var values: ContiguousArray<Value> = []
    private(set) var clients: ContiguousArray<ClientIndex> = []

    var isEmpty: Bool { values.isEmpty }

    /// The place of a client's value, until one is removed.
    func place(of client: ClientIndex) -> Int? {
        let index = Int(client.rawValue)
        guard index < places.count, places[index] != .max else { return nil }
        return Int(places[index])
    }

    /// The place of a client's value, which is made if there is none.
    mutating func place(of client: ClientIndex, orAdd value: @autoclosure () -> Value) -> Int {
        if let place = place(of: client) { return place }
        let index = Int(client.rawValue)
        while places.count <= index { places.append(.max) }
        places[index] = UInt32(values.count)
        values.append(value())
        clients.append(client)
        return values.count - 1
    }

    subscript(place: Int) -> Value {
        _read { yield values[place] }
        _modify { yield &values[place] }
    }

    mutating func remove(at place: Int) {
        places[Int(clients[place].rawValue)] = .max
        values.swapAt(place, values.count - 1)
        clients.swapAt(place, clients.count - 1)
        values.removeLast()
        clients.removeLast()
        if place < clients.count { places[Int(clients[place].rawValue)] = UInt32(place) }
    }
}
