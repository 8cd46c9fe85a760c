import CRDT

/// What the events say about one row, by field name. Later events overrule earlier ones; odd ones are shown
/// as unreadable or ignored, never an error.
struct Facts {
    private(set) var fields: [String: Field.Content] = [:]
    /// The language of each text among the fields.
    private(set) var languages: [String: String] = [:]
    private var links: [AnyValue] = []
    /// The row moved to a document of another audience: here it is closed.
    private(set) var isMovedAway = false

    /// The facts of every row of a document: only events of the document's own audience count.
    static func bySubject(_ events: [Event], of document: DocumentName) -> [String: Facts] {
        var facts: [String: Facts] = [:]
        for event in events where event.audience == document.audience {
            facts[event.subject, default: Facts()].take(event)
        }
        return facts
    }

    /// Whether an issue was opened by its event.
    var isOpened: Bool { fields["opened"] != nil }

    func word(_ name: String) -> String? {
        guard case .event(.string(let word))? = fields[name] else { return nil }
        return word
    }

    private mutating func take(_ event: Event) {
        switch event.knownType {
        case .pointRated, .pointAgreed, .disagreementRecorded: takeRating(event)
        case .itemDueSet:
            note(event, "due", .day)
            note(event, "original_due", .day)
            note(event, "reason", .line, as: "due_reason")
        case .itemStatusChanged: takeStatus(event)
        case .completionProposed: noteAnswer(event, "confirmation", "proposed")
        case .completionConfirmed: noteAnswer(event, "confirmation", "confirmed")
        case .completionDeclined: noteAnswer(event, "confirmation", "declined")
        case .cancellationProposed: noteAnswer(event, "cancellation", "proposed")
        case .cancellationConfirmed: noteAnswer(event, "cancellation", "confirmed")
        case .cancellationDeclined: noteAnswer(event, "cancellation", "declined")
        case .verificationRequested: noteVerification(event, "requested")
        case .itemVerified: noteVerification(event, "verified")
        case .verificationRejected: noteVerification(event, "rejected")
        case .verificationImpossible: noteVerification(event, "not_verifiable")
        case .issueOpened: takeOpening(event)
        case .issueStatusChanged:
            note(event, "status", .issueStatus)
            if word("status") == IssueStatus.reopened.rawValue { fields["resolved"] = nil }
        case .issueClockSet:
            for name in ["acknowledge_due", "acknowledged", "resolve_due", "resolved"] {
                note(event, name, .day)
            }
        case .issueLabelChanged:
            note(event, "confidentiality", .confidentiality)
            let label = event.data["confidentiality"]?.string.flatMap(IssueLabel.init)
            isMovedAway = label.map { $0.audience(of: event.subject) != event.audience } ?? isMovedAway
        case .issueLinked:
            guard !links.contains(event.data) else { return }
            links.append(event.data)
            let value = AnyValue.array(links)
            fields["links"] = Vocabulary.links.admits(value) ? .event(value) : .unreadable(value.shown)
        case .issueErased where event.leavesErasedRow:
            self = Facts()
            note(event, "opened", .day)
            note(event, "confidentiality", .confidentiality)
            note(event, "status", .issueStatus)
        case .issueFeedbackGiven: noteText(event.data, as: "feedback_to_reporter")
        case .meetingHeld: takeMeeting(event)
        case .minutesStateChanged: note(event, "state", .line, as: "minutes_state")
        case .signOffCompleted:
            // Both sides signed; after the first time it is a correction.
            let state = (event.data["version"]?.int ?? 1) > 1 ? MinutesState.corrected : .signedBoth
            fields["minutes_state"] = .event(.string(state.rawValue))
        default: return
        }
    }

    /// A side that rates a point anew reopens it.
    private mutating func takeRating(_ event: Event) {
        switch event.knownType {
        case .pointRated:
            guard let side = event.side else { return }
            let name = "\(side.rawValue)_rating"
            let before = fields[name]
            note(event, "rating", .rating, as: name)
            guard fields[name] != before else { return }
            fields["agreed_rating"] = nil
            fields["agreement"] = nil
        case .pointAgreed:
            note(event, "rating", .rating, as: "agreed_rating")
            fields["agreement"] = .event(.string("agreed"))
        default:
            fields["agreed_rating"] = nil
            fields["agreement"] = .event(.string("disagreed"))
        }
    }

    /// A status that changes settles what one side proposed; a reopened item has been verified no more.
    private mutating func takeStatus(_ event: Event) {
        note(event, "status", .itemStatus)
        let status = event.data["status"]?.string
        if status != "completed" { fields["confirmation"] = nil }
        if status == "completed" { fields["cancellation"] = nil }
        if status == "reopened" { fields["verification"] = nil }
    }

    /// What one side proposed of an item, or how the other answered.
    private mutating func noteAnswer(_ event: Event, _ name: String, _ state: String) {
        guard let side = event.side else { return }
        var members: [AnyValue.Member] = [
            .init("state", .string(state)), .init("side", .string(side.rawValue)),
            .init("on", .string(event.day)),
        ]
        for part in ["reason", "note"] {
            guard let text = event.data[part]?.string else { continue }
            members.append(.init(part, .string(text)))
        }
        fields[name] = .event(.object(members))
    }

    private mutating func takeOpening(_ event: Event) {
        isMovedAway = false
        noteText(event.data["text"] ?? .null, as: "text")
        note(event, "opened", .day)
        note(event, "channel", .channel)
        note(event, "raised_by_side", .side)
        note(event, "anonymity", .anonymity)
        note(event, "confidentiality", .confidentiality)
        note(event, "category", .category)
        note(event, "cp", .compliancePoint)
        note(event, "severity", .severity)
        note(event, "zero_tolerance_candidate", .bool)
        if fields["opened"] == nil { fields["opened"] = .unreadable("") }
    }

    private mutating func takeMeeting(_ event: Event) {
        note(event, "held", .day)
        note(event, "kind", .meetingKind)
        note(event, "quorate", .bool)
        note(event, "plan_version", .number)
        for side in Side.allCases {
            guard let present = event.data["present"]?[side.rawValue] else { continue }
            let areMembers = present.array?.allSatisfy(Vocabulary.member.admits) ?? false
            fields["\(side.rawValue)_present"] = areMembers ? .event(present) : .unreadable(present.shown)
        }
    }

    private mutating func note(
        _ event: Event, _ member: String, _ vocabulary: Vocabulary, as name: String? = nil
    ) {
        guard let value = event.data[member], value != .null, value != .undefined else { return }
        fields[name ?? member] = vocabulary.admits(value) ? .event(value) : .unreadable(value.shown)
    }

    private mutating func noteVerification(_ event: Event, _ state: String) {
        let details = (event.data.members ?? []).filter {
            ["by", "on", "method", "note"].contains($0.key)
        }
        fields["verification"] = .event(.object([.init("state", .string(state))] + details))
    }

    /// A text as events hold it: `{lang, text, translations}`.
    private mutating func noteText(_ value: AnyValue, as name: String) {
        guard let text = value["text"]?.string else {
            fields[name] = .unreadable(value.shown)
            return
        }
        fields[name] = .event(.string(text))
        if let language = value["lang"]?.string, Vocabulary.isLanguage(language) {
            languages[name] = language
        }
        for translation in value["translations"]?.members ?? [] {
            guard Vocabulary.isLanguage(translation.key), let text = translation.value.string else {
                continue
            }
            fields["translations.\(translation.key).\(name)"] = .event(.string(text))
        }
    }
}
