import CRDT
public import Committee

/// Why a room cannot wake: its log does not add up.
public enum RoomFailure: Error, Hashable, Sendable {
    case damaged(position: LogPosition, reason: String)
}

/// From the log's entries back to documents, bindings and events.
extension Room {
    mutating func wake(from image: RoomImage) throws(RoomFailure) {
        var last = LogPosition.zero
        for entry in image.entries {
            guard entry.position > last, entry.position <= image.end else {
                throw .damaged(position: entry.position, reason: "an entry out of order")
            }
            guard entry.sequence <= tail.sequence(of: entry.audience) else {
                throw .damaged(position: entry.position, reason: "an entry beyond the head of its audience")
            }
            last = entry.position
            try wake(entry)
        }
        for entry in image.entries where entry.kind == .binding { try wakeBinding(entry) }
        readRoster()
        openCases(from: 0)
    }

    private mutating func wake(_ entry: LogEntry) throws(RoomFailure) {
        if entry.kind == .event { return try wakeEvent(entry) }
        if entry.kind == .binding { return }
        guard let name = entry.document, name.audience == entry.audience else {
            throw .damaged(position: entry.position, reason: "an entry of no document of its audience")
        }
        if stores[name] == nil { stores[name] = RoomDocument() }
        switch entry.kind {
        case .event, .binding: break
        case .update:
            guard entry.epoch == epoch(of: name) else {
                throw .damaged(position: entry.position, reason: "an update of another epoch")
            }
            stores[name]?.noteUpdate(entry.payload)
            try apply(entry, to: name)
        case .checkpoint, .epoch:
            stores[name]?.doc = Doc(clientID: RoomDocument.serverClient)
            stores[name]?.epoch = entry.epoch
            stores[name]?.noteWhole(entry.payload)
            try apply(entry, to: name)
        }
    }

    private mutating func apply(_ entry: LogEntry, to name: DocumentName) throws(RoomFailure) {
        do {
            try stores[name]?.doc.apply(entry.payload, limits: .loading)
        } catch {
            throw .damaged(position: entry.position, reason: "its update \(error.words)")
        }
        guard stores[name]?.doc.hasPending == false else {
            throw .damaged(position: entry.position, reason: "its update misses what came before")
        }
    }

    private mutating func wakeBinding(_ entry: LogEntry) throws(RoomFailure) {
        let binding = AnyValue(utf8: entry.payload).flatMap { Binding(json: $0) }
        guard let binding, let name = entry.document else {
            throw .damaged(position: entry.position, reason: "a binding that cannot be read")
        }
        if stores[name] == nil { stores[name] = RoomDocument() }
        for client in binding.clients { stores[name]?.members[client] = binding.member }
    }

    private mutating func wakeEvent(_ entry: LogEntry) throws(RoomFailure) {
        guard !entry.payload.isEmpty else {
            history.append(.erased(entry.audience, entry.sequence, day: entry.day), entry: entry, cause: nil)
            flushedEvents = history.count
            return
        }
        let payload = AnyValue(utf8: entry.payload)
        guard let payload, let event = Event(json: payload, audience: entry.audience) else {
            throw .damaged(position: entry.position, reason: "an event that cannot be read")
        }
        history.append(event, entry: entry, cause: payload["cause"].flatMap { Cause(json: $0) })
        state.take(event)
        derived.take(event)
        flushedEvents = history.count
    }
}

extension Event {
    /// An event as the log keeps it; nil where it cannot be read.
    public init?(utf8 bytes: [UInt8], audience: Audience) {
        guard let json = AnyValue(utf8: bytes) else { return nil }
        self.init(json: json, audience: audience)
    }
}

extension AnyValue {
    init?(utf8 bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        guard let value = try? AnyValue(json: text, limits: .loading) else { return nil }
        self = value
    }
}

extension DecodingLimits {
    /// For what the room itself has written.
    static let loading = DecodingLimits(
        bytesMax: 1 << 30, structsMax: 1 << 28, clientsMax: 1 << 24, depthMax: 64)
}
