import CRDT

extension FileShape {
    /// A committee file, `"format": "bipartite-room-sample"`, version 1. Signatures (`signoffs`) are no part
    /// of it: they are never imported.
    static let committee = record([
        .required("format", .exactly(.string("bipartite-room-sample"))),
        .required("format_version", .exactly(.number(1))),
        .required("as_of", .value(.day)),
        .required("factory", factory),
        .optional("cycle", cycle),
        .optional("composition_rule", compositionRule),
        .required("members", .list(member)),
        .optional("handlers", .list(.value(.member))),
        .optional("programme", .list(programmeMember)),
        .optional("integrations", .list(integration)),
        .optional("diagnosis", diagnosis),
        .optional("plan", plan),
        .optional("issue_log", record([.optional("issues", .list(issue))])),
        .optional("meetings", .list(meeting)),
        .optional("advisory_visits", .list(visit)),
        .optional("training", .list(training)),
        .optional("training_balance", trainingBalance),
    ])

    private static let factory = record([
        .required("id", .value(.name)),
        .required("name", .value(.line)),
        .required("country", .value(.words(Country.all.map(\.code)))),
        .optional("locality", .value(.line)),
        .optional("products", .list(.value(.line))),
        .optional(
            "workforce",
            record([
                .optional("total", .whole(0...10_000_000)), .optional("women_percent", .whole(0...100)),
            ])),
        .optional("room_languages", .list(.value(.language))),
        .optional("slcp_facility_id", .value(.line)),
        .optional("os_hub_id", .value(.line)),
        .required("time_zone", .timeZone),
    ])

    private static let cycle = record([
        .required("number", .whole(1...100)),
        .required("started", .value(.day)),
        .optional("first_advisory_visit", .value(.day)),
        .optional("initial_advisory_days", .whole(0...1000)),
        .optional("initial_advisory_ends", .value(.day)),
        .optional("planned_initial_visits", .whole(0...100)),
        .required("phase", .value(.phase)),
        .optional("completed_assessments", .whole(0...100)),
        .optional("training_quota_participant_days", .whole(0...1000)),
    ])

    private static let compositionRule = record([
        .required("parity", .value(.words(["equal", "worker_at_least", "bands", "none"]))),
        .optional("min_total", .whole(0...1000)),
        .optional("max_total", .whole(0...1000)),
        .optional("worker_side", .value(.line)),
        .optional("women_rule", .value(.line)),
        .optional("meeting_every_days", .whole(1...1000)),
        .optional(
            "quorum",
            record([.required("worker", .whole(0...1000)), .required("management", .whole(0...1000))])),
        .optional("term_months", .whole(1...240)),
        .optional("co_chairs", .value(.bool)),
    ])

    private static let member = record([
        .required("id", .value(.member)),
        .required("side", .value(.side)),
        .required("office", .value(.words(["co_chair", "minutes_secretary", "member", "alternate"]))),
        .required("label", .value(.line)),
        .optional("gender", .value(.line)),
        .optional("langs", .list(.value(.language))),
        .optional("selected_by", .value(.words(["election", "union_nomination", "appointment"]))),
        .optional("union_member", .value(.bool)),
        .optional("since", .value(.day)),
        .optional("until", .value(.day)),
    ])

    private static let programmeMember = record([
        .required("id", .value(.member)),
        .required(
            "role", .value(.words(["advisor", "advisor_lead", "assessor", "programme_admin"]))),
        .required("label", .value(.line)),
        .optional("langs", .list(.value(.language))),
    ])

    private static let integration = record([
        .required("id", .value(.member)),
        .required("label", .value(.line)),
        .required("areas", .list(.value(.words(["plan"])))),
    ])

    private static let visit = record([
        .required("id", .value(.name)),
        .required("on", .value(.day)),
        .required("kind", .value(.line)),
        .optional("mode", .value(.words(["onsite", "remote", "virtual"]))),
        .optional("purpose", .value(.line)),
    ])

    private static let training = record([
        .required("id", .value(.name)),
        .required("on", .value(.day)),
        .required("topic", .value(.line)),
        .optional("mode", .value(.words(["onsite", "virtual", "seminar"]))),
        .required("participants", .whole(0...100_000)),
        .optional("worker_participants", .whole(0...100_000)),
        .required("days", .amount),
        .required("participant_days", .amount),
    ])

    private static let trainingBalance = record([
        .optional("quota", .amount), .optional("used", .amount), .optional("left", .amount),
    ])
}

extension FileShape.Part {
    static func required(_ name: String, _ shape: FileShape) -> Self {
        Self(name: name, shape: shape, isRequired: true)
    }

    /// May be missing or null.
    static func optional(_ name: String, _ shape: FileShape) -> Self {
        Self(name: name, shape: shape, isRequired: false)
    }
}
