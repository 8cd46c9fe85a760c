import CRDT

/// What the events of a room add up to, as the rules and the screens need it. A value folded from events, one
/// after another; the documents stand beside it, in the `Picture`.
///
/// Total: an event that says what it has no right to say changes nothing.
public struct CommitteeState: Sendable {
    /// Who belongs to the room now.
    public private(set) var roster: [RosterMember] = []
    /// What each side says of each point, by the point's id.
    public private(set) var ratings: [String: [Side: String]] = [:]
    /// Who signed what, and what is in force.
    public private(set) var signOff = SignOffState()

    public init() {}

    public init(_ events: some Sequence<Event>) {
        for event in events { take(event) }
    }

    public mutating func take(_ event: Event) {
        signOff.take(event)
        switch event.knownType {
        case .pointRated:
            guard event.audience == .committee, let side = event.side,
                let rating = event.data["rating"], Vocabulary.rating.admits(rating)
            else { return }
            ratings[event.subject, default: [:]][side] = rating.string
        default: return
        }
    }
}
