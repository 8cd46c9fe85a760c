import CRDT

/// Who handles a restricted matter, and who else may read it.
///
/// Its audience is `case-<the issue's id>`. It exists beside rows of other labels too: what only handlers and
/// the advisor may know of them (a candidate for zero tolerance, a reporter's name) stands there.
public struct CaseState: Hashable, Sendable {
    /// The focal persons both sides named for this case; nil: each side's standing one. Of a side that has
    /// none of them left among its members the standing one handles it again.
    public internal(set) var handlers: Set<String>?
    /// What one side's handler proposed and the other has not confirmed.
    public internal(set) var proposal: (side: Side, handlers: Set<String>)? {
        get { proposed.map { ($0.side, $0.handlers) } }
        set { proposed = newValue.map { Proposal(side: $0.side, handlers: $0.handlers) } }
    }
    /// Programme roles a handler released the case to.
    public internal(set) var releasedTo: Set<String> = []
    public internal(set) var isCandidate = false
    /// Whether this reader was told anything in the case itself, and not beside it.
    public internal(set) var isRead = false
    public internal(set) var level = IssueLevel.handler
    /// confirmed, not_confirmed, referred; nil while the programme has said nothing.
    public internal(set) var outcome: String?

    private struct Proposal: Hashable {
        var side: Side
        var handlers: Set<String>
    }
    private var proposed: Proposal?

    init() {}

    mutating func take(_ event: Event) {
        if case .restrictedCase = event.audience { isRead = true }
        let named = Set(event.data["handlers"]?.array?.compactMap(\.string) ?? [])
        switch event.knownType {
        case .caseHandlersProposed:
            guard let side = event.side, !named.isEmpty else { return }
            proposal = (side, named)
        case .caseHandlersNamed:
            guard !named.isEmpty else { return }
            handlers = named
            proposal = nil
        case .caseReleased: if let role = event.data["to"]?.string { releasedTo.insert(role) }
        case .caseReleaseRevoked: if let role = event.data["to"]?.string { releasedTo.remove(role) }
        case .candidateRaised: isCandidate = true
        case .issueOpened: isCandidate = isCandidate || event.data["zero_tolerance_candidate"]?.bool == true
        case .candidateOutcomeRecorded: outcome = event.data["outcome"]?.string
        case .issueEscalated: level = event.data["level"]?.string.flatMap(IssueLevel.init) ?? level
        default: return
        }
    }
}

extension CommitteeState {
    /// What holds between somebody and a case, of what the permission table makes conditions of; and whether
    /// they handle it.
    ///
    /// A candidate for zero tolerance is never told to management alone: while the worker side has no handler
    /// and the programme nobody to tell, management's handler has no case. What stands beside a row of the
    /// worker side is not theirs either: its label keeps it.
    public func standing(
        of participant: Participant, inCase id: String
    ) -> (participant: Participant, situation: Situation) {
        let held = cases[id] ?? CaseState()
        var acting = participant
        if case .member(let side) = participant.role {
            acting.isHandler = handles(held, participant.id, of: side, isStanding: participant.isHandler)
            let isWithheld =
                issues[id]?.label == .workerSide || (held.isCandidate && !isWatched(held))
            if participant.role == .member(.management), isWithheld { acting.isHandler = false }
        }
        var situation: Situation = []
        if held.isCandidate { situation.insert(.zeroTolerance) }
        let isReached =
            switch participant.role {
            case .advisor: [.advisor, .advisorLead].contains(held.level)
            case .advisorLead: held.level == .advisorLead
            default: false
            }
        if isReached || held.releasedTo.contains(participant.role.rawValue) { situation.insert(.released) }
        if acting.isHandler || issues[id]?.reporter == participant.id { situation.insert(.own) }
        return (acting, situation)
    }

    /// Whether somebody beside management reads a candidate's case.
    private func isWatched(_ held: CaseState) -> Bool {
        roster.members.contains { member in
            switch member.role {
            case .advisor, .advisorLead: true
            case .member(.worker): handles(held, member.id, of: .worker, isStanding: member.isHandler)
            default: false
            }
        }
    }

    /// Whether somebody handles a case for a side. That all whom one side named have left does not leave the
    /// case to the other alone.
    ///
    /// - Parameter isStanding: whether they are the side's standing handler.
    private func handles(
        _ held: CaseState, _ id: String, of side: Side, isStanding: Bool
    ) -> Bool {
        let named = (held.handlers ?? []).filter { roster.member($0)?.side == side }
        return named.isEmpty ? isStanding : named.contains(id)
    }
}

extension Permissions {
    /// What somebody may do with a document as the room stands: of a case, who handles it and to whom it was
    /// opened decides; of all else the table alone.
    public static func access(
        of participant: Participant, to document: DocumentName, in state: CommitteeState
    ) -> Access {
        guard case .restrictedCase(let id) = document else { return access(of: participant, to: document) }
        let (acting, situation) = state.standing(of: participant, inCase: id)
        guard extent(of: .read, in: .cases, for: acting, when: situation) == .all else { return .none }
        return extent(of: .edit, in: .cases, for: acting, when: situation) == .all ? .write : .read
    }

    /// The same for the events of an audience.
    public static func reads(
        _ participant: Participant, _ audience: Audience, in state: CommitteeState
    ) -> Bool {
        guard case .restrictedCase(let id) = audience else { return reads(participant, audience) }
        return access(of: participant, to: .restrictedCase(id), in: state) != .none
    }
}
