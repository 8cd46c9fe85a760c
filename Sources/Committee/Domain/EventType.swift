public import CRDT

/// The events of a room, by the name the wire and the log carry. `Protocol/events.md` says what each holds.
public enum EventType: String, Hashable, Sendable, CaseIterable {
    case roomOpened = "room.opened.v1"
    case importKept = "import.kept.v1"

    case memberJoined = "roster.member.joined.v1"
    case memberLeft = "roster.member.left.v1"
    case officeChanged = "roster.member.office.changed.v1"
    case programmeJoined = "roster.programme.joined.v1"
    case programmeLeft = "roster.programme.left.v1"
    case handlerNamed = "roster.handler.named.v1"
    case handlerReleased = "roster.handler.released.v1"
    case electionHeld = "roster.election.held.v1"
    case rosterHealthChanged = "roster.health.changed.v1"
    case keyRegistered = "roster.key.registered.v1"
    case keyRevoked = "roster.key.revoked.v1"
    case termExpired = "roster.term.expired.v1"
    case unionMembershipRecorded = "roster.union.membership.recorded.v1"
    case grantProposed = "integration.grant.proposed.v1"
    case grantDeclined = "integration.grant.declined.v1"
    case integrationRegistered = "integration.registered.v1"
    case integrationRemoved = "integration.removed.v1"

    case compositionRuleSet = "composition.rule.set.v1"
    case phaseEntered = "cycle.phase.entered.v1"
    case assessmentWindowOpened = "assessment.window.opened.v1"
    case visitLogged = "visit.logged.v1"
    case trainingRecorded = "training.recorded.v1"

    case pointRated = "diagnosis.point.rated.v1"
    case pointChanged = "diagnosis.point.changed.v1"
    case agreementProposed = "diagnosis.agreement.proposed.v1"
    case pointAgreed = "diagnosis.agreed.v1"
    case disagreementRecorded = "diagnosis.disagreement.recorded.v1"

    case itemCreated = "plan.item.created.v1"
    case itemCommitmentChanged = "plan.item.commitment.changed.v1"
    case itemProgressReported = "plan.item.progress.reported.v1"
    case itemDueSet = "plan.item.due.set.v1"
    case itemDueSoon = "plan.item.due.soon.v1"
    case itemOverdue = "plan.item.overdue.v1"
    case itemStatusChanged = "plan.item.status.changed.v1"
    case cancellationProposed = "plan.item.cancellation.proposed.v1"
    case cancellationConfirmed = "plan.item.cancellation.confirmed.v1"
    case cancellationDeclined = "plan.item.cancellation.declined.v1"
    case completionProposed = "plan.item.completion.proposed.v1"
    case completionConfirmed = "plan.item.completion.confirmed.v1"
    case completionDeclined = "plan.item.completion.declined.v1"
    case verificationRequested = "plan.item.verification.requested.v1"
    case itemVerified = "plan.item.verified.v1"
    case verificationRejected = "plan.item.verification.rejected.v1"
    case verificationImpossible = "plan.item.verification.impossible.v1"

    case issueOpened = "issue.opened.v1"
    case issueStatusChanged = "issue.status.changed.v1"
    case issueClockSet = "issue.clock.set.v1"
    case issueLinked = "issue.linked.v1"
    case issueFeedbackGiven = "issue.feedback.given.v1"
    case issueLabelChanged = "issue.label.changed.v1"
    case issueEscalated = "issue.escalated.v1"
    case issueClockMissed = "issue.clock.missed.v1"
    case issueReporterNamed = "issue.reporter.named.v1"
    case erasureRequested = "issue.erasure.requested.v1"
    case issueErased = "issue.erased.v1"
    case issueWatchSet = "issue.watch.set.v1"
    case issueWatchDue = "issue.watch.due.v1"
    case issueWatchAnswered = "issue.watch.answered.v1"
    case candidateRaised = "zerotolerance.candidate.raised.v1"
    case candidateOutcomeRecorded = "zerotolerance.outcome.recorded.v1"
    case caseHandlersProposed = "case.handlers.proposed.v1"
    case caseHandlersNamed = "case.handlers.named.v1"
    case caseReleased = "case.released.v1"
    case caseReleaseRevoked = "case.release.revoked.v1"
    case commentAdded = "comment.added.v1"
    case draftReleased = "caucus.released.v1"
    case draftReleaseRevoked = "caucus.release.revoked.v1"

    case signOffRequested = "signoff.requested.v1"
    case signOffRecorded = "signoff.recorded.v1"
    case signOffWithdrawn = "signoff.withdrawn.v1"
    case signOffVoided = "signoff.voided.v1"
    case signOffStale = "signoff.stale.v1"
    case signOffCompleted = "signoff.completed.v1"
    case planVersionSigned = "plan.version.signed.v1"

    case meetingHeld = "meeting.held.v1"
    case meetingOverdue = "meeting.overdue.v1"
    case minutesStateChanged = "minutes.state.changed.v1"
    case minutesCorrected = "minutes.corrected.v1"

    /// The audiences an event of this type may have. An issue's events go where its label says; all others
    /// have one.
    var audiences: Set<Permissions.AudienceClass> {
        switch self {
        case .unionMembershipRecorded: [.workerSide]
        case .issueOpened, .issueStatusChanged, .issueClockSet, .issueLinked, .issueFeedbackGiven,
            .issueLabelChanged, .issueEscalated, .issueClockMissed, .erasureRequested:
            [.committee, .workerSide, .restrictedCase]
        case .draftReleased, .draftReleaseRevoked: [.committee, .workerSide, .managementSide]
        case .issueReporterNamed, .issueErased, .commentAdded: Set(Permissions.AudienceClass.allCases)
        case .issueWatchSet, .issueWatchDue, .issueWatchAnswered, .candidateRaised,
            .candidateOutcomeRecorded, .caseHandlersProposed, .caseHandlersNamed, .caseReleased,
            .caseReleaseRevoked:
            [.restrictedCase]
        default: [.committee]
        }
    }
}

extension Event {
    /// The type, if this version knows it.
    public var knownType: EventType? { EventType(rawValue: type) }

    public init(
        id: String, type: EventType, subject: String, audience: Audience, side: Side? = nil, day: String,
        data: AnyValue
    ) {
        precondition(type.audiences.contains(audience.kind), "an event goes to an audience its page names")
        self.init(
            id: id, type: type.rawValue, subject: subject, audience: audience, side: side, day: day,
            data: data)
    }
}
