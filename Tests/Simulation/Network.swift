import CRDT
import Committee
import RoomCore
import SyncProtocol
import TestSupport

/// A run: several clients, one server, wires between them that delay, hold and break. One seed, one run.
struct Network {
    /// A socket: in each direction frames arrive in order or not at all.
    struct Wire {
        var client: Int
        var connection: ConnectionID
        var up: [[UInt8]] = []
        var down: [[UInt8]] = []
        /// Partitioned: nothing arrives, nobody notices.
        var isHeld = false
    }

    var chance: SeededGenerator
    var clients: [any SimulatedClient] = []
    var shell = Shell()
    var wires: [Wire] = []
    /// Sockets the client has given up and the server has not missed yet.
    var unnoticed: [ConnectionID] = []
    var connections: UInt64 = 0
    var now: UInt64 = 1_000_000
    /// Markers somebody deleted on purpose.
    var deleted: Set<String> = []
    var written: [DocumentName: [String]] = [:]
    let raisesEpochs: Bool

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
        raisesEpochs = seed.isMultiple(of: 10)
        let side = { (index: Int) in index.isMultiple(of: 2) ? Side.worker : .management }
        for index in 0..<2 + chance.number(below: 3) {
            let id = ClientID(index + 1) * 100_000 + ClientID(chance.number(below: 90_000))
            let letter = side(index) == .worker ? "w" : "m"
            let member = Participant(
                id: "\(letter)\(index)", name: "Member \(index)", role: .member(side(index)))
            let caucus = side(index) == .worker ? DocumentName.caucusWorker : .caucusManagement
            let client: any SimulatedClient =
                switch chance.number(below: 3) {
                case 0: StockClient(member, .yWebSocket, [.plan], firstClientID: id)
                case 1: StockClient(member, .hocuspocus, [.plan, caucus], firstClientID: id)
                default: SessionClient(member, [.plan, caucus], firstClientID: id)
                }
            clients.append(client)
        }
    }

    /// One random thing happens.
    mutating func step() throws {
        switch chance.number(below: 100) {
        case 0..<26: try edit(chance.number(below: clients.count))
        case 26..<50: try deliverUp(chance.number(below: max(1, wires.count)))
        case 50..<74: try deliverDown(chance.number(below: max(1, wires.count)))
        case 74..<84: try shell.flush(batches: 1 + chance.number(below: 3))
        case 84..<89: try connect(chance.number(below: clients.count))
        case 89: try cut(chance.number(below: max(1, wires.count)))
        case 90..<92: if !wires.isEmpty { wires[chance.number(below: wires.count)].isHeld.toggle() }
        case 92..<94: try tick()
        case 94: if chance.chance(1.0 / 4) { try shell.fail() }
        case 95: if chance.chance(1.0 / 4) { try shell.crash(keeping: chance.number(below: 3)) }
        case 96:
            if raisesEpochs, chance.chance(1.0 / 8) { try shell.handle(.raiseEpochs(reason: "simulated")) }
        default: if !unnoticed.isEmpty { try shell.lost(unnoticed.removeFirst()) }
        }
        try settleSockets()
    }

    /// The network heals and the disk works: everything arrives, whoever is off comes back.
    mutating func heal() throws {
        for round in 0..<200 {
            for index in wires.indices { wires[index].isHeld = false }
            while !unnoticed.isEmpty { try shell.lost(unnoticed.removeFirst()) }
            for index in clients.indices { try connect(index) }
            try shell.flush(batches: .max)
            try settleSockets()
            for _ in 0..<40 where !isQuiet {
                for index in wires.indices.reversed() where index < wires.count { try deliverUp(index) }
                for index in wires.indices.reversed() where index < wires.count { try deliverDown(index) }
            }
            if round > 2, isQuiet { return }
            try tick()
            try settleSockets()
        }
        throw Failure("the network does not come to rest")
    }

    private var isQuiet: Bool {
        wires.count == clients.count && shell.disk.waiting.isEmpty
            && wires.allSatisfy { $0.up.isEmpty && $0.down.isEmpty }
    }
}

