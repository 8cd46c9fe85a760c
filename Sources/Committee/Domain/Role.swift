/// The half of the bipartite committee a member belongs to.
public enum Side: String, Hashable, Sendable, CaseIterable {
    case worker
    case management

    /// The side alone.
    var audience: Audience { self == .worker ? .workerSide : .managementSide }
}

/// Under which function somebody acts in one committee. A person with two functions has two memberships.
public enum Role: Hashable, Sendable {
    case member(Side)
    case advisor
    case advisorLead
    case assessor
    case programmeAdmin
    /// A program that subscribes to plan updates.
    case integration

    /// The letter shown beside a name: W, M, A; S for assessors, P for the programme, I for integrations.
    public var letter: Character {
        switch self {
        case .member(.worker): "W"
        case .member(.management): "M"
        case .advisor, .advisorLead: "A"
        case .assessor: "S"
        case .programmeAdmin: "P"
        case .integration: "I"
        }
    }
}

/// Text form, as tokens, logs and JSON carry it: `worker`, `management`, `advisor`, `advisor_lead`, ... Not
/// `RawRepresentable`, see `DocumentName`.
extension Role {
    public var rawValue: String {
        switch self {
        case .member(let side): side.rawValue
        case .advisor: "advisor"
        case .advisorLead: "advisor_lead"
        case .assessor: "assessor"
        case .programmeAdmin: "programme_admin"
        case .integration: "integration"
        }
    }

    public init?(rawValue: String) {
        switch rawValue {
        case "worker": self = .member(.worker)
        case "management": self = .member(.management)
        case "advisor": self = .advisor
        case "advisor_lead": self = .advisorLead
        case "assessor": self = .assessor
        case "programme_admin": self = .programmeAdmin
        case "integration": self = .integration
        default: return nil
        }
    }
}

/// Somebody who may enter a room, as the server has established it: never as a client claims it.
public struct Participant: Hashable, Sendable {
    /// The member's id in the committee's roster, such as `w1`.
    public var id: String
    /// What others see beside the cursor.
    public var name: String
    public var role: Role
    /// Named focal person for restricted cases.
    public var isHandler: Bool

    public init(id: String, name: String, role: Role, isHandler: Bool = false) {
        self.id = id
        self.name = name
        self.role = role
        self.isHandler = isHandler
    }
}
