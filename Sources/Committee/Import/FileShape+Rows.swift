extension FileShape {
    /// Text in its original language, with translations.
    static let localText = record([
        .required("lang", .value(.language)),
        .required("text", .text),
        .optional("translations", .keyed(.language, .text)),
    ])

    static let diagnosis = record([
        .optional("state", .value(.line)),
        .required(
            "points",
            .list(
                record([
                    .required("id", .value(.name)),
                    .required("cp", .value(.compliancePoint)),
                    .required("topic", localText),
                    .optional("worker_rating", .value(.rating)),
                    .optional("management_rating", .value(.rating)),
                    .optional("agreed_rating", .value(.rating)),
                    .required("agreement", .value(.agreement)),
                    .optional("evidence", .list(evidence)),
                    .optional("slcp_ref", .value(.line)),
                    .optional("note", .textOr(localText)),
                ]))),
    ])

    static let plan = record([
        .optional("state", .value(.line)),
        .required("items", .list(planItem)),
    ])

    private static let planItem = record([
        .required("id", .value(.name)),
        .required("source", .value(.source)),
        .optional("links", .list(.value(.name))),
        .required("cp", .value(.compliancePoint)),
        .optional("key_issue", .value(.yesNo)),
        .required("priority", .value(.priority)),
        .required("issue", localText),
        .optional("root_cause", rootCause),
        .optional("corrective_action", localText),
        .optional("preventive_action", localText),
        .required("responsible", .value(.member)),
        .optional("co_responsible", .value(.member)),
        .optional("start", .value(.day)),
        .optional("due", .value(.day)),
        .optional("original_due", .value(.day)),
        .optional("due_reason", .value(.line)),
        .required("status", .value(.itemStatus)),
        .optional("indicator", indicator),
        .optional("progress", .list(note)),
        .optional("evidence", .list(evidence)),
        .optional(
            "verification",
            record([
                .required("state", .value(.verificationState)),
                .optional("by", .value(.name)),
                .optional("on", .value(.day)),
                .optional("method", .value(.verificationMethod)),
            ])),
    ])

    private static let rootCause = record([
        .required("method", .value(.rootCauseMethod)),
        .optional("whys", .list(localText)),
        .optional("branches", .keyed(.branch, .list(.textOr(localText)))),
    ])

    private static let indicator = record([
        .optional("name", .value(.line)),
        .optional("unit", .value(.line)),
        .optional("baseline", .value(.number)),
        .optional("target", .value(.number)),
        .optional("current", .value(.number)),
    ])

    private static let evidence = record([
        .required("kind", .value(.line)),
        .required("ref", .value(.line)),
        .optional("sha256", .value(.name)),
        .optional("label", .value(.line)),
    ])

    private static let note = record([
        .required("date", .value(.day)),
        .required("by", .value(.name)),
        .required("note", localText),
    ])

    static let issue = record([
        .required("id", .value(.name)),
        .required("opened", .value(.day)),
        .required("channel", .value(.channel)),
        .required("raised_by_side", .value(.side)),
        .required("anonymity", .value(.anonymity)),
        .required("confidentiality", .value(.confidentiality)),
        .required("category", .value(.category)),
        .optional("cp", .value(.compliancePoint)),
        .required("text", localText),
        .required("severity", .value(.severity)),
        .optional("zero_tolerance_candidate", .value(.bool)),
        .required("status", .value(.issueStatus)),
        .optional(
            "clock",
            record([
                .optional("acknowledge_due", .value(.day)), .optional("acknowledged", .value(.day)),
                .optional("resolve_due", .value(.day)), .optional("resolved", .value(.day)),
            ])),
        .optional("handling", .list(note)),
        .optional("linked_plan", .value(.name)),
        .optional("feedback_to_reporter", localText),
    ])

    static let meeting = record([
        .required("id", .value(.name)),
        .required("held", .value(.day)),
        .required("kind", .value(.meetingKind)),
        .required(
            "present",
            record([
                .required("worker", .list(.value(.member))),
                .required("management", .list(.value(.member))),
            ])),
        .required("quorate", .value(.bool)),
        .optional("topics", .list(.value(.name))),
        .optional("agenda", localText),
        .optional("decisions", .list(localText)),
        .optional("dissent", localText),
        .optional(
            "minutes_state",
            .value(
                .words([
                    "draft", "circulated", "awaiting_worker_signature", "awaiting_management_signature",
                    "signed_one_side", "signed_both", "corrected",
                ]))),
    ])
}
