import CRDT
import Committee
import RoomCore
import SyncProtocol

/// Somebody who edits, online or not. Two kinds: programs that speak the stock protocols, and our own
/// session.
protocol SimulatedClient {
    var participant: Participant { get }
    var dialect: Dialect { get }
    var documents: [DocumentName] { get }
    func doc(_ name: DocumentName) -> Doc?
    /// The socket is open; returns the frames to send.
    mutating func connect() throws -> [[UInt8]]
    mutating func disconnect()
    mutating func receive(_ frame: [UInt8]) throws -> [[UInt8]]
    /// `marker` is what an insertion writes; nothing else may write it.
    mutating func edit(_ name: DocumentName, _ edit: Edit) -> [[UInt8]]
    mutating func tick(now: UInt64) -> [[UInt8]]
    /// Markers the server has acknowledged as saved.
    var acknowledged: Set<String> { get }
    /// Asks for a new socket.
    var wantsReconnect: Bool { get }
    /// What this client has noticed to be wrong once all is quiet.
    func complaints() -> [String]
}

/// One edit of a document.
enum Edit {
    case insert(marker: String, at: Int)
    /// Removes one marker: its place and length in UTF-16 units.
    case delete(at: Int, count: Int)
    case set(key: String, to: Int)

    func apply(to transaction: inout Transaction, in name: DocumentName) {
        let notes = transaction.root("notes", .text)
        switch self {
        case .insert(let marker, let place): transaction.insert(marker, at: place, in: notes)
        case .delete(let place, let count): transaction.delete(at: place, count: count, in: notes)
        case .set(let key, let value):
            let root = name.schema.keys.sorted().first { name.schema[$0] == .map }
            guard let root else { return }
            let map = transaction.root(root, .map)
            transaction.set(key, to: .number(Double(value)), in: map)
        }
    }
}

/// A program that speaks the stock protocols: Hocuspocus over one socket for all its documents, or
/// y-websocket.
struct StockClient: SimulatedClient {
    let participant: Participant
    let dialect: Dialect
    let documents: [DocumentName]
    private var docs: [DocumentName: Doc] = [:]
    private(set) var acknowledged: Set<String> = []
    private(set) var wantsReconnect = false
    /// Hocuspocus: markers in each message that a SyncStatus is due for, oldest first.
    private var awaited: [DocumentName: [[String]]] = [:]
    private var hasAnswered: Set<DocumentName> = []
    private var isConnected = false
    private var markers: [DocumentName: [String]] = [:]
    private var found: [String] = []
    private var clock: UInt64 = 0

    init(_ participant: Participant, _ dialect: Dialect, _ documents: [DocumentName], firstClientID: ClientID)
    {
        self.participant = participant
        self.dialect = dialect
        self.documents = documents
        for (index, name) in documents.enumerated() {
            docs[name] = Doc(clientID: firstClientID + ClientID(index))
        }
    }

    func doc(_ name: DocumentName) -> Doc? { docs[name] }

    mutating func connect() throws -> [[UInt8]] {
        isConnected = true
        wantsReconnect = false
        awaited = [:]
        hasAnswered = []
        return documents.flatMap { join($0) }
    }

    mutating func disconnect() { isConnected = false }

    mutating func edit(_ name: DocumentName, _ edit: Edit) -> [[UInt8]] {
        guard let change = docs[name]?.edit({ edit.apply(to: &$0, in: name) }), !change.isEmpty else {
            return []
        }
        var new: [String] = []
        if case .insert(let marker, _) = edit { new = [marker] }
        markers[name, default: []] += new
        guard isConnected else { return [] }
        awaited[name, default: []].append(new)
        return [frame(.sync(.update(change.update)), name)]
    }

    mutating func tick(now: UInt64) -> [[UInt8]] {
        guard isConnected, let name = documents.first, let doc = docs[name] else { return [] }
        clock += 1
        let entry = AwarenessUpdate.Entry(
            client: doc.clientID, clock: clock, state: .object(["cursor": .number(Double(clock))]))
        return [frame(.awareness(AwarenessUpdate([entry])), name)]
    }

    mutating func receive(_ frame: [UInt8]) throws -> [[UInt8]] {
        switch dialect {
        case .yWebSocket:
            let messages = try YWebSocketCodec.decode(frame, limits: .standard)
            return try messages.flatMap { try receive($0, about: documents[0]) }
        case .hocuspocus:
            guard
                case .message(let address, let message) = try HocuspocusCodec.decode(
                    frame, limits: .standard),
                let name = DocumentName(rawValue: String(address.dropFirst(Shell.room.count + 1)))
            else { return [] }
            return try receive(message, about: name)
        }
    }

    func complaints() -> [String] {
        found
            + awaited.filter { dialect == .hocuspocus && !$0.value.isEmpty }.map {
                "\(participant.id) still waits for \($0.value.count) answers about \($0.key.rawValue)"
            }
            + documents.filter { docs[$0]?.hasPending == true }.map {
                "\(participant.id) misses something of \($0.rawValue)"
            }
    }

    private mutating func join(_ name: DocumentName) -> [[UInt8]] {
        guard let doc = docs[name] else { return [] }
        let step1 = frame(.sync(.step1(doc.stateVector)), name)
        return dialect == .yWebSocket ? [step1] : [frame(.auth(.token("t", version: nil)), name), step1]
    }

    private mutating func receive(_ message: Message, about name: DocumentName) throws -> [[UInt8]] {
        switch message {
        case .sync(.step1(let vector)):
            guard let update = docs[name]?.encodeStateAsUpdate(since: vector) else { return [] }
            if hasAnswered.insert(name).inserted { awaited[name, default: []].append(markers[name] ?? []) }
            return [frame(.sync(.step2(update)), name)]
        case .sync(.step2(let update)), .sync(.update(let update)):
            try docs[name]?.apply(update)
            if dialect == .yWebSocket { hear(update, name) }
        case .syncStatus(let isApplied):
            guard awaited[name]?.isEmpty == false, let saved = awaited[name]?.removeFirst() else {
                found.append("\(participant.id) was answered more often than it asked")
                break
            }
            if isApplied {
                acknowledged.formUnion(saved)
            } else {
                found.append("\(participant.id) was told that honest edits were not saved")
            }
        case .close:
            // As a provider does: the document joins anew.
            awaited[name] = []
            hasAnswered.remove(name)
            return join(name)
        case .auth(.denied(let reason)): found.append("\(participant.id) was denied: \(reason)")
        default: break
        }
        return []
    }

    /// In y-websocket framing one's own words coming back are the acknowledgement.
    private mutating func hear(_ update: [UInt8], _ name: DocumentName) {
        for marker in markers[name] ?? [] where !acknowledged.contains(marker) {
            if update.containsRun(of: Array(marker.utf8)) { acknowledged.insert(marker) }
        }
    }

    private func frame(_ message: Message, _ name: DocumentName) -> [UInt8] {
        switch dialect {
        case .yWebSocket: YWebSocketCodec.encode(message) ?? []
        case .hocuspocus:
            HocuspocusCodec.encode(.message(address: "\(Shell.room)/\(name.rawValue)", message))
        }
    }
}

extension [UInt8] {
    /// Whether these bytes stand somewhere in a row.
    func containsRun(of run: [UInt8]) -> Bool {
        guard let first = run.first, count >= run.count else { return false }
        return indices.dropLast(run.count - 1).contains {
            self[$0] == first && self[$0..<$0 + run.count] == run[...]
        }
    }
}