// MARK: What happens

extension Network {
    mutating func connect(_ index: Int) throws {
        guard !wires.contains(where: { $0.client == index }) else { return }
        connections += 1
        let connection = ConnectionID(connections)
        let client = clients[index]
        try shell.open(
            connection,
            .init(
                client: index, participant: client.participant, dialect: client.dialect,
                document: client.documents[0]))
        wires.append(Wire(client: index, connection: connection))
        send(try clients[index].connect(), from: index)
        try settleSockets()
    }

    /// The client notices at once, the server some time later.
    mutating func cut(_ wire: Int) throws {
        guard wire < wires.count else { return }
        let gone = wires.remove(at: wire)
        clients[gone.client].disconnect()
        unnoticed.append(gone.connection)
    }

    mutating func deliverUp(_ wire: Int) throws {
        guard wire < wires.count, !wires[wire].isHeld, !wires[wire].up.isEmpty else { return }
        let frame = wires[wire].up.removeFirst()
        try shell.receive(frame, on: wires[wire].connection)
        try settleSockets()
    }

    mutating func deliverDown(_ wire: Int) throws {
        guard wire < wires.count, !wires[wire].isHeld, !wires[wire].down.isEmpty else { return }
        let frame = wires[wire].down.removeFirst()
        let client = wires[wire].client
        send(try clients[client].receive(frame), from: client)
        if clients[client].wantsReconnect, let wire = wires.firstIndex(where: { $0.client == client }) {
            try cut(wire)
        }
    }

    mutating func tick() throws {
        now += 100
        try shell.handle(.tick(now: now, day: "2024-11-11"))
        for index in clients.indices { send(clients[index].tick(now: now), from: index) }
    }

    private mutating func send(_ frames: [[UInt8]], from client: Int) {
        guard let wire = wires.firstIndex(where: { $0.client == client }) else { return }
        wires[wire].up += frames
    }

    /// What the server sent goes onto the wires; what it closed is gone.
    private mutating func settleSockets() throws {
        for (connection, frame) in shell.takeOutbox() {
            guard let wire = wires.firstIndex(where: { $0.connection == connection }) else { continue }
            wires[wire].down.append(frame)
        }
        for connection in shell.takeClosed() {
            guard let wire = wires.firstIndex(where: { $0.connection == connection }) else { continue }
            clients[wires.remove(at: wire).client].disconnect()
        }
    }

    private mutating func edit(_ index: Int) throws {
        let names = clients[index].documents
        let name = names[chance.number(below: names.count)]
        guard let doc = clients[index].doc(name) else { return }
        let text = doc.root("notes").map { doc.string($0) } ?? ""
        let tokens = markers(in: text)
        if chance.chance(1.0 / 5), !tokens.isEmpty {
            let token = tokens[chance.number(below: tokens.count)]
            deleted.insert(token.marker)
            send(
                clients[index].edit(name, .delete(at: token.at, count: token.marker.utf16.count)), from: index
            )
        } else if chance.chance(1.0 / 5) {
            let edit = Edit.set(key: "k\(chance.number(below: 3))", to: chance.number(below: 1000))
            send(clients[index].edit(name, edit), from: index)
        } else {
            let marker = "[\(clients[index].participant.id).\(written[name, default: []].count)]"
            let places = tokens.map(\.at) + [text.utf16.count]
            written[name, default: []].append(marker)
            let edit = Edit.insert(marker: marker, at: places[chance.number(below: places.count)])
            send(clients[index].edit(name, edit), from: index)
        }
    }

    /// Every marker of a text and where it begins, in UTF-16 units.
    func markers(in text: String) -> [(marker: String, at: Int)] {
        var found: [(marker: String, at: Int)] = []
        var start = 0
        for (index, unit) in text.utf16.enumerated() {
            if unit == 0x5B { start = index }
            guard unit == 0x5D else { continue }
            let units = Array(text.utf16)[start...index]
            found.append((String(decoding: units, as: UTF16.self), start))
        }
        return found
    }
}
