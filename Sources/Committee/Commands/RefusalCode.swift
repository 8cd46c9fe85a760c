/// Why a command is turned down. `Protocol/commands.md` lists the codes.
public enum RefusalCode: String, Hashable, Sendable, CaseIterable {
    /// A member of the command is missing or not what the page says.
    case commandUnreadable = "command_unreadable"
    case commandUnknown = "command_unknown"
    /// Also what does exist, but not for this role.
    case notFound = "not_found"
    case notPermitted = "not_permitted"
    case valueInvalid = "value_invalid"
    /// The id stands for another command already.
    case idUsed = "id_used"

    /// The member signed on this digest already.
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
    case nothingToWithdraw = "nothing_to_withdraw"
    case signatureInvalid = "signature_invalid"
    case tooLongToSign = "too_long_to_sign"
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
        let primary = language.split(separator: "-").first.map(String.init) ?? "en"
        let tables = Self.catalogue
        return tables[language]?[self] ?? tables[primary]?[self] ?? tables["en"]?[self]
            ?? RefusalSentences(rawValue, "")
    }

    /// One table per language; a language is added by adding a table. A test lists what is missing.
    static let catalogue: [String: [RefusalCode: RefusalSentences]] = ["en": english, "zh": chinese]
}
