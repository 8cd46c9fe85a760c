extension RowPage {
    static let plan = RowPage(
        title: "issue", refPrefix: "p", isOpenToNewRows: true,
        entries: [
            .init("issue", "Issue", .text),
            .init("cp", "Compliance point", .entry(.compliancePoint)),
            .init("source", "Source", .entry(.source)),
            .init("priority", "Priority", .entry(.priority)),
            .init("key_issue", "Key issue", .entry(.yesNo)),
            .init("root_cause_method", "Root cause method", .entry(.rootCauseMethod)),
            .init("whys", "Why", .texts),
            .init("branches", "Cause", .branches),
            .init("corrective_action", "Corrective action", .text),
            .init("preventive_action", "Preventive action", .text),
            .init("responsible", "Responsible", .entry(.member)),
            .init("co_responsible", "Co-responsible", .entry(.member)),
            .init("start", "Start", .entry(.day)),
            .init("due", "Due", .event(changes: dueChanges)),
            .init("original_due", "First due", .event(changes: dueChanges)),
            .init("due_reason", "Reason for the due date", .event(changes: dueChanges)),
            .init("status", "Status", .event(changes: commandOnly)),
            .init("indicator", "Indicator", .group(indicator)),
            .init("progress", "Progress", .notes),
            .init("evidence", "Evidence", .objects(.evidence)),
            .init("confirmation", "Confirmed by the other side", .event(changes: commandOnly)),
            .init("cancellation", "Cancellation", .event(changes: commandOnly)),
            .init("verification", "Verification", .event(changes: commandOnly)),
            .init("links", "Links", .entry(.links)),
        ] + Entry.common)

    static let diagnosis = RowPage(
        title: "topic", refPrefix: "d", isOpenToNewRows: true,
        entries: [
            .init("topic", "Topic", .text),
            .init("cp", "Compliance point", .entry(.compliancePoint)),
            .init("worker_rating", "Rating, worker side", .event(changes: commandOnly)),
            .init("management_rating", "Rating, management side", .event(changes: commandOnly)),
            .init("agreed_rating", "Agreed rating", .event(changes: commandOnly)),
            .init("agreement", "Agreement", .event(changes: commandOnly)),
            .init("note", "Note", .text),
            .init("evidence", "Evidence", .objects(.evidence)),
            .init("slcp_ref", "SLCP question", .entry(.line)),
        ] + Entry.common)

    static let issue = RowPage(
        title: "text", refPrefix: "i-", isOpenToNewRows: false,
        entries: [
            .init("text", "Reporter's words", .event(changes: reporterWords)),
            .init("opened", "Opened", .event(changes: reporterWords)),
            .init("category", "Category", .event(changes: reporterWords)),
            .init("cp", "Compliance point", .event(changes: reporterWords)),
            .init("severity", "Severity", .event(changes: reporterWords)),
            .init("status", "Status", .event(changes: commandOnly)),
            .init("confidentiality", "Who may read it", .event(changes: commandOnly)),
            .init("channel", "Channel", .event(changes: reporterWords)),
            .init("raised_by_side", "Raised by", .event(changes: reporterWords)),
            .init("anonymity", "Anonymity", .event(changes: reporterWords)),
            .init("zero_tolerance_candidate", "Zero-tolerance candidate", .event(changes: commandOnly)),
            .init("acknowledge_due", "Acknowledge by", .event(changes: commandOnly)),
            .init("acknowledged", "Acknowledged", .event(changes: commandOnly)),
            .init("resolve_due", "Resolve by", .event(changes: commandOnly)),
            .init("resolved", "Resolved", .event(changes: commandOnly)),
            .init("handling", "Handling", .notes),
            .init("links", "Links", .event(changes: commandOnly)),
            .init("feedback_to_reporter", "Feedback to the reporter", .event(changes: commandOnly)),
        ] + Entry.common.filter { $0.name == "ref" || $0.name == "rank" })

    /// The worker side's own log: another prefix, so that one name never fits a row of each.
    static let workerIssue = RowPage(
        title: issue.title, refPrefix: "iw-", isOpenToNewRows: issue.isOpenToNewRows, entries: issue.entries)

    static let meeting = RowPage(
        title: "title", refPrefix: "mt", isOpenToNewRows: true,
        entries: [
            .init("kind", "Kind", .entry(.meetingKind)),
            .init("held", "Held", .event(changes: commandOnly)),
            .init("worker_present", "Present, worker side", .event(changes: commandOnly)),
            .init("management_present", "Present, management side", .event(changes: commandOnly)),
            .init("quorate", "Quorate", .event(changes: commandOnly)),
            .init("plan_version", "Version of the plan", .event(changes: commandOnly)),
            .init("minutes_state", "Minutes", .event(changes: commandOnly)),
            .init("topics", "Topics", .entry(.links)),
            .init("agenda", "Agenda", .text),
            .init("decisions", "Decision", .texts),
            .init("dissent", "Dissent", .text),
        ] + Entry.common)

    static let draft = RowPage(
        title: "title", refPrefix: "c", isOpenToNewRows: true,
        entries: [
            .init("title", "Title", .text),
            .init("text", "Text", .text),
        ] + Entry.common)

    private static let indicator: [(name: String, label: String, vocabulary: Vocabulary)] = [
        ("name", "name", .line), ("unit", "unit", .line), ("baseline", "baseline", .number),
        ("target", "target", .number), ("current", "current", .number),
    ]

    private static let commandOnly =
        "it is a decision that is recorded, not a text that is typed over. `bipartite plan`, `diagnosis` and "
        + "`signoff` with --help list the commands that decide."
    private static let dueChanges =
        "a new due date needs a reason and is recorded: bipartite plan due ITEM DAY --reason WHY."
    private static let reporterWords =
        "it is the reporter's and stays as it was raised. Write what was done about it into a handling note."
}
