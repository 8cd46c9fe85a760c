/// Why a command is turned down. `Protocol/commands.md` lists the codes.
public enum RefusalCode: String, Hashable, Sendable, CaseIterable {
    // The command itself.
    /// A member of the command is missing or not what the page says.
    case commandUnreadable = "command_unreadable"
    case commandUnknown = "command_unknown"
    /// The id stands for another command already.
    case idUsed = "id_used"
    /// It stands so already.
    case noChange = "no_change"
    /// Also what does exist, but not for this role.
    case notFound = "not_found"
    case notPermitted = "not_permitted"
    case valueInvalid = "value_invalid"

    /// The member signed on this digest already, or hands in a signature that is on record.
    case alreadySigned = "already_signed"
    /// A hard rule of the composition is broken; reading and editing go on.
    case compositionBroken = "composition_broken"
    /// What was displayed is not what stands there now.
    case digestChanged = "digest_changed"
    /// No key of the member is registered: a token can do everything but sign.
    case keyMissing = "key_missing"
    /// A field under the signature cannot be read by everybody alike.
    case leafUnreadable = "leaf_unreadable"
    /// All of it is in force as it stands.
    case nothingToSign = "nothing_to_sign"
    case nothingInForce = "nothing_in_force"
    case nothingToWithdraw = "nothing_to_withdraw"
    case signatureInvalid = "signature_invalid"
    case tooLongToSign = "too_long_to_sign"

    // Proposals of one side that the other answers.
    case alreadyProposed = "already_proposed"
    case nothingProposed = "nothing_proposed"
    case ownProposal = "own_proposal"

    // Self-diagnosis.
    case alreadyAgreed = "already_agreed"
    /// Live items of the plan hang on the point.
    case pointHeld = "point_held"
    case ratingsMissing = "ratings_missing"

    // Issue log.
    /// Only the label's own side, or the reporter, lowers it.
    case labelHeld = "label_held"
    /// Only who raised the matter withdraws it or confirms its closing.
    case reporterDecides = "reporter_decides"
    case stepNotOpen = "step_not_open"

    // Meetings, minutes, drafts.
    case meetingNotHeld = "meeting_not_held"
    /// Somebody signed them: they stand, and a note corrects them.
    case minutesSigned = "minutes_signed"
    case minutesNotSigned = "minutes_not_signed"
    case nothingToRelease = "nothing_to_release"

    // Improvement plan.
    case awaitingAnswer = "awaiting_answer"
    case dueBeforeStart = "due_before_start"
    case evidenceMissing = "evidence_missing"
    case itemClosed = "item_closed"
    case itemNotCompleted = "item_not_completed"
    case reasonMissing = "reason_missing"
    case responsibleChanged = "responsible_changed"
    case responsibleMissing = "responsible_missing"
    case responsibleReports = "responsible_reports"
    case verificationNotRequested = "verification_not_requested"

    // Roster.
    case electionNotRecent = "election_not_recent"
    case electionRecorded = "election_recorded"
    case memberKeyMissing = "member_key_missing"
    case memberKeyPresent = "member_key_present"
    case memberIDUsed = "member_id_used"
    /// The name looks like that of somebody else in the room.
    case nameAlike = "name_alike"

    // What the programme gives.
    case trainingQuotaSpent = "training_quota_spent"
}

/// The sentences of one refusal in one language.
struct RefusalSentences: Hashable, Sendable {
    var message: String
    var remedy: String

    init(_ message: String, _ remedy: String) {
        self.message = message
        self.remedy = remedy
    }
}

extension RefusalCode {
    /// By language tag, the whole tag first, then its first part, then English.
    func sentences(in language: String) -> RefusalSentences {
        let tables = Self.catalogue
        return tables[language]?[self] ?? tables[LanguageTag.primary(language)]?[self] ?? tables["en"]?[self]
            ?? RefusalSentences(rawValue, "")
    }

    /// One table per language; a language is added by adding a table. A test lists what is missing.
    static let catalogue: [String: [RefusalCode: RefusalSentences]] = [
        "en": english, "bn": bengali, "km": khmer, "vi": vietnamese, "ar": arabic, "zh": chinese,
    ]
}
