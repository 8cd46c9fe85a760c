import CRDT
import Committee
import SyncProtocol

/// Opening and leaving documents, and the exchange that brings both ends level. `Protocol/sync.md`,
/// *Joining*.
extension Room {
    mutating func join(
        _ connection: ConnectionID, _ name: DocumentName, _ participant: Participant, _ dialect: Dialect
    ) {
        leave(connection, name)
        let access = access(of: participant, to: name)
        guard access != .none, let participant = current(participant) else {
            tell(.drop(connection, name, .gone, reason: "not-found"))
            return
        }
        isUnloading = false
        stores[name]?.seat(connection, Seat(participant: participant, access: access, dialect: dialect))
        opened[connection, default: []].insert(name)
        switch dialect {
        case .hocuspocus:
            tell(.send([connection], name, .auth(.authenticated(readOnly: access == .read))))
        case .yWebSocket:
            askForMissing(connection, name, isAcknowledged: false)
        }
        tellAllPresence(to: connection, name)
    }

    mutating func leave(_ connection: ConnectionID, _ name: DocumentName) {
        stores[name]?.unseat(connection)
        opened[connection]?.remove(name)
        if opened[connection]?.isEmpty == true { opened[connection] = nil }
        gate.discard(connection, document: name)
    }

    mutating func disconnect(_ connection: ConnectionID) {
        for name in opened[connection] ?? [] { stores[name]?.unseat(connection) }
        opened[connection] = nil
        channel[connection] = nil
        hellos = hellos.filter { $0.value.connection != connection }
        gate.discard(connection)
    }

    /// Ends a document on a connection; what was held for it still goes out first.
    mutating func drop(
        _ connection: ConnectionID, _ name: DocumentName, _ code: CloseCode, reason: String,
        whenFlushed: Bool = false
    ) {
        stores[name]?.unseat(connection)
        opened[connection]?.remove(name)
        let effect = Effect.drop(connection, name, code, reason: reason)
        if whenFlushed { tellWhenFlushed(effect) } else { tell(effect) }
    }

    mutating func receive(_ message: Message, from connection: ConnectionID, about name: DocumentName) {
        guard let seat = seat(of: connection, in: name) else { return }
        guard Permissions.access(of: seat.participant, to: name, in: state) != .none else {
            drop(connection, name, .forbidden, reason: "forbidden")
            return
        }
        switch message {
        case .sync(.step1(let vector)): answerStep1(vector, from: connection, about: name, isReply: false)
        case .syncReply(.step1(let vector)): answerStep1(vector, from: connection, about: name, isReply: true)
        case .sync(.step2(let update)), .syncReply(.step2(let update)):
            takeUpdate(update, from: connection, to: name, isStep2: true)
        case .sync(.update(let update)), .syncReply(.update(let update)):
            takeUpdate(update, from: connection, to: name, isStep2: false)
        case .awareness(let update): takePresence(update, from: connection, in: name)
        case .queryAwareness: tellAllPresence(to: connection, name)
        case .auth(.token), .stateless: break
        case .close: leave(connection, name)
        case .auth, .broadcastStateless, .syncStatus:
            drop(connection, name, .badMessage, reason: "only the server sends this message")
        }
    }

    private mutating func answerStep1(
        _ vector: StateVector, from connection: ConnectionID, about name: DocumentName, isReply: Bool
    ) {
        guard let seat = stores[name]?.seats[connection] else { return }
        let isReturn = seat.dialect == .yWebSocket && !seat.hasSentStep1
        stores[name]?.seats[connection]?.hasSentStep1 = true
        let update = stores[name]?.step2(
            since: vector, resending: isReturn ? seat.participant.id : nil)
        tellWhenFlushed(.send([connection], name, .sync(.step2(update ?? []))))
        if seat.dialect == .hocuspocus, !isReply { askForMissing(connection, name, isAcknowledged: true) }
    }

    /// Sends step1. The state vector tells of what may not be flushed, so it waits.
    mutating func askForMissing(_ connection: ConnectionID, _ name: DocumentName, isAcknowledged: Bool) {
        guard let vector = stores[name]?.doc.stateVector else { return }
        stores[name]?.seats[connection]?.expectedStep2.append(isAcknowledged)
        tellWhenFlushed(.send([connection], name, .sync(.step1(vector))))
    }
}
