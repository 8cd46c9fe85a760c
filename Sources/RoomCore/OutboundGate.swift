import Committee
import DequeModule

/// Holds every outbound message until the log entry it depends on is durable.
///
/// This is the server's promise in one place: what a client has been told survives a crash. What depends on
/// nothing unflushed passes at once, but never overtakes what is held for the same connection.
struct OutboundGate: Sendable {
    /// The last entry the log has flushed.
    private(set) var durable: LogPosition
    private var waiting: Deque<(after: LogPosition, effect: Room.Effect)> = []

    init(durable: LogPosition) {
        self.durable = durable
    }

    var isEmpty: Bool { waiting.isEmpty }

    /// What of the effect may go now; the rest is held until the log has flushed `entry` and all that waits
    /// before it.
    mutating func pass(_ effect: Room.Effect, after entry: LogPosition) -> [Room.Effect] {
        guard entry <= durable else {
            hold(effect, until: entry)
            return []
        }
        let recipients = effect.recipients
        guard !recipients.isEmpty, !waiting.isEmpty else { return [effect] }
        let behind = heldUp(among: recipients)
        if behind.isEmpty { return [effect] }
        if let last = waiting.last, let held = effect.addressed(to: behind) { hold(held, until: last.after) }
        return effect.addressed(to: recipients.filter { !behind.contains($0) }).map { [$0] } ?? []
    }

    mutating func release(through entry: LogPosition) -> [Room.Effect] {
        precondition(entry >= durable, "the log cannot shrink")
        durable = entry
        let released = waiting.prefix { $0.after <= entry }.map(\.effect)
        waiting.removeFirst(released.count)
        return released
    }

    /// Throws away what is held for a connection that has left: one document, or all.
    mutating func discard(_ connection: ConnectionID, document: DocumentName? = nil) {
        guard isHeldUp(connection) else { return }
        waiting = Deque(
            waiting.compactMap { after, effect in
                guard effect.recipients.contains(connection) else { return (after, effect) }
                guard document == nil || effect.document == document else { return (after, effect) }
                return effect.addressed(to: effect.recipients.filter { $0 != connection }).map { (after, $0) }
            })
    }

    /// Throws away what is held for a connection on the room channel.
    mutating func discardChannel(_ connection: ConnectionID) {
        guard isHeldUp(connection) else { return }
        waiting = Deque(
            waiting.compactMap { after, effect in
                guard case .stateless(let hearers, let text) = effect else { return (after, effect) }
                let rest = hearers.filter { $0 != connection }
                return rest.isEmpty ? nil : (after, .stateless(rest, text))
            })
    }

    private mutating func hold(_ effect: Room.Effect, until entry: LogPosition) {
        precondition(waiting.last.map { $0.after <= entry } ?? true, "messages must wait in log order")
        waiting.append((entry, effect))
    }

    /// Those for whom something waits. Effects that follow each other mostly go to the same connections, so
    /// this looks at few lists; a count kept per connection would cost every delivery.
    private func heldUp(among recipients: [ConnectionID]) -> [ConnectionID] {
        if recipients.count == 1 { return isHeldUp(recipients[0]) ? recipients : [] }
        var held: Set<ConnectionID> = []
        var last: [ConnectionID] = []
        for (_, effect) in waiting where effect.recipients != last {
            last = effect.recipients
            held.formUnion(last)
        }
        return recipients.filter { held.contains($0) }
    }

    private func isHeldUp(_ connection: ConnectionID) -> Bool {
        waiting.contains { $0.effect.recipients.contains(connection) }
    }
}

extension Room.Effect {
    /// The connections that hear of it; none for what goes to the shell itself.
    var recipients: [ConnectionID] {
        switch self {
        case .send(let connections, _, _), .stateless(let connections, _): connections
        case .drop(let connection, _, _, _), .dropChannel(let connection, _, _): [connection]
        case .append, .erase, .lookUp, .closeRoom, .answered, .replied, .rosterChanged, .unloaded: []
        }
    }

    /// The document it is about, if it is about one.
    var document: DocumentName? {
        switch self {
        case .send(_, let document, _), .drop(_, let document, _, _): document
        case .append, .erase, .lookUp, .stateless, .dropChannel, .closeRoom, .answered, .replied,
            .rosterChanged,
            .unloaded:
            nil
        }
    }

    /// The same for these recipients only; nil if nobody is left.
    func addressed(to connections: [ConnectionID]) -> Room.Effect? {
        guard !connections.isEmpty else { return nil }
        switch self {
        case .send(_, let document, let message): return .send(connections, document, message)
        case .stateless(_, let text): return .stateless(connections, text)
        case .drop, .dropChannel, .append, .erase, .lookUp, .closeRoom, .answered, .replied, .rosterChanged,
            .unloaded:
            return self
        }
    }
}
