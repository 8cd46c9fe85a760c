import CRDT

/// Who may sign today, and with which key.
struct SigningRoster {
    /// The seats of both sides. Alternates hold none.
    let seats: [SignedVersion.Seat]
    /// The current key of each member, in base64.
    let keys: [String: String]

    init(_ events: [Event]) {
        seats = Projection.roster(events).compactMap { member in
            guard case .member(let side) = member.role, member.office != "alternate" else { return nil }
            return SignedVersion.Seat(id: member.id, side: side, office: member.office)
        }
        var keys: [String: String] = [:]
        for event in events where event.audience == .committee {
            switch event.type {
            case "roster.key.registered.v1": keys[event.subject] = event.data["key"]?.string
            case "roster.key.revoked.v1", "roster.member.left.v1": keys[event.subject] = nil
            default: continue
            }
        }
        self.keys = keys
    }
}

extension Picture {
    var signingRoster: SigningRoster { SigningRoster(events) }
}
