import CRDT
public import Committee
import SyncProtocol

/// From an open socket to documents in step: Auth, hello and welcome on the room channel, then each document.
extension ClientSession {
    mutating func connected(token: String) -> [Effect] {
        _ = disconnected()
        self.token = token
        link = .connecting
        lastHeard = now
        lastPing = now
        return [send(.auth(.token(token, version: nil)), to: nil), .statusChanged]
    }

    mutating func disconnected() -> [Effect] {
        var effects: [Effect] = []
        for name in copies.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            copies[name]?.phase = .left
            copies[name]?.hasServerState = false
            copies[name]?.inFlight = []
            copies[name]?.arrival = nil
            effects += settleRefusal(in: name)
            effects += forgetPresence(in: name)
        }
        isHelloOutstanding = false
        sentCommands = []
        if link != .offline { effects.append(.statusChanged) }
        link = .offline
        return effects
    }

    mutating func received(_ bytes: [UInt8]) -> [Effect] {
        guard link != .offline else { return [] }
        lastHeard = now
        switch try? HocuspocusCodec.decode(bytes, limits: .fromServer) {
        case nil: return [.reconnect]
        case .ping: return [.send(HocuspocusCodec.encode(.pong))]
        case .pong: return []
        case .message(let address, let message):
            if address == committee { return received(onChannel: message) }
            guard address.hasPrefix(committee + "/"),
                let name = DocumentName(rawValue: String(address.dropFirst(committee.count + 1))),
                copies[name] != nil
            else { return [] }
            return received(message, about: name)
        }
    }

    mutating func tick(now: UInt64) -> [Effect] {
        self.now = now
        let shortened = shortenJournals()
        guard link != .offline else { return shortened }
        let silence = elapsed(since: lastHeard)
        if silence > Self.deadAfter { return shortened + disconnected() + [.reconnect] }
        var effects = shortened
        if silence > Self.pingAfter && elapsed(since: lastPing) > Self.pingAfter {
            lastPing = now
            effects.append(.send(HocuspocusCodec.encode(.ping)))
        }
        return effects + renewPresence()
    }

    /// 0 if the clock was set back.
    func elapsed(since then: UInt64) -> UInt64 { now > then ? now - then : 0 }

    /// One message about a document, or on the room channel.
    func send(_ message: Message, to document: DocumentName?) -> Effect {
        let address = document.map { "\(committee)/\($0.rawValue)" } ?? committee
        return .send(HocuspocusCodec.encode(.message(address: address, message)))
    }
}

// MARK: The room channel

extension ClientSession {
    private mutating func received(onChannel message: Message) -> [Effect] {
        switch message {
        case .auth(.authenticated): return hello()
        case .auth(.tokenRequest): return [send(.auth(.token(token, version: nil)), to: nil)]
        case .auth(.denied(let reason)): return denied(reason)
        case .close(let reason): return ended(nil, reason: reason)
        case .stateless(let text):
            guard let json = try? AnyValue(json: text, limits: .fromServer) else { return [] }
            return told(json)
        default: return []
        }
    }

    /// Tells the new token wherever the old one was told; the server does not answer.
    mutating func renewed(token: String) -> [Effect] {
        self.token = token
        guard link != .offline else { return [] }
        let joined = copies.filter { $0.value.phase != .left }.keys.sorted { $0.rawValue < $1.rawValue }
        return ([nil] + joined).map { send(.auth(.token(token, version: nil)), to: $0) }
    }

    /// Asks for the newest signed heads, so that what was just acknowledged can be held against the server
    /// (D12).
    public mutating func askForHeads() -> [Effect] { link == .online ? hello() : [] }

    /// Whether a hello or an answer to one is on its way.
    public var isAsking: Bool { isHelloOutstanding }

