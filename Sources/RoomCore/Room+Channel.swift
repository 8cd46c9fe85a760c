import CRDT
import Committee

/// The room channel: who one is, which documents there are, what happened, and signed heads.
/// `Protocol/sync.md`, *The room channel*.
extension Room {
    mutating func enter(_ connection: ConnectionID, _ participant: Participant) {
        isUnloading = false
        guard let participant = current(participant) else {
            return tell(.dropChannel(connection, .gone, reason: "not-found"))
        }
        channel[connection] = ChannelSeat(participant: participant)
    }

    mutating func receive(_ text: String, from connection: ConnectionID) {
        guard channel[connection] != nil else { return }
        let message: AnyValue
        do { message = try AnyValue(json: text, limits: limits.decoding) } catch {
            let refusal = AnyValue.object([
                "type": .string("error"), "reason": .string("message: \(error.words)"),
            ])
            tell(.stateless([connection], refusal.json))
            return
        }
        switch message["type"]?.string {
        case "hello": hello(message, from: connection)
        case "command": takeCommand(message, from: connection, bytes: text.utf8.count)
        default: break
        }
    }

    /// - Parameter links: what stands in the log at the places of the client's heads; nil: it could not be
    ///   read.
    mutating func welcome(_ connection: ConnectionID, after known: AnyValue?, links: [Head]?) {
        guard let participant = channel[connection]?.participant else { return }
        channel[connection]?.isWelcomed = true
        let told = audiences(readBy: participant)
        channel[connection]?.told = told
        var message = welcome(participant, after: known)
        if let links, !links.isEmpty {
            let readable = links.filter { Permissions.reads(participant, $0.audience, in: state) }
            message = .object((message.members ?? []) + [.init("links", .array(readable.map(\.json)))])
        }
        tellWhenFlushed(.stateless([connection], message.json))
    }

    private func welcome(_ participant: Participant, after known: AnyValue?) -> AnyValue {
        let documents = stores.keys.sorted { $0.rawValue < $1.rawValue }.compactMap {
            listed($0, for: participant)
        }
        let events = history.recorded().filter { event in
            let after = known?[event.event.audience.rawValue]?.int ?? 0
            return Permissions.reads(participant, event.event.audience, in: state)
                && Int(event.sequence) > after
        }
        return .object([
            "type": .string("welcome"),
            "member": .object([
                "id": .string(participant.id), "name": .string(participant.name),
                "role": .string(participant.role.rawValue),
            ]),
            "documents": .array(documents), "events": .array(events.map(\.json)),
            "key": .string(signer.publicKey),
            "heads": .array(signedHeads(for: participant, among: Set(heads.keys))), "day": .string(day),
            "releases": .array(state.releases(for: participant).map(\.json)),
        ])
    }
}

// MARK: What is told as it happens

extension Room {
    mutating func tellEvent(_ event: RecordedEvent) {
        let hearers = hearers { Permissions.reads($0, event.event.audience, in: state) }
        guard !hearers.isEmpty else { return }
        for connection in hearers {
            tellPast(of: event.event.audience, to: connection, before: event.number)
        }
        tellWhenFlushed(.stateless(hearers, event.message.json))
    }

    /// A draft was released or taken back: whoever is given it, and nobody else, hears what they are given
    /// now.
    mutating func tellReleases(changedBy event: Event) {
        let release: DraftRelease? =
            switch event.knownType {
            case .draftReleased: state.releases[event.id]
            case .draftReleaseRevoked: state.releases[event.subject]
            default: nil
            }
        guard let release else { return }
        for connection in hearers(where: { release.isGiven(to: $0) }) {
            guard let participant = channel[connection]?.participant else { continue }
            let message = AnyValue.object([
                "type": .string("releases"),
                "releases": .array(state.releases(for: participant).map(\.json)),
            ])
            tellWhenFlushed(.stateless([connection], message.json))
        }
    }

    mutating func tellEpoch(of name: DocumentName) {
        let hearers = hearers { Permissions.access(of: $0, to: name, in: state) != .none }
        guard !hearers.isEmpty else { return }
        let message = AnyValue.object([
            "type": .string("epoch"), "document": .string(name.rawValue),
            "epoch": .number(Double(epoch(of: name))),
        ])
        tellWhenFlushed(.stateless(hearers, message.json))
    }

    /// The log has a new newest entry of this audience. In place, with no list of them: it is done with every
    /// edit.
    mutating func noteHead(of audience: Audience) {
        var place = channel.startIndex
        while place != channel.endIndex {
            if channel.values[place].isWelcomed { channel.values[place].newHeads.insert(audience) }
            channel.formIndex(after: &place)
        }
    }

    /// Once a second while they change: each member the new heads of the audiences it reads.
    ///
    /// Everybody's second is their own: were it the room's, a head that comes late would tell that another
    /// audience had one just before.
    mutating func tellHeads() {
        for connection in hearers(where: { _ in true }) {
            guard let seat = channel[connection], !seat.newHeads.isEmpty,
                now >= seat.headsToldAt + limits.headsIntervalMilliseconds
            else { continue }
            channel[connection]?.newHeads = []
            let heads = signedHeads(for: seat.participant, among: seat.newHeads)
            guard !heads.isEmpty else { continue }
            channel[connection]?.headsToldAt = now
            tell(
                .stateless(
                    [connection], AnyValue.object(["type": .string("heads"), "heads": .array(heads)]).json))
        }
    }

    private func hearers(where isHearer: (Participant) -> Bool) -> [ConnectionID] {
        channel.filter { $0.value.isWelcomed && isHearer($0.value.participant) }.keys.sorted {
            $0.rawValue < $1.rawValue
        }
    }

    func signedHeads(for participant: Participant, among audiences: Set<Audience>) -> [AnyValue] {
        let readable = audiences.filter { Permissions.reads(participant, $0, in: state) }
        return readable.sorted { $0.rawValue < $1.rawValue }.compactMap { audience in
            guard let head = heads[audience] else { return nil }
            return .object([
                "audience": .string(audience.rawValue), "sequence": .number(Double(head.sequence)),
                "hash": .string(Hexadecimal.text(head.hash)),
                "signature": .string(Hexadecimal.text(signer.sign(head, room: id))),
            ])
        }
    }
}

extension Head {
    /// Unsigned: it says what stands there.
    fileprivate var json: AnyValue {
        .object([
            "audience": .string(audience.rawValue), "sequence": .number(Double(sequence)),
            "hash": .string(Hexadecimal.text(hash)),
        ])
    }
}

/// A connection on the room channel.
struct ChannelSeat: Sendable {
    var participant: Participant
    /// It has said hello and hears what happens.
    var isWelcomed = false
    /// The audiences it was told of from their beginning.
    var told: Set<Audience> = []
    /// When it was last told signed heads, and which audiences have new ones since, read by it or not.
    var headsToldAt: UInt64 = 0
    var newHeads: Set<Audience> = []
}
