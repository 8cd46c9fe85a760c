extension CommandType {
    /// What the command's `data` must look like. Schemas and pages are made from it.
    var shape: Shape {
        switch self {
        case .setCompositionRule: .compositionRule
        case .agreePoint, .ratePoint: .record([.required("rating", .value(.rating))])
        case .setDue: .record([.required("due", .value(.day)), .optional("reason", .value(.line))])
        case .setStatus: .record([.required("status", .value(.openStatus))])
        case .recordVerification:
            .record([
                .required("outcome", .value(.verificationOutcome)),
                .required("method", .value(.verificationMethod)), .optional("note", .text),
            ])
        case .proposeCompletion: .record([.optional("note", .text)])
        case .declineCompletion, .reopenItem, .proposeCancellation:
            .record([.required("reason", .text)])
        case .declineCancellation: .record([.optional("reason", .text)])
        case .recordElection:
            .record([
                .required("side", .value(.side)), .required("election", .value(.name)),
                .required("held", .value(.day)), .required("record", .value(.line)),
                .required(
                    "members", .list(.record([.required("id", .value(.member))] + Shape.seatParts))),
            ])
        case .revokeKey: .record([.required("reason", .value(.keyLoss))])
        case .endMembership: .record([.optional("reason", .text)])
        case .setOffice: .record([.required("office", .value(.office))])
        case .seatMember: .record([.required("side", .value(.side))] + Shape.seatParts)
        case .seatProgramme:
            .record([
                .required("role", .value(.programmeRole)), .required("name", .value(.line)),
                .optional("languages", .list(.value(.language))),
            ])
        case .recordTraining: .trainingRecording
        case .logVisit: .visitLogging
        case .openIssue: .issueOpening
        case .setIssueStatus:
            .record([.required("status", .value(.issueStatus)), .optional("reason", .text)])
        case .setIssueLabel:
            .record([
                .required("confidentiality", .value(.confidentiality)), .optional("reason", .text),
            ])
        case .linkIssue: .record([.required("id", .value(.name))])
        case .giveFeedback: .record([.required("text", .said)])
        case .setWatch: .record([.required("watch", .value(.bool))])
        case .answerWatch: .watchAnswer
        case .requestErasure: .record([.required("reason", .value(.erasureReason))])
        case .raiseCandidate: .record([.optional("grounds", .value(.grounds))])
        case .recordOutcome: .candidateOutcome
        case .proposeHandlers: .record([.required("handlers", .list(.value(.member)))])
        case .releaseCase, .revokeCaseRelease: .record([.required("to", .value(.caseReader))])
        case .addComment: .record([.required("document", .value(.line)), .required("text", .said)])
        case .holdMeeting:
            .record([
                .required("held", .value(.day)), .required("present", .presence),
                .optional("kind", .value(.meetingKind)),
            ])
        case .correctMinutes: .record([.required("text", .said)])
        case .proposeGrant:
            .record([
                .required("name", .value(.line)), .required("areas", .list(.value(.grantedArea))),
            ])
        case .confirmGrant: .record([.required("areas", .list(.value(.grantedArea)))])
        case .declineGrant: .record([.optional("reason", .text)])
        case .releaseDraft: .record([.required("to", .value(.releaseReader))])
        case .circulateMinutes, .revokeRelease, .confirmErasure, .confirmHandlers, .disagreePoint,
            .confirmCancellation,
            .confirmCompletion, .requestVerification, .nameHandler,
            .releaseHandler, .endProgramme, .removeIntegration:
            .record([])
        case .requestSignOff, .sign, .withdrawSignature: Shape.signing(self)
        }
    }

    /// Whether the command is about something with an id; else about the room.
    var hasSubject: Bool {
        switch self {
        case .setCompositionRule, .recordElection, .requestSignOff, .sign, .withdrawSignature: false
        default: true
        }
    }
}

extension Shape {
    /// What signing takes; `Protocol/signoff.md` says more, and the rules check it.
    static func signing(_ type: CommandType) -> Shape {
        let scope = Part.required("scope", .value(.line))
        guard type == .sign else { return .record([scope]) }
        return .record([
            scope, .required("digest", .value(.line)), .optional("leaves", .anything),
            .optional("reservation", .anything), .optional("protest", .value(.bool)),
            .required("language", .value(.language)), .required("head", .anything),
            .required("signature", .value(.line)), .optional("offline", .value(.bool)),
            .optional("shown", .anything),
        ])
    }

    /// What is said of a seat, beside whose it is.
    static let seatParts: [Part] = [
        .required("office", .value(.office)), .required("name", .value(.line)),
        .optional("gender", .value(.line)), .optional("languages", .list(.value(.language))),
        .optional("section", .value(.line)), .optional("selected_by", .value(.selection)),
        .optional("election", .value(.name)), .optional("since", .value(.day)),
        .optional("until", .value(.day)),
    ]

    /// The rule of one room; `CompositionRule` reads it.
    static let compositionRule = record([
        .required("parity", .value(.parity)),
        .optional("min_total", .whole(0...1_000)),
        .optional("max_total", .whole(0...1_000)),
        .optional(
            "bands",
            .list(
                .record([
                    .required("workers_from", .whole(0...10_000_000)),
                    .required("min_worker", .whole(0...1_000)),
                    .required("min_management", .whole(0...1_000)),
                    .optional("unverified", .value(.bool)),
                ]))),
        .optional("worker_side", .value(.line)),
        .optional("women_rule", .value(.line)),
        .optional("co_chairs", .value(.bool)),
        .optional("chair", .value(.chairMode)),
        .optional("alternates", .value(.bool)),
        .optional("term_months", .whole(1...240)),
        .optional("meeting_every_days", .whole(1...1_000)),
        .optional(
            "quorum",
            .record([.required("worker", .whole(0...1_000)), .required("management", .whole(0...1_000))])),
        .optional(
            "filing",
            .list(
                .record([
                    .required("what", .value(.line)), .required("to", .value(.line)),
                    .required("within_days", .whole(0...1_000)), .optional("every_months", .whole(1...120)),
                ]))),
    ])
}

extension Vocabulary {
    /// The areas whose events and documents an integration may be granted.
    static let grantedArea = Vocabulary.words(
        [Area.plan, .diagnosis, .training, .assessmentReport].map(\.rawValue))
    static let chairMode = Vocabulary.words(["co_chairs", "alternating", "management", "none"])
    static let keyLoss = Vocabulary.words(["lost", "known_to_others", "renewal"])
    static let office = Vocabulary.words(["co_chair", "minutes_secretary", "member", "alternate"])
    /// The statuses a member sets alone.
    static let openStatus = Vocabulary.words(["pending", "in_progress"])
    static let parity = Vocabulary.words(["equal", "worker_at_least", "bands", "none"])
    static let programmeRole = Vocabulary.words(["advisor", "advisor_lead", "programme_admin"])
    static let selection = Vocabulary.words(["election", "union_nomination", "appointment"])
    static let verificationOutcome = Vocabulary.words(["verified", "rejected", "not_verifiable"])
}
