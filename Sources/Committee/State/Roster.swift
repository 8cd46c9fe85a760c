import CRDT

/// Who belongs to the room, and the keys they sign with: folded from events.
///
/// A key may stand in several rooms, and under several members: an advisor has one key and many memberships.
/// Nothing here asks for keys to be one of a kind.
public struct Roster: Hashable, Sendable {
    /// Who belongs to the room now, in the order they came.
    public private(set) var members: [RosterMember] = []
    /// Each member's keys, the newest last; of those who left, too, so that old signatures can be checked.
    public private(set) var keys: [String: [MemberKey]] = [:]
    /// The keys that were made void while their holders kept their seats, by member: nothing opens with them
    /// again. Who leaves takes the key along, and may come back with it.
    public private(set) var revokedKeys: [String: Set<String>] = [:]
    /// The elections on record, the newest last.
    public private(set) var elections: [Election] = []
    /// What programs may hear of, by their ids.
    public private(set) var grants: [String: IntegrationGrant] = [:]
    /// Grants that wait for the other side, by the program's id.
    public private(set) var grantProposals: [String: GrantProposal] = [:]
    /// As they last were in the room, whoever ever was: for the side of who has left.
    private(set) var known: [String: RosterMember] = [:]
    /// Who sat on which days, and since when seats are vacant.
    private(set) var seatDays = SeatDays()
    /// Named as focal persons; a file may name them before it seats them.
    private var handlers: Set<String> = []

    public init() {}

    /// The member of that id who belongs to the room now.
    public func member(_ id: String) -> RosterMember? { members.first { $0.id == id } }

    /// The members of a side, alternates too.
    public func members(of side: Side) -> [RosterMember] { members.filter { $0.side == side } }

    /// The seats of a side: its members without the alternates.
    public func seats(of side: Side) -> [RosterMember] { members(of: side).filter { !$0.isAlternate } }

    /// The side of somebody who is or was a member.
    public func side(of id: String) -> Side? { known[id]?.side }

    /// The key somebody signs with now: the newest, unless it was revoked or its holder left.
    public func currentKey(of id: String) -> MemberKey? {
        guard let key = keys[id]?.last, key.revoked == nil else { return nil }
        return key
    }

    /// Any key of any member, by its bytes in base64.
    public func holders(ofKey key: String) -> [String] {
        keys.filter { $0.value.contains { $0.key == key } }.keys.sorted()
    }

    mutating func take(_ event: Event) {
        guard event.audience == .committee else { return }
        takeGrant(event)
        switch event.knownType {
        case .memberJoined, .programmeJoined, .integrationRegistered:
            if let seat = RosterMember(event) { enter(seat, on: event.day) }
        case .memberLeft, .programmeLeft, .integrationRemoved: leave(event.subject, on: event.day)
        case .officeChanged: setOffice(event)
        case .handlerNamed: setHandler(event.subject, true)
        case .handlerReleased: setHandler(event.subject, false)
        case .keyRegistered: register(event)
        case .keyRevoked:
            if let key = currentKey(of: event.subject)?.key {
                revokedKeys[event.subject, default: []].insert(key)
            }
            revokeKey(of: event.subject, on: event.day)
        case .electionHeld:
            guard let election = Election(event) else { return }
            elections.append(election)
        default: return
        }
    }

    private mutating func takeGrant(_ event: Event) {
        switch event.knownType {
        case .grantProposed:
            guard let side = event.side else { return }
            grantProposals[event.subject] = GrantProposal(side: side, grant: IntegrationGrant(event))
        case .grantDeclined: grantProposals[event.subject] = nil
        case .integrationRegistered:
            grantProposals[event.subject] = nil
            grants[event.subject] = IntegrationGrant(event)
        case .integrationRemoved: grants[event.subject] = nil
        default: return
        }
    }

    // MARK: Seats

    private mutating func enter(_ seat: RosterMember, on day: String) {
        var seat = seat
        let before = member(seat.id)
        if case .member = seat.role { seat.isHandler = handlers.contains(seat.id) }
        members.removeAll { $0.id == seat.id }
        members.append(seat)
        known[seat.id] = seat
        seatDays.take(seat.id, from: before, to: seat, on: CalendarDay(day))
    }

    private mutating func leave(_ id: String, on day: String) {
        guard let seat = member(id) else { return }
        members.removeAll { $0.id == id }
        revokeKey(of: id, on: day)
        handlers.remove(id)
        seatDays.take(id, from: seat, to: nil, on: CalendarDay(day))
    }

    private mutating func setOffice(_ event: Event) {
        guard let office = event.data["office"], Vocabulary.office.admits(office),
            let place = members.firstIndex(where: { $0.id == event.subject }), members[place].side != nil
        else { return }
        let before = members[place]
        members[place].office = office.string ?? ""
        known[event.subject] = members[place]
        seatDays.take(event.subject, from: before, to: members[place], on: CalendarDay(event.day))
    }

    private mutating func setHandler(_ id: String, _ isHandler: Bool) {
        if isHandler { handlers.insert(id) } else { handlers.remove(id) }
        guard let place = members.firstIndex(where: { $0.id == id }), members[place].side != nil else {
            return
        }
        members[place].isHandler = isHandler
    }

    // MARK: Keys

    private mutating func register(_ event: Event) {
        guard member(event.subject) != nil, let key = event.data["key"]?.string, Shape.isPublicKey(key)
        else { return }
        revokeKey(of: event.subject, on: event.day)
        keys[event.subject, default: []].append(
            MemberKey(key: key, registration: event.id, registered: event.day, revoked: nil))
    }

    private mutating func revokeKey(of id: String, on day: String) {
        guard let last = keys[id]?.indices.last, keys[id]?[last].revoked == nil else { return }
        keys[id]?[last].revoked = day
    }
}

/// A key a member signs or signed with.
public struct MemberKey: Hashable, Sendable {
    /// The Ed25519 public key, 32 bytes in base64.
    public var key: String
    /// The id of the event that registered it.
    public var registration: String
    /// The factory's day.
    public var registered: String
    /// The day it was replaced or revoked, or its holder left; nil while it signs.
    public var revoked: String?
}

/// An election of a side's members, as it stands on record.
public struct Election: Hashable, Sendable {
    /// Its id: what its members' seats name.
    public var id: String
    public var side: Side
    public var held: CalendarDay
    /// The day it was recorded.
    public var recorded: String
    /// Whether the programme recorded it, not the side.
    public var isByProgramme: Bool

    init?(_ event: Event) {
        guard let side = event.data["side"]?.string.flatMap(Side.init),
            let held = event.data["held"]?.string.flatMap(CalendarDay.init)
        else { return nil }
        self.id = event.subject
        self.side = side
        self.held = held
        recorded = event.day
        isByProgramme = event.data["by"]?.string == "programme"
    }
}