    mutating func hello() -> [Effect] {
        guard !isHelloOutstanding else { return [] }
        isHelloOutstanding = true
        let after = room.known.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            AnyValue.Member($0.key.rawValue, .number(Double($0.value)))
        }
        let hello = AnyValue.object([
            "type": .string("hello"), "after": .object(after),
            "heads": .array(room.confirmedHeads + room.heads),
        ])
        return [send(.stateless(hello.json), to: nil)]
    }

    private mutating func told(_ json: AnyValue) -> [Effect] {
        switch json["type"]?.string {
        case "welcome": return welcomed(json)
        case "event":
            guard let event = RoomRecord.NumberedEvent(json: json), let effects = take([event]) else {
                return []
            }
            return [.room(room), .eventsChanged] + effects
        case "document": return admitted(json)
        case "answer": return answered(json)
        case "heads":
            let before = room.alarms.count
            room.keep(heads: room.genuine(json["heads"], of: committee), areConfirmed: false)
            return [.room(room)] + (room.alarms.count > before ? [.statusChanged] : [])
        case "releases":
            room.releases = (json["releases"]?.array ?? []).compactMap(DraftRelease.init(json:))
            return [.room(room), .statusChanged]
        case "epoch":
            guard let name = json["document"]?.string.flatMap(DocumentName.init(rawValue:)) else { return [] }
            return leave(name) + hello()
        default: return []
        }
    }

    private mutating func welcomed(_ json: AnyValue) -> [Effect] {
        isHelloOutstanding = false
        let listed = (json["documents"]?.array ?? []).compactMap(RoomRecord.Listed.init(json:))
        let wentBack = listed.contains { new in
            room.documents.contains { $0.name == new.name && $0.epoch != new.epoch }
        }
        room.documents = listed
        room.day = json["day"]?.string ?? room.day
        room.meet(serverKey: json["key"]?.string)
        let heads = room.genuine(json["heads"], of: committee)
        room.compare(heads: heads, links: json["links"]?.array)
        room.releases = (json["releases"]?.array ?? []).compactMap(DraftRelease.init(json:))
        if wentBack {
            // The log these stood in may be gone: they are asked for anew.
            room.events = []
            room.forgetHeads()
            state = CommitteeState()
            return hello()
        }
        let erased = take((json["events"]?.array ?? []).compactMap(RoomRecord.NumberedEvent.init(json:)))
        room.keep(heads: heads, areConfirmed: true)
        link = .online
        var effects: [Effect] =
            letGoOfClosed() + (erased ?? []) + [.room(room), .eventsChanged, .statusChanged]
        for name in documentNames where opened.contains(name) { effects += joinIfNeeded(name) }
        return effects
    }

    /// A document was opened to the member while they are connected.
    private mutating func admitted(_ json: AnyValue) -> [Effect] {
        guard let listed = RoomRecord.Listed(json: json) else { return [] }
        room.documents.removeAll { $0.name == listed.name }
        room.documents.append(listed)
        return [.room(room), .statusChanged] + (opened.contains(listed.name) ? joinIfNeeded(listed.name) : [])
    }

    private mutating func denied(_ reason: String) -> [Effect] {
        // The room cannot be opened just now, or the server stops: no token changes that, but it passes.
        if reason == "closed" { return disconnected() + [.reconnect] }
        let words =
            switch reason {
            case "token": "the server does not accept this member's token any more"
            case "not-found": "the server knows no committee \(committee), or it is not open to this member"
            default: "the server refused: \(reason)"
            }
        return disconnected() + [.denied(reason: words)]
    }
}

// MARK: One document

extension ClientSession {
    /// Starts to follow a document.
    public mutating func open(_ document: DocumentName) -> [Effect] {
        opened.insert(document)
        if copies[document] == nil {
            copies[document] = DocumentCopy(clientID: freshClientID(document))
        }
        return joinIfNeeded(document)
    }

    mutating func joinIfNeeded(_ name: DocumentName) -> [Effect] {
        guard link == .online, let listed = room.documents.first(where: { $0.name == name }),
            let copy = copies[name],
            copy.phase == .left || (copy.arrival?.epoch ?? copy.epoch) != listed.epoch
        else { return [] }
        copies[name]?.phase = .joining
        copies[name]?.inFlight = []
        copies[name]?.hasServerState = false
        var vector = copy.doc.stateVector
        var effects: [Effect] = []
        if copy.epoch != listed.epoch {
            if copy.isBlank {
                copies[name]?.epoch = listed.epoch
                effects += snapshot(of: name)
            } else {
                copies[name]?.arrival = .init(epoch: listed.epoch, clientID: freshClientID(name))
                vector = StateVector()
            }
        }
        effects += [
            send(.auth(.token(token, version: nil)), to: name), send(.sync(.step1(vector)), to: name),
        ]
        if copies[name]?.arrival == nil { effects += announce(in: name) }
        return effects
    }

    /// The server has ended our part in this document; its copy stays.
    mutating func leave(_ name: DocumentName) -> [Effect] {
        copies[name]?.phase = .left
        copies[name]?.hasServerState = false
        copies[name]?.inFlight = []
        copies[name]?.arrival = nil
        return settleRefusal(in: name) + forgetPresence(in: name)
    }

