import CRDT
import Committee
import SyncClient
import SyncProtocol
import Synchronization

/// Our own client, with a shell that does nothing but carry frames.
struct SessionClient: SimulatedClient {
    /// Client ids in order, for one session.
    private final class Counter: Sendable {
        private let next: Mutex<ClientID>
        init(_ first: ClientID) { next = Mutex(first) }
        func draw() -> ClientID {
            next.withLock { next in
                next += 1
                return next
            }
        }
    }

    let participant: Participant
    let documents: [DocumentName]
    var dialect: Dialect { .hocuspocus }
    private var session: ClientSession
    private var markers: [DocumentName: [String]] = [:]
    private(set) var acknowledged: Set<String> = []
    private(set) var wantsReconnect = false
    private var found: [String] = []

    init(_ participant: Participant, _ documents: [DocumentName], firstClientID: ClientID) {
        self.participant = participant
        self.documents = documents
        let counter = Counter(firstClientID)
        session = ClientSession(
            committee: Shell.room, participant: participant, stored: [:],
            freshClientID: { _ in counter.draw() })
        for name in documents { _ = session.open(name) }
    }

    func doc(_ name: DocumentName) -> Doc? { session[name] }

    mutating func connect() throws -> [[UInt8]] {
        wantsReconnect = false
        return carry(session.handle(.connected(token: "t")))
    }

    mutating func disconnect() { _ = carry(session.handle(.disconnected)) }
    mutating func receive(_ frame: [UInt8]) throws -> [[UInt8]] { carry(session.handle(.frame(frame))) }
    mutating func tick(now: UInt64) -> [[UInt8]] { carry(session.handle(.tick(now: now))) }

    mutating func edit(_ name: DocumentName, _ edit: Edit) -> [[UInt8]] {
        // The session counts edits; so that markers can be told from its count, every edit has one, if only
        // in name.
        if case .insert(let marker, _) = edit {
            markers[name, default: []].append(marker)
        } else {
            markers[name, default: []].append("")
        }
        let unsaved = session.unsavedCount(in: name)
        let frames = carry(session.edit(name) { edit.apply(to: &$0, in: name) })
        if session.unsavedCount(in: name) == unsaved { markers[name]?.removeLast() }
        return frames
    }

    func complaints() -> [String] {
        var complaints = found + session.quarantine.map { "\(participant.id) lost a place for \($0.text)" }
        if session.unsavedCount > 0 {
            complaints.append("\(participant.id) still has \(session.unsavedCount) unsaved edits")
        }
        if session.link != .online { complaints.append("\(participant.id) is not online") }
        return complaints
    }

    private mutating func carry(_ effects: [ClientSession.Effect]) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        for effect in effects {
            switch effect {
            case .send(let frame): frames.append(frame)
            case .reconnect: wantsReconnect = true
            case .denied(let reason): found.append("\(participant.id) was denied: \(reason)")
            default: break
            }
        }
        for name in documents {
            let all = markers[name] ?? []
            let saved = all.prefix(max(0, all.count - session.unsavedCount(in: name)))
            acknowledged.formUnion(saved.filter { !$0.isEmpty })
        }
        return frames
    }
}
