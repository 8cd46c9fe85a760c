import CRDT

/// What a single value may be. One list for reading documents, for writing them and for reading files.
enum Vocabulary: Hashable, Sendable {
    case words([String])
    /// The id of one of the 38 compliance points.
    case compliancePoint
    case day
    /// The id of somebody in the roster, such as `w1`.
    case member
    /// Such as `bn`, `zh-Hant`.
    case language
    /// One line, at most `lineMax` characters.
    case line
    /// Words that name a thing in scripts and addresses: letters, digits, hyphen, underscore.
    case name
    /// A branch of a fishbone, named by the committee: one line without dots, for a dot would break field
    /// names, and without slashes, which end the name of a row before them.
    case branch
    case number
    case bool
    case rank
    /// Rows of this and other documents: `[{id, ref}]`.
    case links
    /// A reference to evidence: `{kind, ref, sha256?, label?}`.
    case evidence

    static let lineMax = 500
    static let nameMax = 64
    static let linksMax = Projection.elementsMax

    /// Whether the value is one of these.
    func admits(_ value: AnyValue) -> Bool {
        switch self {
        case .words(let words): value.string.map(words.contains) ?? false
        case .compliancePoint: value.string.flatMap(CompliancePoint.named) != nil
        case .day: value.string.flatMap(CalendarDay.init) != nil
        case .member, .name: value.string.map(Self.isName) ?? false
        case .language: value.string.map(Self.isLanguage) ?? false
        case .line: value.string.map(Self.isLine) ?? false
        case .branch: value.string.map(Self.isBranch) ?? false
        case .number: value.double.map(\.isFinite) ?? false
        case .bool: value.bool != nil
        case .rank: value.string.flatMap(Rank.init) != nil
        case .links: Self.areLinks(value)
        case .evidence: Self.isEvidence(value)
        }
    }

    /// What would be right, in plain words.
    var expected: String {
        switch self {
        case .words(let words): "one of " + words.joined(separator: ", ")
        case .compliancePoint: "the id of a compliance point, such as OS-EMER"
        case .day: "a day such as 2024-11-29"
        case .member: "the id of a member, such as w1"
        case .language: "a language such as en, bn or zh"
        case .line: "one line of at most \(Self.lineMax) characters"
        case .name: "a name of letters, digits, - and _, at most \(Self.nameMax) long"
        case .branch: "a name of at most \(Self.nameMax) bytes without dots and slashes"
        case .number: "a number"
        case .bool: "true or false"
        case .rank: "a rank: letters and digits that do not end in 0"
        case .links: "a list of rows, each with its id"
        case .evidence: "an object with kind and ref, each one line"
        }
    }

    // MARK: Forms

    static func isName(_ text: String) -> Bool {
        (1...nameMax).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.utf8.count), text.utf8.count <= 20 else {
            return false
        }
        return first.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isLetterOrDigit) }
    }

    static func isLine(_ text: String) -> Bool {
        text.count <= lineMax && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    static func isBranch(_ text: String) -> Bool {
        (1...nameMax).contains(text.utf8.count) && isLine(text)
            && !text.utf8.contains(UInt8(ascii: ".")) && !text.utf8.contains(UInt8(ascii: "/"))
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func areLinks(_ value: AnyValue) -> Bool {
        guard let links = value.array, links.count <= linksMax else { return false }
        return links.allSatisfy { link in
            guard let id = link["id"]?.string, isName(id) else { return false }
            return link["ref"].map { $0.string.map(isName) ?? false } ?? true
        }
    }

    private static func isEvidence(_ value: AnyValue) -> Bool {
        guard let members = value.members, let kind = value["kind"]?.string, !kind.isEmpty,
            value["ref"]?.string != nil
        else { return false }
        let known: Set = ["kind", "ref", "sha256", "label"]
        return members.allSatisfy { member in
            known.contains(member.key) && (member.value.string.map(isLine) ?? false)
        }
    }
}

extension Vocabulary {
    static let yesNo = Vocabulary.words(["yes", "no", "unverified"])
    static let source = Vocabulary.words([
        "self_diagnosis", "assessment", "previous_assessment", "slcp", "issue_log", "worker_survey",
        "advisory_visit",
    ])
    static let priority = Vocabulary.words(["zero_tolerance", "key_issue", "high", "medium", "low"])
    static let rootCauseMethod = Vocabulary.words(["five_whys", "fishbone"])
    static let itemStatus = Vocabulary.words([
        "pending", "in_progress", "completed", "reopened", "cancelled",
    ])
    static let verificationState = Vocabulary.words([
        "not_requested", "requested", "verified", "rejected", "not_verifiable",
    ])
    static let verificationMethod = Vocabulary.words([
        "document", "site_walk", "interview", "remote_photo",
    ])
    static let rating = Vocabulary.words([
        "no_issue", "needs_improvement", "serious", "not_applicable", "not_assessed",
    ])
    static let agreement = Vocabulary.words(["pending", "agreed", "disagreed"])
    static let channel = Vocabulary.words([
        "member", "suggestion_box", "phone_voice", "app", "pay_desk", "walkthrough", "meeting", "hotline",
        "paper",
    ])
    static let anonymity = Vocabulary.words([
        "anonymous", "named_to_handler", "named_to_committee", "side_only",
    ])
    static let confidentiality = Vocabulary.words(["open", "committee", "worker_side", "restricted"])
    static let category = Vocabulary.words([
        "wages", "working_time", "safety", "heat", "welfare", "food", "dormitory", "harassment",
        "discrimination", "representation", "discipline", "contract", "recruitment_fees", "attendance",
        "other",
    ])
    static let severity = Vocabulary.words(["critical", "high", "medium", "low"])
    static let issueStatus = Vocabulary.words([
        "new", "acknowledged", "under_review", "action_agreed", "resolved", "closed_confirmed", "escalated",
        "withdrawn", "out_of_scope", "reopened",
    ])
    static let meetingKind = Vocabulary.words(["ordinary", "extraordinary", "election", "joint_walk"])
    static let side = Vocabulary.words(Side.allCases.map(\.rawValue))
    static let phase = Vocabulary.words([
        "forming", "initial_advisory", "continued_advisory", "closing", "closed",
    ])
}
