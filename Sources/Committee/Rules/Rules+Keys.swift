import CRDT

extension Rules {
    /// Why somebody may not give a member a code to join with; nil: they may. The code lets its holder act as
    /// that member, so a side gives codes to its own only, the programme to its own and, after an election,
    /// to those who were elected; and to nobody whose key still signs.
    public static func objection(
        toInviting member: String, by inviter: Participant, in state: CommitteeState, day: String
    ) -> Refusal? {
        guard let seat = state.roster.member(member), seat.role != .integration else {
            return Refusal(.notFound)
        }
        var situation: Situation = []
        if let side = seat.side {
            if inviter.role == .member(side) { situation.insert(.ownSide) }
            if state.roster.hasElection(of: side, before: today(day)) { situation.insert(.afterElection) }
        }
        let area: Area = seat.side == nil ? .programmeStaff : .roster
        guard Permissions.extent(of: .administer, in: area, for: inviter, when: situation) == .all else {
            return Refusal(.notPermitted)
        }
        guard state.roster.currentKey(of: member) == nil else {
            return Refusal(.memberKeyPresent, ["member": member])
        }
        return nil
    }

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
