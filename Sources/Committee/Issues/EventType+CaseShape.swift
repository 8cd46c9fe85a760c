extension EventType {
    /// What the events of cases, labels, watches and comments hold.
    var caseShape: Shape {
        switch self {
        case .issueLabelChanged:
            .record([
                .required("from", .value(.confidentiality)),
                .required("confidentiality", .value(.confidentiality)), .optional("reason", .text),
            ])
        case .issueEscalated:
            .record([
                .required("level", .value(.issueLevel)), .required("silent_since", .value(.day)),
                .required("on", .value(.day)),
            ])
        case .issueClockMissed:
            .record([.required("clock", .value(.issueClock)), .required("due", .value(.day))])
        case .issueReporterNamed: .record([.required("member", .value(.member))])
        case .erasureRequested:
            .record([.required("reason", .value(.erasureReason)), .required("by", .value(.line))])
        case .issueErased:
            .record([
                .optional("opened", .value(.day)), .optional("confidentiality", .value(.confidentiality)),
                .optional("status", .value(.issueStatus)), .required("reason", .value(.erasureReason)),
                .required("by", .list(.value(.line))),
            ])
        case .issueWatchSet: .record([.required("watch", .value(.bool))])
        case .issueWatchDue: .record([.required("days", .whole(1...1_000))])
        case .issueWatchAnswered: .watchAnswer
        case .candidateRaised: .record([.optional("grounds", .value(.grounds))])
        case .candidateOutcomeRecorded: .candidateOutcome
        case .caseHandlersProposed, .caseHandlersNamed:
            .record([.required("handlers", .list(.value(.member)))])
        case .caseReleased, .caseReleaseRevoked: .record([.required("to", .value(.caseReader))])
        case .commentAdded:
            .record([
                .required("document", .value(.line)), .required("text", .said),
                .required("by", .value(.line)),
            ])
        default: .record([])
        }
    }
}

extension Shape {
    /// A text with its language and translations, as somebody says it.
    static let said = record([
        .optional("lang", .value(.language)), .required("text", .text),
        .optional("translations", .keyed(.language, .text)),
    ])

    static let release = record([
        .required("to", .value(.releaseReader)), .required("side", .value(.side)),
        .optional("title", .anything), .optional("text", .anything), .optional("lang", .value(.language)),
    ])

    /// Who was at a meeting, by side.
    static let presence = record([
        .required("worker", .list(.value(.member))), .required("management", .list(.value(.member))),
    ])

    static let watchAnswer = record([
        .required("days", .whole(1...1_000)), .required("outcome", .value(.watchOutcome)),
        .optional("note", .text),
    ])

    static let candidateOutcome = record([
        .required("outcome", .value(.candidateOutcome)), .optional("informed_at", .value(.day)),
        .optional("received_by", .value(.line)),
    ])

    /// What somebody says who raises a matter.
    static let issueOpening = record([
        .required("text", .said), .required("category", .value(.category)),
        .required("severity", .value(.severity)), .required("channel", .value(.channel)),
        .required("anonymity", .value(.anonymity)), .optional("confidentiality", .value(.confidentiality)),
        .optional("cp", .value(.compliancePoint)), .optional("concern", .value(.concern)),
        .optional("opened", .value(.day)), .optional("zero_tolerance_candidate", .value(.bool)),
        .optional("grounds", .value(.grounds)),
    ])
}

extension Vocabulary {
    /// To whom a side releases a draft; `committee` is the other side, too.
    static let releaseReader = Vocabulary.words(["advisor", "advisor_lead", "committee"])
    static let concern = Vocabulary.words(IssueConcern.allCases.map(\.rawValue))
    static let grounds = Vocabulary.words(ZeroToleranceGrounds.allCases.map(\.rawValue))
    static let issueLevel = Vocabulary.words(IssueLevel.allCases.map(\.rawValue))
    static let issueClock = Vocabulary.words(["acknowledge", "resolve"])
    static let watchOutcome = Vocabulary.words(["nothing_changed", "worse", "retaliation", "no_answer"])
    static let candidateOutcome = Vocabulary.words(["confirmed", "not_confirmed", "referred"])
    /// Programme roles a handler may open a case to.
    static let caseReader = Vocabulary.words(["advisor", "advisor_lead"])
}
