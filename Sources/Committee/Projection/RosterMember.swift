import CRDT

/// A seat of the committee, or a function beside it, as its readers may see it.
public struct RosterMember: Hashable, Sendable {
    public var id: String
    public var role: Role
    /// co_chair, minutes_secretary, member, alternate; empty for the programme.
    public var office: String
    public var name: String
    public var languages: [String]
    /// Named focal person for restricted cases.
    public var isHandler: Bool
    /// As the committee writes it, such as `F`.
    public var gender: String?
    /// Where in the factory, such as `sewing line 3`.
    public var section: String?
    /// election, union_nomination, appointment.
    public var selectedBy: String?
    /// The election that gave the seat.
    public var election: String?
    /// First and last day of the term, where they were said.
    public var since: CalendarDay?
    public var until: CalendarDay?

    public init(id: String, role: Role, office: String, name: String, languages: [String], isHandler: Bool) {
        self.id = id
        self.role = role
        self.office = office
        self.name = name
        self.languages = languages
        self.isHandler = isHandler
    }

    /// The member's side; nil for the programme and for integrations.
    public var side: Side? {
        if case .member(let side) = role { side } else { nil }
    }

    /// An alternate votes only when the principal is absent, and counts for no seat.
    public var isAlternate: Bool { office == "alternate" }

    /// As who the server lets somebody in.
    public var participant: Participant {
        Participant(id: id, name: name, role: role, isHandler: isHandler)
    }
}

extension RosterMember {
    /// An event that says a function it has no right to give seats nobody.
    public init?(_ event: Event) {
        guard Vocabulary.isName(event.subject), let name = event.data["name"]?.string else { return nil }
        let role: Role
        switch (event.knownType, event.data["role"]?.string.flatMap(Role.init(rawValue:))) {
        case (.integrationRegistered, _): role = .integration
        case (.memberJoined, .member(let side)?): role = .member(side)
        case (.programmeJoined, let named?) where Role.programme.contains(named): role = named
        default: return nil
        }
        self.init(
            id: event.subject, role: role, office: event.data["office"]?.string ?? "", name: name,
            languages: event.data["languages"]?.array?.compactMap(\.string) ?? [], isHandler: false)
        gender = event.data["gender"]?.string
        section = event.data["section"]?.string
        selectedBy = event.data["selected_by"]?.string
        election = event.data["election"]?.string
        since = event.data["since"]?.string.flatMap(CalendarDay.init)
        until = event.data["until"]?.string.flatMap(CalendarDay.init)
    }
}

extension Projection {
    /// Who belongs to the room now, in the order they came. Only events of the committee's audience count.
    public static func roster(_ events: [Event]) -> [RosterMember] {
        var roster = Roster()
        for event in events { roster.take(event) }
        return roster.members
    }
}

extension Role {
    static let programme: Set<Role> = [.advisor, .advisorLead, .assessor, .programmeAdmin]
}
