import CRDT
import Committee

/// Whoever comes to read a case while they listen on the room channel is told of it from its beginning, as if
/// they came now. `Protocol/sync.md`, *The room channel*, is the page.
extension Room {
    /// The audiences somebody reads now: what a welcome has told of.
    func audiences(readBy participant: Participant) -> Set<Audience> {
        let all = Audience.standing + history.audiences
        return Set(all.filter { Permissions.reads(participant, $0, in: state) })
    }

    /// Rights have changed: listeners hear the past of what they have come to read, and of what is closed to
    /// them nothing more.
    mutating func followRights() {
        for connection in channel.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let seat = channel[connection], seat.isWelcomed else { continue }
            let readable = audiences(readBy: seat.participant)
            channel[connection]?.told.formIntersection(readable)
            for audience in readable.sorted(by: { $0.rawValue < $1.rawValue }) {
                tellPast(of: audience, to: connection, before: nil)
            }
        }
    }

    /// What an audience has, to a listener who was not told yet: its documents, and its events up to the one
    /// that follows, or all.
    mutating func tellPast(of audience: Audience, to connection: ConnectionID, before next: SequenceNumber?) {
        guard let participant = channel[connection]?.participant,
            channel[connection]?.told.insert(audience).inserted == true
        else { return }
        for name in stores.keys.sorted(by: { $0.rawValue < $1.rawValue }) where name.audience == audience {
            guard let listed = listed(name, for: participant), case .object(let members) = listed else {
                continue
            }
            let message = AnyValue.object([.init("type", .string("document"))] + members)
            tellWhenFlushed(.stateless([connection], message.json))
        }
        let places = history.places(of: audience)
        for place in places.prefix(next.map { Int(clamping: $0) - 1 } ?? places.count) {
            tellWhenFlushed(.stateless([connection], history[place].message.json))
        }
    }

    /// A document as a welcome lists it; nil where there is none for this reader.
    func listed(_ name: DocumentName, for participant: Participant) -> AnyValue? {
        let access = Permissions.access(of: participant, to: name, in: state)
        guard access != .none else { return nil }
        return .object([
            "name": .string(name.rawValue), "access": .string(access == .write ? "write" : "read"),
            "epoch": .number(Double(epoch(of: name))),
        ])
    }
}

extension RecordedEvent {
    /// As the room channel tells it.
    var message: AnyValue { .object([.init("type", .string("event"))] + (json.members ?? [])) }
}

extension Audience {
    /// Those every room has; cases come and go.
    fileprivate static let standing: [Audience] = [.committee, .workerSide, .managementSide]
}
