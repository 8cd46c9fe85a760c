import CRDT

extension Rules {
    /// What the server records when a member joins with a key: whoever reads the room can then check that
    /// member's signatures. nil for somebody who is not of the room, for a key that is none, and for the
    /// member's newest key, also when it was revoked: it does not come back by being told again.
    ///
    /// The same key may be registered in several rooms: one person, one key, several memberships.
    public static func registration(
        ofKey key: String, by member: String, eventID: String, in state: CommitteeState, day: String
    ) -> Event? {
        guard let role = state.roster.member(member)?.role, role != .integration, Shape.isPublicKey(key),
            state.roster.keys[member]?.last?.key != key
        else { return nil }
        return Event(
            id: eventID, type: .keyRegistered, subject: member, audience: .committee, side: nil, day: day,
            data: .object(["key": .string(key)]))
    }
}
