/// Who may read an issue row: its label, from the widest to the most secret.
public enum IssueLabel: String, Hashable, Sendable, CaseIterable, Comparable {
    /// May be shown to the whole workforce.
    case open
    /// Stays with the members and the programme.
    case committee
    case workerSide = "worker_side"
    /// A case of its own, for its handlers.
    case restricted

    public static func < (left: IssueLabel, right: IssueLabel) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Where a row of this label lives.
    public func document(of issue: String) -> DocumentName {
        switch self {
        case .open, .committee: .issues
        case .workerSide: .issuesWorker
        case .restricted: .restrictedCase(issue)
        }
    }

    public func audience(of issue: String) -> Audience { document(of: issue).audience }

    /// The levels a silent row moves up through: nobody is on the way who may not read it. Of a restricted
    /// row the co-chairs know the state at most; one of the worker side never leaves that side.
    public var levels: [IssueLevel] {
        switch self {
        case .open, .committee: [.handler, .coChairs, .advisor, .advisorLead]
        case .workerSide: [.handler, .coChairs]
        case .restricted: [.handler, .advisor, .advisorLead]
        }
    }
}

/// Who is to move an issue on.
public enum IssueLevel: String, Hashable, Sendable, CaseIterable {
    case handler
    case coChairs = "co_chairs"
    case advisor
    case advisorLead = "advisor_lead"
}

/// Where an issue stands on its way.
public enum IssueStatus: String, Hashable, Sendable, CaseIterable {
    case new, acknowledged
    case underReview = "under_review"
    case actionAgreed = "action_agreed"
    case resolved
    case closedConfirmed = "closed_confirmed"
    case escalated, withdrawn
    case outOfScope = "out_of_scope"
    case reopened

    /// Nothing is done any more, until somebody reopens it.
    public var isClosed: Bool { [.closedConfirmed, .withdrawn, .outOfScope].contains(self) }

    /// What may follow.
    public var next: [IssueStatus] {
        let onward: [IssueStatus] = [.underReview, .actionAgreed, .resolved, .withdrawn, .outOfScope]
        return switch self {
        case .new, .reopened: [.acknowledged, .escalated] + onward
        case .acknowledged: [.escalated] + onward
        case .underReview, .actionAgreed: [.escalated] + onward.filter { $0 != self }
        case .escalated: onward
        case .resolved: [.closedConfirmed, .reopened]
        case .closedConfirmed, .withdrawn, .outOfScope: [.reopened]
        }
    }
}

/// What makes a matter restricted from the start, where the category does not say it.
public enum IssueConcern: String, Hashable, Sendable, CaseIterable {
    case retaliation
    case childLabour = "child_labour"
    case forcedLabour = "forced_labour"
}

/// Why an issue is a candidate for zero tolerance.
public enum ZeroToleranceGrounds: String, Hashable, Sendable, CaseIterable {
    case childLabour = "child_labour"
    case forcedLabour = "forced_labour"
    /// Physical or sexual.
    case violence
    /// To life or health.
    case imminentDanger = "imminent_danger"

    /// Danger to life is for all who can end it; the others are about a person somebody could find.
    var startsRestricted: Bool { self != .imminentDanger }
}

extension IssueLabel {
    /// The label a matter begins under: as asked, or restricted where the matter is of a kind that starts so.
    static func first(
        asked: IssueLabel, category: String?, point: String?, concern: IssueConcern?,
        grounds: ZeroToleranceGrounds?
    ) -> IssueLabel {
        let startsRestricted =
            ["harassment", "recruitment_fees"].contains(category) || concern != nil
            || grounds?.startsRestricted ?? false
            || point.map { $0.hasPrefix("CL-") || $0.hasPrefix("FL-") } ?? false
        return startsRestricted ? .restricted : asked
    }
}
