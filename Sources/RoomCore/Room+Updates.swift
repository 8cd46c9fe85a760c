import CRDT
import Committee
import SyncProtocol

/// The life of an edit: checked, applied, logged, and told when the log holds it.
extension Room {
    mutating func takeUpdate(
        _ bytes: [UInt8], from connection: ConnectionID, to name: DocumentName, isStep2: Bool
    ) {
        guard let seat = seat(of: connection, in: name) else { return }
        let isAcknowledged = isStep2 ? nextStep2IsAcknowledged(connection, name) : true
        let limits = limits
        let access = Permissions.access(of: seat.participant, to: name, in: state)
        let verdict = inPlace(name) { document in
            UpdateCheck.verdict(
                on: bytes, from: seat, holding: access, to: name, document, limits: limits)
        }
        tally.add(verdict, bytes: bytes.count)
        switch verdict {
        case nil: break
        case .malformed(let failure):
            drop(connection, name, failure.closeCode, reason: "update: \(failure.words)")
        case .readOnly(let isNew):
            if isStep2 { settleDeferred(connection, name, isComplete: !isNew) }
            if isAcknowledged { acknowledge(connection, name, isApplied: !isNew) }
        case .taken(let update, let clients, let cut):
            let taken: (update: [UInt8], log: [LogEntry])
            do {
                taken = try take(
                    update, clients: clients, by: seat.participant, in: name,
                    comparisonsMax: comparisonsMax(for: bytes.count, isStep2: isStep2, in: name))
            } catch {
                tally.malformed += 1
                drop(connection, name, error.closeCode, reason: "update: \(error.words)")
                return
            }
            append(taken.log)
            if isStep2 { settleDeferred(connection, name, isComplete: !cut.isOwn(of: seat)) }
            if cut.hasGap, !isStep2, isAnswerDue(connection, name) {
                deferAnswer(connection, name, cut)
            } else if isAcknowledged {
                acknowledge(connection, name, isApplied: !cut.isOwn(of: seat))
            }
            relay(taken.update, seat, connection, name)
            if !taken.update.isEmpty { react(toChangeOf: name, by: seat.participant.side) }
        }
    }

    /// Applies an admissible update in place. What was new becomes entries: bindings first, a checkpoint
    /// when due.
    mutating func take(
        _ update: DecodedUpdate, clients: [ClientID], by participant: Participant?, in name: DocumentName,
        comparisonsMax: Int
    ) throws(DecodingFailure) -> (update: [UInt8], log: [LogEntry]) {
        guard let change = try stores[name]?.doc.apply(update, comparisonsMax: comparisonsMax),
            !change.isEmpty
        else { return ([], []) }
        noteWriting(in: name, by: participant?.side)
        return (change.update, record(change, clients: clients, by: participant, in: name))
    }

    private mutating func comparisonsMax(for bytes: Int, isStep2: Bool, in name: DocumentName) -> Int {
        let structs = inPlace(name) { $0.doc.structCount } ?? 0
        return limits.comparisons(bytes: bytes, structs: structs, isStep2: isStep2)
    }

    mutating func record(
        _ change: Change, clients: [ClientID], by participant: Participant?, in name: DocumentName
    ) -> [LogEntry] {
        var entries: [LogEntry] = []
        if !clients.isEmpty { entries.append(bind(clients, to: participant, in: name)) }
        entries.append(entry(.update, payload: change.update, in: name, role: participant?.role))
        stores[name]?.noteUpdate(change.update)
        if isCheckpointDue(name) { entries.append(checkpoint(name)) }
        return entries
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
            role: role, day: day, isSealed: name.isSealed)
    }

    /// To the others the update, in y-websocket framing to the author too: there the echo is the
    /// acknowledgement.
    private mutating func relay(_ update: [UInt8], _ seat: Seat, _ author: ConnectionID, _ name: DocumentName)
    {
        var hearers = inPlace(name) { $0.order } ?? []
        if seat.dialect != .yWebSocket { hearers.removeAll { $0 == author } }
        guard !update.isEmpty, !hearers.isEmpty else { return }
        tellWhenFlushed(.send(hearers, name, .sync(.update(update))))
    }

    /// Step2s answer step1s in order; one the room did not ask for counts as an update.
    private mutating func nextStep2IsAcknowledged(_ connection: ConnectionID, _ name: DocumentName) -> Bool {
        guard let expected = stores[name]?.seats[connection]?.expectedStep2, !expected.isEmpty else {
            return true
        }
        stores[name]?.seats[connection]?.expectedStep2.removeFirst()
        return expected[0]
    }
}

// MARK: Answers to updates

extension Room {
    /// One SyncStatus, in the order the updates came.
    private mutating func acknowledge(_ connection: ConnectionID, _ name: DocumentName, isApplied: Bool) {
        guard let seat = seat(of: connection, in: name), seat.dialect == .hocuspocus else { return }
        if seat.deferred.isEmpty {
            tellWhenFlushed(.send([connection], name, .syncStatus(isApplied: isApplied)))
        } else {
            stores[name]?.seats[connection]?.deferred.append(isApplied ? .saved : .notSaved)
        }
    }

    /// Whether a step2 is under way that holds what an update with a gap lacked; asks for one if need be.
    ///
    /// It asks once per change of the state vector: a client that itself lacks the missing piece would
    /// answer for ever.
    private mutating func isAnswerDue(_ connection: ConnectionID, _ name: DocumentName) -> Bool {
        guard let seat = stores[name]?.seats[connection], let vector = stores[name]?.doc.stateVector else {
            return false
        }
        if !seat.expectedStep2.isEmpty { return true }
        guard seat.askedAt != vector else { return false }
        stores[name]?.seats[connection]?.askedAt = vector
        askForMissing(connection, name, isAcknowledged: false)
        return true
    }

    private mutating func deferAnswer(_ connection: ConnectionID, _ name: DocumentName, _ cut: Cut) {
        guard stores[name]?.seats[connection]?.dialect == .hocuspocus else { return }
        let answer: DeferredAnswer = cut.structsOfForbiddenContent > 0 ? .notSaved : .waiting
        stores[name]?.seats[connection]?.deferred.append(answer)
    }

    /// A step2 came, and with it all that the updates before it had lacked, unless it has a gap itself.
    private mutating func settleDeferred(_ connection: ConnectionID, _ name: DocumentName, isComplete: Bool) {
        guard let deferred = stores[name]?.seats[connection]?.deferred, !deferred.isEmpty else { return }
        stores[name]?.seats[connection]?.deferred = []
        for answer in deferred {
            acknowledge(connection, name, isApplied: answer == .saved || answer == .waiting && isComplete)
        }
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
