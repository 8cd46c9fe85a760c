import CRDT
import Committee
import SyncProtocol

/// Who is here: the client says where its caret stands, the server says who it is.
///
/// Presence never waits for the log. Changes are told once per tick, one message per document, and mere
/// renewals with them or after `RoomLimits.presenceRenewalMilliseconds`.
extension Room {
    mutating func takePresence(
        _ update: AwarenessUpdate, from connection: ConnectionID, in name: DocumentName
    ) {
        guard let seat = stores[name]?.seats[connection] else { return }
        tally.presenceMessages += 1
        bindFirst(update, seat, connection, name)
        if seat.ownClient == nil, update.entries.count == 1, update.entries[0].state != .null {
            stores[name]?.seats[connection]?.ownClient = update.entries[0].client
        }
        for entry in update.entries {
            // Stock clients send everybody's entries again; only the member's own count.
            guard stores[name]?.members[entry.client] == seat.participant.id else { continue }
            guard let state = accepted(entry.state, of: seat.participant) else { continue }
            guard state == .null || mayBePresent(entry.client, on: connection, in: name) else { continue }
            let own = AwarenessUpdate.Entry(client: entry.client, clock: entry.clock, state: state)
            let isRenewal = stores[name]?.presence.states[entry.client] == state
            let changed = stores[name]?.presence.apply(AwarenessUpdate([own]), now: now) ?? []
            guard changed.contains(entry.client) else { continue }
            if isRenewal {
                stores[name]?.renewedPresence.insert(entry.client)
            } else {
                stores[name]?.changedPresence.insert(entry.client)
            }
            stores[name]?.presentOn[entry.client] = state == .null ? nil : connection
        }
    }

    /// The one client id unknown so far that a connection is first present under becomes the member's own.
    private mutating func bindFirst(
        _ update: AwarenessUpdate, _ seat: Seat, _ connection: ConnectionID, _ name: DocumentName
    ) {
        guard !seat.hasBoundPresence else { return }
        let unbound = update.entries.filter { stores[name]?.members[$0.client] == nil }
        guard unbound.count == 1, unbound[0].state != .null else { return }
        stores[name]?.seats[connection]?.hasBoundPresence = true
        append([bind([unbound[0].client], to: seat.participant, in: name)])
    }

    private func mayBePresent(_ client: ClientID, on connection: ConnectionID, in name: DocumentName) -> Bool
    {
        guard let present = stores[name]?.presentOn, present[client] != connection else { return true }
        return present.values.count { $0 == connection } < limits.presencesPerConnectionMax
    }

    /// The state as others will see it; nil for one that is too long or no object.
    private func accepted(_ state: AnyValue, of participant: Participant) -> AnyValue? {
        if state == .null { return .null }
        guard let members = state.members, state.json.utf8.count <= limits.presenceBytesMax else {
            return nil
        }
        return .object(members.filter { $0.key != "user" } + [.init("user", participant.presence)])
    }

    mutating func tellAllPresence(to connection: ConnectionID, _ name: DocumentName) {
        guard let presence = stores[name]?.presence, !presence.states.isEmpty else { return }
        let update = presence.update(of: presence.states.keys.sorted())
        tell(.send([connection], name, .awareness(update)))
    }

    /// Once per tick: who fell silent goes, then each document's changes are told to all who have it open.
    /// That somebody is still there and does the same is told together and less often.
    mutating func tellPresence() {
        for name in stores.keys {
            expirePresence(name)
            let (now, limits) = (now, limits)
            let changed = inPlace(name) { $0.takeUntoldPresence(now: now, limits: limits) } ?? []
            guard !changed.isEmpty else { continue }
            guard let hearers = stores[name]?.order, !hearers.isEmpty else { continue }
            guard let update = stores[name]?.presence.update(of: changed.sorted()) else { continue }
            tell(.send(hearers, name, .awareness(update)))
        }
    }

    private mutating func expirePresence(_ name: DocumentName) {
        let silence = limits.presenceSilenceMillisecondsMax
        guard let expired = stores[name]?.presence.expired(now: now, silence: silence), !expired.isEmpty
        else {
            return
        }
        stores[name]?.removePresence(expired)
    }
}

extension Participant {
    /// The `user` field of an awareness state, written by the server and never by the client.
    var presence: AnyValue {
        .object([
            "id": .string(id), "name": .string(name), "side": side.map { .string($0.rawValue) } ?? .null,
            "letter": .string(String(role.letter)), "color": .string(color),
        ])
    }

    var side: Side? { if case .member(let side) = role { side } else { nil } }

    /// One colour per function; screens tell members of one side apart by name.
    private var color: String {
        switch role {
        case .member(.worker): "#0b7285"
        case .member(.management): "#a61e4d"
        case .advisor, .advisorLead: "#5f3dc4"
        case .assessor, .programmeAdmin, .integration: "#495057"
        }
    }
}
