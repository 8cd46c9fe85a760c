/// A line of the permission table: what somebody may read or do something with.
public enum Area: String, Hashable, Sendable, CaseIterable {
    case roster
    case diagnosis
    /// The commitments of the plan.
    case plan
    case planProgress = "plan_progress"
    case workerCaucus = "worker_caucus"
    case managementCaucus = "management_caucus"
    /// Issue rows labelled `open` or `committee`.
    case issues
    /// Issue rows labelled `worker_side`.
    case workerIssues = "worker_issues"
    /// Issue rows labelled `restricted`.
    case cases
    case reporterIdentity = "reporter_identity"
    case minutes
    case visits
    case training
    case assessmentPlanning = "assessment_planning"
    case assessmentWork = "assessment_work"
    case assessmentReport = "assessment_report"
    case slcp
    case signatures
    case publicRecord = "public_record"
    case auditTrail = "audit_trail"

    // Beside the lines of the domain's table.
    case composition
    case cycle
    case programmeStaff = "programme_staff"
    case room
    case unionMembership = "union_membership"
    /// Drafts a side released to the committee.
    case releasedDrafts = "released_drafts"
    /// Printing slips for anonymous reports.
    case slips
    /// Figures of the issue log, without its rows.
    case grievanceReport = "grievance_report"

    /// The area of an issue row with a label; nil for words that are no label.
    public static func issues(label: String) -> Area? {
        switch label {
        case "open", "committee": .issues
        case "worker_side": .workerIssues
        case "restricted": .cases
        default: nil
        }
    }
}

/// What somebody does with an area.
public enum Action: String, Hashable, Sendable, CaseIterable {
    case read, edit, create, comment, propose, sign, verify, administer, export, respond
}

/// How much of an area an action reaches, from nothing to all of it.
public enum Extent: String, Hashable, Sendable, CaseIterable {
    /// Answered as if there were no such thing.
    case nothing
    /// Numbers only, where the groups are large enough.
    case counts
    /// That it happened, when and of what kind.
    case meta
    /// Where it stands, without its content.
    case state
    /// The latest signed version, never live text.
    case signedCopy = "signed_copy"
    case all
}

/// What must be so for a conditional grant to hold.
public struct Situation: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The row or the area was released to this role.
    public static let released = Situation(rawValue: 1)
    /// It is of the participant's own side.
    public static let ownSide = Situation(rawValue: 2)
    /// The factory shares with the buyer.
    public static let shared = Situation(rawValue: 4)
    /// The participant is on the assessment team.
    public static let onTeam = Situation(rawValue: 8)
    /// The row is a zero-tolerance candidate.
    public static let zeroTolerance = Situation(rawValue: 16)
    /// The reporter gave the name to the handler.
    public static let nameGiven = Situation(rawValue: 32)
    /// An election of the side concerned is on record and recent.
    public static let afterElection = Situation(rawValue: 64)
    /// The participant raised the row, or has the case.
    public static let own = Situation(rawValue: 128)

    /// Each condition with its name, for pages and tests.
    public static let named: [(name: String, situation: Situation)] = [
        ("released", .released), ("own side", .ownSide), ("shared", .shared), ("on the team", .onTeam),
        ("zero tolerance", .zeroTolerance), ("name given", .nameGiven), ("after an election", .afterElection),
        ("own", .own),
    ]
}
