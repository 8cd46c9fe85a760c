extension EventType {
    /// What the event's `data` look like. Schemas and pages are made from it; a test holds every event the
    /// rules and the import make against it.
    var shape: Shape {
        switch self {
        case .roomOpened: Self.opening
        case .importKept: .record([.optional("training_balance", .anything)])

        case .memberJoined: .record([.required("role", .value(.side))] + Shape.seatParts)
        case .memberLeft: .record([.optional("reason", .text)])
        case .officeChanged: .record([.required("office", .value(.office))])
        case .programmeJoined:
            .record([
                .required("role", .value(.programmeRole)), .required("name", .value(.line)),
                .optional("languages", .list(.value(.language))),
            ])
        case .programmeLeft, .handlerNamed, .handlerReleased, .integrationRemoved: .record([])
        case .electionHeld:
            .record([
                .required("held", .value(.day)), .required("record", .value(.line)),
                .required("side", .value(.side)), .required("by", .value(.electionAuthority)),
            ])
        case .rosterHealthChanged:
            .record([
                .required("blocks_signatures", .value(.bool)),
                .required(
                    "findings",
                    .list(
                        .record([
                            .required("code", .value(.rosterFinding)), .optional("side", .value(.side)),
                            .optional("member", .value(.member)),
                        ]))),
            ])
        case .keyRegistered: .record([.required("key", .publicKey)])
        case .keyRevoked: .record([.required("reason", .value(.keyLoss))])
        case .termExpired: .record([.required("until", .value(.day))])
        case .unionMembershipRecorded: .record([.required("union_member", .value(.bool))])
        case .grantDeclined: .record([.optional("reason", .text)])
        case .grantProposed, .integrationRegistered:
            .record([.required("name", .value(.line)), .required("areas", .list(.value(.name)))])

        case .compositionRuleSet: .compositionRule
        case .phaseEntered: Self.phase
        case .assessmentWindowOpened:
            .record([.required("number", .whole(0...100)), .required("opens", .value(.day))])
        case .visitLogged: Self.visit
        case .trainingRecorded: Self.training

        case .pointRated, .agreementProposed: .record([.required("rating", .value(.rating))])
        case .pointAgreed: .record([.optional("rating", .value(.rating))])
        case .disagreementRecorded: .record([])

        case .pointChanged, .itemCreated, .itemCommitmentChanged, .itemProgressReported:
            .keyed(.name, .anything)
        case .signOffRequested, .signOffRecorded, .signOffWithdrawn, .signOffVoided, .signOffStale,
            .signOffCompleted, .planVersionSigned:
            .keyed(.name, .anything)

        case .itemDueSet, .itemDueSoon, .itemOverdue, .itemStatusChanged, .cancellationProposed,
            .cancellationConfirmed, .cancellationDeclined, .completionProposed, .completionConfirmed,
            .completionDeclined, .verificationRequested, .itemVerified, .verificationRejected,
            .verificationImpossible:
            planShape

        case .issueOpened, .issueStatusChanged, .issueClockSet, .issueLinked, .issueFeedbackGiven: issueShape
        case .issueLabelChanged, .issueEscalated, .issueClockMissed, .issueReporterNamed, .erasureRequested,
            .issueErased, .issueWatchSet,
            .issueWatchDue, .issueWatchAnswered, .candidateRaised, .candidateOutcomeRecorded,
            .caseHandlersProposed, .caseHandlersNamed, .caseReleased, .caseReleaseRevoked, .commentAdded:
            caseShape

        case .meetingHeld:
            .record([
                .optional("held", .value(.day)), .optional("kind", .value(.meetingKind)),
                .optional(
                    "present",
                    .record([
                        .optional("worker", .list(.value(.member))),
                        .optional("management", .list(.value(.member))),
                    ])),
                .optional("quorate", .value(.bool)), .optional("plan_version", .whole(1...1_000_000)),
            ])
        case .meetingOverdue:
            .record([
                .required("last_held", .value(.day)), .required("every_days", .whole(1...1_000)),
            ])
        case .minutesStateChanged: .record([.required("state", .value(.minutesState))])
        case .minutesCorrected: .record([.required("number", .whole(1...1_000)), .required("text", .said)])
        case .draftReleased: .release
        case .draftReleaseRevoked: .record([])
        }
    }

    private var planShape: Shape {
        switch self {
        case .itemDueSet:
            .record([
                .required("due", .value(.day)), .optional("original_due", .value(.day)),
                .optional("reason", .value(.line)),
            ])
        case .itemDueSoon, .itemOverdue: .record([.required("due", .value(.day))])
        case .itemStatusChanged:
            .record([.required("status", .value(.itemStatus)), .optional("reason", .text)])
        case .cancellationProposed, .completionDeclined: .record([.required("reason", .text)])
        case .cancellationDeclined: .record([.optional("reason", .text)])
        case .completionProposed:
            .record([.required("responsible", .value(.member)), .optional("note", .text)])
        case .verificationRequested:
            .record([.optional("by", .value(.line)), .optional("on", .value(.day))])
        case .itemVerified, .verificationRejected, .verificationImpossible:
            .record([
                .optional("by", .value(.line)), .optional("on", .value(.day)),
                .optional("method", .value(.verificationMethod)), .optional("note", .text),
            ])
        default: .record([])
        }
    }

    private var issueShape: Shape {
        switch self {
        case .issueOpened:
            .record([
                .required("opened", .value(.day)), .optional("channel", .value(.channel)),
                .optional("raised_by_side", .value(.side)), .optional("anonymity", .value(.anonymity)),
                .required("confidentiality", .value(.confidentiality)),
                .optional("category", .value(.category)), .optional("cp", .value(.compliancePoint)),
                .required("text", Self.words), .optional("severity", .value(.severity)),
                .optional("zero_tolerance_candidate", .value(.bool)),
                .optional("concern", .value(.concern)),
                .optional("read_under", .list(.value(.confidentiality))),
            ])
        case .issueStatusChanged:
            .record([.required("status", .value(.issueStatus)), .optional("reason", .text)])
        case .issueClockSet:
            .record(
                ["acknowledge_due", "acknowledged", "resolve_due", "resolved"].map {
                    .optional($0, .value(.day))
                })
        case .issueLinked: .record([.required("id", .value(.name)), .optional("ref", .value(.name))])
        default: Self.words
        }
    }

    /// A text as events hold it.
    private static let words = Shape.record([
        .optional("lang", .value(.language)), .required("text", .anything),
        .optional("translations", .keyed(.language, .anything)),
    ])

    private static let opening = Shape.record([
        .required("name", .value(.line)), .required("country", .value(.name)),
        .optional("locality", .value(.line)), .optional("products", .list(.value(.line))),
        .optional(
            "workforce",
            .record([
                .optional("total", .whole(0...10_000_000)), .optional("women_percent", .whole(0...100)),
            ])),
        .optional("room_languages", .list(.value(.language))),
        .optional("slcp_facility_id", .value(.line)), .optional("os_hub_id", .value(.line)),
        .required("time_zone", .value(.line)),
    ])

    private static let phase = Shape.record([
        .required("number", .whole(0...100)), .required("phase", .value(.phase)),
        .optional("started", .value(.day)), .optional("first_advisory_visit", .value(.day)),
        .optional("initial_advisory_days", .whole(0...1_000)),
        .optional("initial_advisory_ends", .value(.day)),
        .optional("planned_initial_visits", .whole(0...100)),
        .optional("completed_assessments", .whole(0...100)),
        .optional("training_quota_participant_days", .whole(0...1_000)),
    ])

    private static let visit = Shape.record([
        .optional("ref", .value(.name)), .required("on", .value(.day)), .required("kind", .value(.line)),
        .optional("mode", .value(.line)), .optional("purpose", .value(.line)),
    ])

    private static let training = Shape.record([
        .optional("ref", .value(.name)), .required("on", .value(.day)), .required("topic", .value(.line)),
        .optional("mode", .value(.line)), .required("participants", .whole(0...100_000)),
        .optional("worker_participants", .whole(0...100_000)), .required("days", .amount),
        .required("participant_days", .amount), .optional("override", .text),
    ])
}

extension Vocabulary {
    /// Who recorded an election: the side itself, or the programme.
    static let electionAuthority = Vocabulary.words(["side", "programme"])
    static let rosterFinding = Vocabulary.words(RosterFinding.Code.allCases.map(\.rawValue))
    static let minutesState = Vocabulary.words(["draft", "circulated"])
}
