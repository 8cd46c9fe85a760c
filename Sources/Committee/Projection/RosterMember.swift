import CRDT

/// A seat of the committee, or a function beside it, as its readers may see it.
public struct RosterMember: Hashable, Sendable {
    public var id: String
    public var role: Role
    public var office: String
    public var name: String
    public var languages: [String]
    /// Named focal person for restricted cases.
    public var isHandler: Bool

    public init(id: String, role: Role, office: String, name: String, languages: [String], isHandler: Bool) {
        self.id = id
        self.role = role
        self.office = office
        self.name = name
        self.languages = languages
        self.isHandler = isHandler
    }

    /// As who the server lets somebody in.
    public var participant: Participant {
        Participant(id: id, name: name, role: role, isHandler: isHandler)
    }
}

extension Projection {
    /// Who belongs to the room now, in the order they came. Only events of the committee's audience count.
    public static func roster(_ events: [Event]) -> [RosterMember] {
        var seats: [RosterMember] = []
        var handlers: Set<String> = []
        for event in events where event.audience == .committee {
            switch event.knownType {
            case .memberJoined, .programmeJoined, .integrationRegistered:
                guard let seat = seat(of: event) else { continue }
                seats.removeAll { $0.id == seat.id }
                seats.append(seat)
            case .memberLeft, .programmeLeft, .integrationRemoved:
                seats.removeAll { $0.id == event.subject }
                handlers.remove(event.subject)
            case .handlerNamed: handlers.insert(event.subject)
            case .handlerReleased: handlers.remove(event.subject)
            default: continue
            }
        }
        return seats.map { seat in
            var seat = seat
            if case .member = seat.role { seat.isHandler = handlers.contains(seat.id) }
            return seat
        }
    }

    /// An event that says a function it has no right to give seats nobody.
    private static func seat(of event: Event) -> RosterMember? {
        guard Vocabulary.isName(event.subject), let name = event.data["name"]?.string else { return nil }
        let role: Role
        switch (event.knownType, event.data["role"]?.string.flatMap(Role.init(rawValue:))) {
        case (.integrationRegistered, _): role = .integration
        case (.memberJoined, .member(let side)?): role = .member(side)
        case (.programmeJoined, let named?) where Role.programme.contains(named): role = named
        default: return nil
        }
        return RosterMember(
            id: event.subject, role: role, office: event.data["office"]?.string ?? "", name: name,
            languages: event.data["languages"]?.array?.compactMap(\.string) ?? [], isHandler: false)
    }
}

extension Role {
    static let programme: Set<Role> = [.advisor, .advisorLead, .assessor, .programmeAdmin]
}
