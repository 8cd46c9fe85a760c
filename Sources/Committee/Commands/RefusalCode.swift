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
