import CRDT

extension Rules {
    /// What the server records when a member joins with a key: whoever reads the room can then check that
    /// member's signatures. nil for somebody who is not of the room, or a key that is none.
    ///
    /// The same key may be registered in several rooms: one person, one key, several memberships.
    public static func registration(
        ofKey key: String, by member: String, eventID: String, in state: CommitteeState, day: String
    ) -> Event? {
        guard let role = state.roster.member(member)?.role, role != .integration, Shape.isPublicKey(key),
            state.roster.currentKey(of: member)?.key != key
        else { return nil }
        return Event(
            id: eventID, type: .keyRegistered, subject: member, audience: .committee, side: nil, day: day,
            data: .object(["key": .string(key)]))
    }
}
