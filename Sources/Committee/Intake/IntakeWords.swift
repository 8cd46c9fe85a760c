/// What the form for anonymous reports and the slips say, in one language. A language without a table is
/// answered in English.
///
/// The tables other than English are translations that a speaker has still to read.
public struct IntakeWords: Hashable, Sendable {
    public enum Phrase: String, Hashable, Sendable, CaseIterable {
        case title, intro, readers, notHidden, slip, about, grave, concern, grounds, none, words, send
        case followTitle, code, look, more, add, solved, notSolved, takeBack, answers, noAnswer
        case taken, keepCode, waiting, done, refused, unknownCode, tooLong, notText, incomplete, later
        case stateNew, stateWorked, stateResolved, stateClosed, slipUse
        case wages, workingTime, safety, heat, welfare, food, dormitory, harassment, discrimination
        case representation, discipline, contract, recruitmentFees, attendance, other
        case critical, high, medium, low
        case retaliation, childLabour, forcedLabour, violence, imminentDanger
    }

    public let language: String
    private let table: [Phrase: String]

    public subscript(_ phrase: Phrase) -> String { table[phrase] ?? Self.english[phrase] ?? "" }

    public var isRightToLeft: Bool { ["ar", "ur", "fa"].contains(language) }

    /// The languages there are tables for, each with its own name.
    public static let languages: [(tag: String, name: String)] = [
        ("en", "English"), ("zh", "中文"), ("bn", "বাংলা"), ("ar", "العربية"), ("vi", "Tiếng Việt"),
        ("id", "Bahasa Indonesia"), ("km", "ខ្មែរ"),
    ]

    /// The table for a tag such as `zh-CN`.
    public init(_ tag: String) {
        let primary = LanguageTag.primary(tag).lowercased()
        let known = Self.tables[primary]
        language = known == nil ? "en" : primary
        table = known ?? Self.english
    }

    /// The word for a category, severity, concern or grounds as events name it.
    func word(_ name: String) -> String {
        let parts = name.split(separator: "_").map(String.init)
        let key =
            (parts.first ?? "")
            + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return Phrase(rawValue: key).map { self[$0] } ?? name
    }

    private static let tables: [String: [Phrase: String]] = [
        "en": english, "zh": chinese, "bn": bengali, "ar": arabic, "vi": vietnamese, "id": indonesian,
        "km": khmer,
    ]
}
