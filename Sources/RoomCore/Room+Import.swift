import CRDT
import Committee
import SyncProtocol

/// Batches of server-side authors: checked whole, then one append.
extension Room {
    mutating func take(_ batch: ImportBatch) {
        let updates: [(name: DocumentName, update: DecodedUpdate)]
        do { updates = try check(batch) } catch {
            tell(.answered(id: batch.id, refusal: error.words))
            return
        }
        var entries: [LogEntry] = []
        let before = history.count
        for event in batch.events { entries.append(record(event, role: nil)) }
        var relays: [(DocumentName, [UInt8])] = []
        for (name, update) in updates {
            if stores[name] == nil { stores[name] = RoomDocument() }
            let unbound = update.clients.filter { stores[name]?.members[$0] == nil }.sorted()
            guard let change = stores[name]?.doc.apply(update), !change.isEmpty else { continue }
            entries += record(change, clients: unbound, by: nil, in: name)
            relays.append((name, change.update))
            noteWriting(in: name, by: nil)
        }
        append(entries)
        openCases(from: before)
        for (name, update) in relays where !update.isEmpty {
            guard let hearers = stores[name]?.order, !hearers.isEmpty else { continue }
            tellWhenFlushed(.send(hearers, name, .sync(.update(update))))
        }
        for event in history.recorded(from: before) { tellEvent(event) }
        openRows(from: before)
        followRoster(from: before)
        for (name, update) in relays where !update.isEmpty { react(toChangeOf: name, by: nil) }
        strikeClocks()
        tellWhenFlushed(.answered(id: batch.id, refusal: nil))
    }

    /// Gives the event its numbers, and adds it to all that is folded from events.
    mutating func record(_ event: Event, role: Role?, cause: Cause? = nil) -> LogEntry {
        var payload = event.json
        if let cause, let members = payload.members {
            payload = .object(members + [.init("cause", cause.json)])
        }
        let entry = tail.entry(
            .event, audience: event.audience, payload: Array(payload.json.utf8), role: role, day: day,
            isSealed: event.isSealed)
        history.append(event, entry: entry, cause: cause)
        state.take(event)
        derived.take(event)
        return entry
    }

    /// Records events and tells whoever may read them, behind the gate. Without a role the server is their
    /// author.
    mutating func recordAndTell(_ events: [Event], role: Role? = nil, cause: Cause? = nil) {
        let before = history.count
        append(events.map { record($0, role: role, cause: cause) })
        openCases(from: before)
        for event in history.recorded(from: before) {
            tellEvent(event)
            tellReleases(changedBy: event.event)
        }
        openRows(from: before)
    }

    /// A matter that was raised has a row that its readers write handling notes into. The server writes it:
    /// two members who begin at once would each make one, and one would be lost.
    private mutating func openRows(from first: Int) {
        for recorded in history.recorded(from: first) where recorded.event.knownType == .issueOpened {
            guard let name = recorded.event.home, let update = newRow(recorded.event.subject, in: name) else {
                continue
            }
            guard let decoded = try? DecodedUpdate(decoding: update, limits: .loading),
                let change = stores[name]?.doc.apply(decoded), !change.isEmpty
            else { continue }
            append(record(change, clients: decoded.clients.sorted(), by: nil, in: name))
            noteWriting(in: name, by: nil)
            guard let hearers = stores[name]?.order, !hearers.isEmpty else { continue }
            tellWhenFlushed(.send(hearers, name, .sync(.update(change.update))))
        }
    }

    /// The update that makes it, by a replica of its own; nil where the row is there.
    private func newRow(_ id: String, in name: DocumentName) -> [UInt8]? {
        guard var doc = stores[name]?.doc else { return nil }
        // Told from the matter's random id, so that no chance is needed; whoever has the id keeps it.
        var client = RoomDocument.rowAuthor(of: id, in: name)
        while stores[name]?.members[client] != nil || doc.stateVector[client] != 0 { client += 1 }
        doc.clientID = client
        var isMade = false
        let change = doc.edit { isMade = Projection.openRow(id, in: name, in: &$0) }
        return isMade ? change.update : nil
    }

    /// Whether every update decodes and misses nothing, tried on copies.
    private func check(
        _ batch: ImportBatch
    ) throws(DecodingFailure) -> [(name: DocumentName, update: DecodedUpdate)] {
        var trial: [DocumentName: Doc] = [:]
        var updates: [(name: DocumentName, update: DecodedUpdate)] = []
        for (name, bytes) in batch.updates {
            let update = try DecodedUpdate(decoding: bytes, limits: .loading)
            trial[name, default: stores[name]?.doc ?? Doc(clientID: RoomDocument.serverClient)].apply(update)
            guard trial[name]?.hasPending == false else {
                throw .inconsistent(
                    expected: "an update that is whole",
                    found: "one of \(name.rawValue) that misses what came before",
                    at: 0)
            }
            updates.append((name, update))
        }
        return updates
    }
}
