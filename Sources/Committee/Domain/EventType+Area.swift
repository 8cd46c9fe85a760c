extension EventType {
    /// The line of the permission table the event stands under.
    public var area: Area {
        switch self {
        case .roomOpened, .importKept: .room
        case .memberJoined, .memberLeft, .officeChanged, .programmeJoined, .programmeLeft, .handlerNamed,
            .handlerReleased, .electionHeld, .rosterHealthChanged, .keyRegistered, .keyRevoked,
            .termExpired, .integrationRegistered, .integrationRemoved:
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
        case .issueOpened, .issueStatusChanged, .issueClockSet, .issueLinked, .issueFeedbackGiven: .issues
        case .signOffRequested, .signOffRecorded, .signOffWithdrawn, .signOffVoided, .signOffStale,
            .signOffCompleted, .planVersionSigned:
            .signatures
        case .meetingHeld, .meetingOverdue, .minutesStateChanged: .minutes
        }
    }

    /// Whether no command leads to it, but a day that comes.
    var isStruckByClock: Bool {
        switch self {
        case .termExpired, .phaseEntered, .assessmentWindowOpened, .itemDueSoon, .itemOverdue,
            .meetingOverdue:
            true
        default: false
        }
    }
}
