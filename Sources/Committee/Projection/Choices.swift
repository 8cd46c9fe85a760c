/// The words a value may be picked from, for screens that offer them instead of having them typed.
public enum Choices {
    /// How a side may rate a point.
    public static let ratings = words(.rating)
    /// What an item's status may be set to; it is completed and cancelled by both sides.
    public static let openStatuses = words(.openStatus)
    public static let verificationOutcomes = words(.verificationOutcome)
    public static let verificationMethods = words(.verificationMethod)

    /// The words of a field that is a map entry; nil where something else is typed.
    public static func words(of field: String, in document: DocumentName) -> [String]? {
        let name = field.split(separator: ".").first.map(String.init) ?? field
        guard case .entry(let vocabulary)? = RowPage.page(of: document).entry(named: name)?.home else {
            return nil
        }
        switch vocabulary {
        case .words(let words): return words
        case .compliancePoint: return CompliancePoint.all.map(\.id)
        default: return nil
        }
    }

    /// Whether people write a field's value freely: then it is no word of the vocabulary, even where it reads
    /// like one.
    public static func isWritten(_ field: String) -> Bool {
        written.contains(field.prefix { $0 != "." })
    }

    /// The texts and lines of all pages, their translations, and what goes with commands in a person's own
    /// words.
    private static let written = Set(
        RowPage.all.flatMap(\.entries).filter(\.home.isWritten).map { $0.name[...] }
    ).union(["notes", "translations", "due_reason", "feedback_to_reporter", "reason"])

    private static func words(_ vocabulary: Vocabulary) -> [String] {
        if case .words(let words) = vocabulary { words } else { [] }
    }
}

extension RowPage.Home {
    fileprivate var isWritten: Bool {
        switch self {
        case .text, .texts, .branches, .notes, .group, .entry(.line), .entry(.name): true
        case .objects, .languages, .entry, .event: false
        }
    }
}
