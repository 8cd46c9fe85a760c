/// The documents of a committee's room. Each has one set of readers and one set of writers.
public enum DocumentName: Hashable, Sendable {
    case diagnosis
    case plan
    case issues
    case minutes
    case issuesWorker
    case caucusWorker
    case caucusManagement
    /// A restricted case, by its random id.
    case restrictedCase(String)
}

/// Text form, as it stands in addresses and in the log: `plan`, `issues-worker`, `case-<id>`. Not
/// `RawRepresentable`: then names would be compared and hashed as texts, in every look-up.
extension DocumentName {
    public var rawValue: String {
        switch self {
        case .diagnosis: "diagnosis"
        case .plan: "plan"
        case .issues: "issues"
        case .minutes: "minutes"
        case .issuesWorker: "issues-worker"
        case .caucusWorker: "caucus-worker"
        case .caucusManagement: "caucus-management"
        case .restrictedCase(let id): "case-\(id)"
        }
    }

    public init?(rawValue: String) {
        switch rawValue {
        case "diagnosis": self = .diagnosis
        case "plan": self = .plan
        case "issues": self = .issues
        case "minutes": self = .minutes
        case "issues-worker": self = .issuesWorker
        case "caucus-worker": self = .caucusWorker
        case "caucus-management": self = .caucusManagement
        default:
            guard let id = caseID(in: rawValue) else { return nil }
            self = .restrictedCase(id)
        }
    }
}

/// Who may read a document or a log entry; each has exactly one, and one hash chain each.
public enum Audience: Hashable, Sendable {
    /// Both sides and the advisor.
    case committee
    case workerSide
    case managementSide
    case restrictedCase(String)
}

/// Text form, as the log stores it; not `RawRepresentable`, see `DocumentName`.
extension Audience {
    public var rawValue: String {
        switch self {
        case .committee: "committee"
        case .workerSide: "worker"
        case .managementSide: "management"
        case .restrictedCase(let id): "case-\(id)"
        }
    }

    public init?(rawValue: String) {
        switch rawValue {
        case "committee": self = .committee
        case "worker": self = .workerSide
        case "management": self = .managementSide
        default:
            guard let id = caseID(in: rawValue) else { return nil }
            self = .restrictedCase(id)
        }
    }
}

/// What a participant may do with a document.
public enum Access: Hashable, Sendable {
    /// Answered as if the document did not exist.
    case none
    case read
    case write
}

/// The id in `case-<id>`: 1 to 64 letters, digits and hyphens, so that it is safe in addresses and in log
/// headers.
private func caseID(in name: String) -> String? {
    guard name.hasPrefix("case-") else { return nil }
    let id = name.utf8.dropFirst(5)
    let isSafe = id.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
    return isSafe && (1...64).contains(id.count) ? String(name.dropFirst(5)) : nil
}
