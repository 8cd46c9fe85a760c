import CRDT
import Committee
import RoomCore
import SyncProtocol

/// Holds what leaves the server against the flushed log, without asking the room or its gate.
struct Measure {
    private struct Link: Hashable {
        var connection: ConnectionID
        var document: DocumentName
    }

    /// Updates that came in and that no SyncStatus has answered yet, oldest first.
    private var unanswered: [Link: [[UInt8]]] = [:]
    private var hasSentStep2: Set<Link> = []
    /// The log position of the last update each connection was sent.
    private var told: [Link: LogPosition] = [:]

    mutating func forget(_ connection: ConnectionID, _ document: DocumentName? = nil) {
        let isGone = { (link: Link) in
            link.connection == connection && (document == nil || link.document == document)
        }
        unanswered = unanswered.filter { !isGone($0.key) }
        told = told.filter { !isGone($0.key) }
        hasSentStep2 = hasSentStep2.filter { !isGone($0) }
    }

    mutating func heard(_ message: Message, from connection: ConnectionID, about name: DocumentName) {
        let link = Link(connection: connection, document: name)
        switch message {
        case .sync(.update(let update)): unanswered[link, default: []].append(update)
        case .sync(.step2(let update)):
            // Only the step2 of the joining exchange is answered.
            if hasSentStep2.insert(link).inserted { unanswered[link, default: []].append(update) }
        default: break
        }
    }

    mutating func leaves(
        _ message: Message, to connection: ConnectionID, about name: DocumentName, _ disk: SimulatedDisk
    ) throws {
        let link = Link(connection: connection, document: name)
        let flushed = disk.flushed[name] ?? Doc(clientID: 0)
        switch message {
        case .sync(.step1(let vector)):
            guard flushed.stateVector.covers(vector) else {
                throw Failure("a step1 tells of what is not flushed")
            }
        case .sync(.step2(let update)):
            try check(update, isIn: flushed, "a step2 holds")
        case .sync(.update(let update)):
            try check(update, isIn: flushed, "an update holds")
            guard let position = disk.positions[name]?[update] else {
                throw Failure("an update was relayed that the log does not hold as it is")
            }
            guard position > told[link] ?? .zero else {
                throw Failure("updates left in another order than the log's")
            }
            told[link] = position
        case .syncStatus(let isApplied):
            guard unanswered[link]?.isEmpty == false, let update = unanswered[link]?.removeFirst() else {
                throw Failure("a SyncStatus answers no update")
            }
            if isApplied { try check(update, isIn: flushed, "saved was said of") }
        default: break
        }
    }

    private func check(_ update: [UInt8], isIn flushed: Doc, _ what: String) throws {
        let (rest, cut) = flushed.admissible(try DecodedUpdate(decoding: update), under: AdmissionRule())
        var probe = flushed
        guard cut.isEmpty, rest.isEmpty || probe.apply(rest).isEmpty else {
            throw Failure("\(what) what is not flushed")
        }
    }
}
