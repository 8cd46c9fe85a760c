import CRDT
import Committee
import SyncProtocol

/// The life of an edit: checked, applied, logged, and told when the log holds it.
extension Room {
    mutating func takeUpdate(
        _ bytes: [UInt8], from connection: ConnectionID, to name: DocumentName, isStep2: Bool
    ) {
        guard let seat = stores[name]?.seats[connection] else { return }
        let isAcknowledged = isStep2 ? nextStep2IsAcknowledged(connection, name) : true
        let verdict = stores[name].map {
            UpdateCheck.verdict(on: bytes, from: seat, to: name, $0, limits: limits.decoding)
        }
        switch verdict {
        case nil: break
        case .malformed(let failure):
            drop(connection, name, failure.closeCode, reason: "update: \(failure.words)")
        case .readOnly(let isNew):
            if isAcknowledged { acknowledge(seat, connection, name, isApplied: !isNew) }
        case .taken(let update, let clients, let cut):
            let entries = take(update, clients: clients, by: seat.participant, in: name)
            append(entries.log)
            if isAcknowledged || !entries.update.isEmpty {
                tellTaken(entries.update, seat, connection, name, isApplied: !cut.isOwn, isAcknowledged)
            }
            if cut.hasGap, !isStep2 { askOnce(connection, name) }
        }
    }

    /// Applies an admissible update in place. What was new becomes entries: bindings first, a checkpoint when due.
    mutating func take(
        _ update: DecodedUpdate, clients: [ClientID], by participant: Participant?, in name: DocumentName
    ) -> (update: [UInt8], log: [LogEntry]) {
        guard let change = stores[name]?.doc.apply(update), !change.isEmpty else { return ([], []) }
        var entries: [LogEntry] = []
        if !clients.isEmpty { entries.append(bind(clients, to: participant, in: name)) }
        entries.append(entry(.update, payload: change.update, in: name, role: participant?.role))
        stores[name]?.updateCount += 1
        if stores[name]?.updateCount ?? 0 >= limits.checkpointUpdates { entries.append(checkpoint(name)) }
        return (change.update, entries)
    }

    mutating func bind(_ clients: [ClientID], to participant: Participant?, in name: DocumentName) -> LogEntry
    {
        let member = participant?.id ?? ""
        for client in clients { stores[name]?.members[client] = member }
        let payload = Binding(member: member, clients: clients).json.json
        return entry(.binding, payload: Array(payload.utf8), in: name, role: participant?.role)
    }

    mutating func entry(
        _ kind: LogEntryKind, payload: [UInt8], in name: DocumentName, role: Role?
    ) -> LogEntry {
        tail.entry(
            kind, audience: name.audience, document: name, epoch: epoch(of: name), payload: payload,
            role: role,
            day: day)
    }

    /// To the author the acknowledgement, then to the others the update.
    private mutating func tellTaken(
        _ update: [UInt8], _ seat: Seat, _ author: ConnectionID, _ name: DocumentName, isApplied: Bool,
        _ isAcknowledged: Bool
    ) {
        var hearers = (stores[name]?.order ?? []).filter { $0 != author }
        switch seat.dialect {
        case .hocuspocus: if isAcknowledged { acknowledge(seat, author, name, isApplied: isApplied) }
        case .yWebSocket: hearers.insert(author, at: 0)
        }
        guard !update.isEmpty, !hearers.isEmpty else { return }
        tellWhenFlushed(.send(hearers, name, .sync(.update(update))))
    }

    private mutating func acknowledge(
        _ seat: Seat, _ connection: ConnectionID, _ name: DocumentName, isApplied: Bool
    ) {
        guard seat.dialect == .hocuspocus else { return }
        tellWhenFlushed(.send([connection], name, .syncStatus(isApplied: isApplied)))
    }

    /// Step2s answer step1s in order; one the room did not ask for counts as an update.
    private mutating func nextStep2IsAcknowledged(_ connection: ConnectionID, _ name: DocumentName) -> Bool {
        guard let expected = stores[name]?.seats[connection]?.expectedStep2, !expected.isEmpty else {
            return true
        }
        stores[name]?.seats[connection]?.expectedStep2.removeFirst()
        return expected[0]
    }

    /// After a gap: one step1 per change of the state vector, or a client that itself lacks the missing piece would
    /// answer for ever.
    private mutating func askOnce(_ connection: ConnectionID, _ name: DocumentName) {
        guard let vector = stores[name]?.doc.stateVector else { return }
        guard stores[name]?.seats[connection]?.askedAt != vector else { return }
        stores[name]?.seats[connection]?.askedAt = vector
        askForMissing(connection, name, isAcknowledged: false)
    }
}

/// The payload of a binding entry: these client ids are this member's own.
struct Binding: Hashable {
    var member: String
    var clients: [ClientID]

    init(member: String, clients: [ClientID]) {
        self.member = member
        self.clients = clients
    }

    init?(json: AnyValue) {
        guard let member = json["member"]?.string, let texts = json["clients"]?.array else { return nil }
        let clients = texts.compactMap { $0.string.flatMap { ClientID($0) } }
        guard clients.count == texts.count else { return nil }
        self.init(member: member, clients: clients)
    }

    var json: AnyValue {
        .object(["member": .string(member), "clients": .array(clients.map { .string(String($0)) })])
    }
}
