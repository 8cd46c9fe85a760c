extension EventType {
    /// The line of the permission table the event stands under.
    public var area: Area {
        switch self {
        case .roomOpened, .importKept: .room
        case .memberJoined, .memberLeft, .officeChanged, .programmeJoined, .programmeLeft, .handlerNamed,
            .handlerReleased, .electionHeld, .rosterHealthChanged, .keyRegistered, .keyRevoked,
            .termExpired, .grantProposed, .grantDeclined, .integrationRegistered, .integrationRemoved:
            .roster
        case .unionMembershipRecorded: .unionMembership
        case .compositionRuleSet: .composition
        case .phaseEntered, .assessmentWindowOpened: .cycle
        case .visitLogged: .visits
        case .trainingRecorded: .training
        case .pointRated, .pointChanged, .agreementProposed, .pointAgreed, .disagreementRecorded: .diagnosis
        case .itemCreated, .itemCommitmentChanged, .itemDueSet: .plan
        case .itemProgressReported, .itemDueSoon, .itemOverdue, .itemStatusChanged, .cancellationProposed,
            .cancellationConfirmed,
            .cancellationDeclined, .completionProposed, .completionConfirmed, .completionDeclined,
            .verificationRequested, .itemVerified, .verificationRejected, .verificationImpossible:
            .planProgress
        case .issueOpened, .issueStatusChanged, .issueClockSet, .issueLinked, .issueFeedbackGiven,
            .issueLabelChanged, .issueEscalated, .issueClockMissed, .issueReporterNamed, .erasureRequested,
            .issueErased:
            .issues
        case .issueWatchSet, .issueWatchDue, .issueWatchAnswered, .candidateRaised,
            .candidateOutcomeRecorded, .caseHandlersProposed, .caseHandlersNamed, .caseReleased,
            .caseReleaseRevoked:
            .cases
        // The document it names has the say: `Permissions.extent(ofReading:for:released:)`.
        case .commentAdded: .issues
        // To whom it went has the say.
        case .draftReleased, .draftReleaseRevoked: .releasedDrafts
        case .signOffRequested, .signOffRecorded, .signOffWithdrawn, .signOffVoided, .signOffStale,
            .signOffCompleted, .planVersionSigned:
            .signatures
        case .meetingHeld, .meetingOverdue, .minutesStateChanged, .minutesCorrected: .minutes
        }
    }

    /// Whether a day that comes may lead to it.
    var isStruckByClock: Bool {
        switch self {
        case .termExpired, .phaseEntered, .assessmentWindowOpened, .itemDueSoon, .itemOverdue,
            .meetingOverdue, .issueStatusChanged, .issueEscalated, .issueClockMissed, .issueWatchDue:
            true
        default: false
        }
    }
}