    private mutating func received(_ message: Message, about name: DocumentName) -> [Effect] {
        switch message {
        case .sync(let sync), .syncReply(let sync): return received(sync, about: name)
        case .awareness(let update): return learned(update, about: name)
        case .queryAwareness: return announce(in: name)
        case .auth(.authenticated(let readOnly)):
            copies[name]?.isReadOnly = readOnly
            return (readOnly ? [] : sendWaiting(in: name)) + [.statusChanged]
        case .auth(.tokenRequest): return [send(.auth(.token(token, version: nil)), to: name)]
        case .auth(.denied(let reason)):
            if ["token", "closed"].contains(reason) { return denied(reason) }
            room.documents.removeAll { $0.name == name }
            return letGo(of: name) + [.room(room), .statusChanged]
        case .syncStatus(let isApplied): return answered(isApplied: isApplied, about: name)
        case .close(let reason): return ended(name, reason: reason)
        case .auth(.token), .stateless, .broadcastStateless: return []
        }
    }

    private mutating func received(_ sync: SyncMessage, about name: DocumentName) -> [Effect] {
        switch sync {
        case .step1(let vector): return asked(for: vector, about: name)
        case .step2(let update):
            if copies[name]?.arrival != nil { return arrived(update, in: name) }
            copies[name]?.hasServerState = true
            return merged(update, into: name) + [.statusChanged]
        case .update(let update):
            if copies[name]?.arrival != nil {
                copies[name]?.arrival?.early.append(update)
                return []
            }
            return merged(update, into: name)
        }
    }

    /// The server tells what it has: it is sent what it lacks. The first answer after joining carries all
    /// unsent edits.
    mutating func asked(for vector: StateVector, about name: DocumentName) -> [Effect] {
        guard let copy = copies[name], copy.phase != .left else { return [] }
        if copy.arrival != nil {
            copies[name]?.arrival?.asked = vector
            return []
        }
        let isReadOnly = isReadOnly(name)
        let lacking = isReadOnly ? emptyUpdate : copy.doc.encodeStateAsUpdate(since: vector)
        if copy.phase == .joining {
            copies[name]?.phase = .joined
            copies[name]?.inFlight = [isReadOnly ? 0 : copy.unsent.count]
        }
        return [send(.sync(.step2(lacking)), to: name), .statusChanged]
    }

    private mutating func merged(_ update: [UInt8], into name: DocumentName) -> [Effect] {
        guard update != emptyUpdate,
            let change = try? copies[name]?.doc.apply(update, limits: .fromServer, observing: true)
        else {
            return update == emptyUpdate ? [] : [.reconnect]
        }
        copies[name]?.acknowledged.append(update)
        var effects = journal(.remote(update), of: name)
        if !change.isEmpty { effects.append(.changed(name, change.events)) }
        return effects
    }

    /// A document, or with nil all of them, was ended by the server: one table, `Protocol/close-codes.md`.
    private mutating func ended(_ name: DocumentName?, reason: String) -> [Effect] {
        switch Int(reason.prefix { $0.isNumber }) {
        case 4401: return denied("token")
        case 4403 where name == nil, 4404 where name == nil: return denied("not-found")
        case 4403, 4404:
            guard let name else { return [] }
            room.documents.removeAll { $0.name == name }
            return letGo(of: name) + [.room(room), .statusChanged]
        case 1009, 4400:
            guard let name, let copy = copies[name], let count = copy.inFlight.first, count > 0 else {
                return disconnected() + [.reconnect]
            }
            // Sent again it would be refused again.
            copies[name]?.refused += copy.unsent.prefix(count)
            copies[name]?.unsent.removeFirst(count)
            return leave(name) + joinIfNeeded(name) + [.statusChanged]
        case 4409:
            guard let name else { return hello() }
            return leave(name) + hello() + [.statusChanged]
        default: return disconnected() + [.reconnect]
        }
    }
}

/// The update (v1) that brings nothing: no clients, no deletes.
private let emptyUpdate: [UInt8] = [0, 0]

extension DecodingLimits {
    /// The server's word is bounded too, but a whole document may come at once.
    static let fromServer = DecodingLimits(bytesMax: 256 << 20, structsMax: 20_000_000, clientsMax: 1_000_000)
}
