import CRDT
import Committee
import RoomCore
import SyncProtocol

/// The server around the room, as thin as can be: frames to inputs, effects to frames, entries to the disk.
///
/// It also measures: every message is held against the flushed log at the moment it leaves.
struct Shell {
    static let room = SimulatedDisk.room
    static let signer = HeadSigner(seed: [UInt8](repeating: 7, count: 32))

    struct Socket {
        var client: Int
        var participant: Participant
        var dialect: Dialect
        var document: DocumentName
    }

    private(set) var room: Room?
    private(set) var disk = SimulatedDisk()
    private(set) var sockets: [ConnectionID: Socket] = [:]
    /// Frames on their way out.
    private(set) var outbox: [(to: ConnectionID, frame: [UInt8])] = []
    /// Sockets the server has closed.
    private(set) var closed: [ConnectionID] = []
    private var measure = Measure()
    var limits = RoomLimits()

    init() { limits.checkpointUpdates = 7 }

    mutating func takeOutbox() -> [(to: ConnectionID, frame: [UInt8])] {
        defer { outbox = [] }
        return outbox
    }

    mutating func takeClosed() -> [ConnectionID] {
        defer { closed = [] }
        return closed
    }

    mutating func open(_ connection: ConnectionID, _ socket: Socket) throws {
        if room == nil {
            room = try Room(
                id: Self.room, image: disk.image, limits: limits, signer: Self.signer, day: "2024-11-11")
        }
        sockets[connection] = socket
        if socket.dialect == .yWebSocket {
            try handle(.joined(connection, socket.document, socket.participant, .yWebSocket))
        }
    }

    mutating func lost(_ connection: ConnectionID) throws {
        guard sockets.removeValue(forKey: connection) != nil else { return }
        measure.forget(connection)
        try handle(.disconnected(connection))
    }

    mutating func receive(_ frame: [UInt8], on connection: ConnectionID) throws {
        guard let socket = sockets[connection], room != nil else { return }
        switch socket.dialect {
        case .yWebSocket:
            for message in try YWebSocketCodec.decode(frame, limits: limits.decoding) {
                try receive(message, on: connection, about: socket.document)
            }
        case .hocuspocus:
            guard
                case .message(let address, let message) = try HocuspocusCodec.decode(
                    frame, limits: limits.decoding)
            else { return }
            guard address != Self.room else { return try receive(onChannel: message, connection, socket) }
            guard let name = DocumentName(rawValue: String(address.dropFirst(Self.room.count + 1))) else {
                throw Failure("a frame about \(address)")
            }
            if case .auth(.token) = message {
                try handle(.joined(connection, name, socket.participant, .hocuspocus))
            } else {
                try receive(message, on: connection, about: name)
            }
        }
    }

    mutating func handle(_ input: Room.Input) throws {
        guard let effects = room?.handle(input) else { return }
        for effect in effects { try carry(effect) }
    }

    /// Flushes the oldest batches and tells the room.
    mutating func flush(batches: Int) throws {
        if let input = try disk.flush(batches: batches) { try handle(input) }
    }

    mutating func fail() throws {
        guard !disk.waiting.isEmpty else { return }
        try handle(.appendFailed(reason: "simulated"))
        try disk.crash(keeping: 0)
    }

    mutating func crash(keeping batches: Int) throws {
        try disk.crash(keeping: batches)
        end()
    }

    private mutating func receive(onChannel message: Message, _ connection: ConnectionID, _ socket: Socket)
        throws
    {
        switch message {
        case .auth(.token):
            let answer = HocuspocusCodec.encode(
                .message(address: Self.room, .auth(.authenticated(readOnly: false))))
            outbox.append((connection, answer))
            try handle(.entered(connection, socket.participant))
        case .stateless(let text): try handle(.stateless(connection, text))
        default: break
        }
    }

    private mutating func receive(_ message: Message, on connection: ConnectionID, about name: DocumentName)
        throws
    {
        measure.heard(message, from: connection, about: name)
        try handle(.received(connection, name, message))
    }

    private mutating func carry(_ effect: Room.Effect) throws {
        switch effect {
        case .append(let entries): disk.append(entries)
        case .erase: break
        case .lookUp(let question, let places):
            try handle(.lookedUp(question: question, disk.links(at: places)))
        case .send(let connections, let name, let message):
            for connection in connections {
                guard let socket = sockets[connection] else { continue }
                guard Permissions.access(of: socket.participant, to: name) != .none else {
                    throw Failure("\(socket.participant.id) was sent a message about \(name.rawValue)")
                }
                try measure.leaves(message, to: connection, about: name, disk)
                outbox.append((connection, frame(message, name, socket)))
            }
        case .stateless(let connections, let text):
            let frame = HocuspocusCodec.encode(.message(address: Self.room, .stateless(text)))
            for connection in connections where sockets[connection] != nil {
                outbox.append((connection, frame))
            }
        case .drop(let connection, let name, let code, let reason):
            guard let socket = sockets[connection] else { return }
            guard code == .epochChanged else { throw Failure("\(socket.participant.id) dropped: \(reason)") }
            measure.forget(connection, name)
            if socket.dialect == .yWebSocket { return close(connection) }
            outbox.append((connection, frame(.close(reason: "\(code.rawValue) \(reason)"), name, socket)))
        case .closeRoom: end()
        case .dropChannel(let connection, let code, let reason):
            throw Failure("the channel of \(connection.rawValue) dropped: \(code) \(reason)")
        case .answered, .replied, .rosterChanged, .unloaded: break
        }
    }

    private func frame(_ message: Message, _ name: DocumentName, _ socket: Socket) -> [UInt8] {
        switch socket.dialect {
        case .yWebSocket: YWebSocketCodec.encode(message) ?? []
        case .hocuspocus: HocuspocusCodec.encode(.message(address: "\(Self.room)/\(name.rawValue)", message))
        }
    }

    private mutating func close(_ connection: ConnectionID) {
        sockets[connection] = nil
        measure.forget(connection)
        closed.append(connection)
        room = room.map { room in
            var room = room
            _ = room.handle(.disconnected(connection))
            return room
        }
    }

    private mutating func end() {
        room = nil
        closed += sockets.keys.sorted { $0.rawValue < $1.rawValue }
        sockets = [:]
        measure = Measure()
    }
}
