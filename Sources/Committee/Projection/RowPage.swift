import CRDT

/// The page `Protocol/documents.md` as data: the fields of one kind of row, in the order screens show them.
struct RowPage: Sendable {
    struct Entry: Sendable {
        var name: String
        var label: String
        var home: Home
    }

    /// Where a field lives in the row's map, or that it lives in events.
    enum Home: Sendable {
        /// One `Y.Text` under the field's name.
        case text
        /// An Array of Text: `whys.1`, `whys.2`.
        case texts
        /// A Map from branch to Array of Text: `branches.people.1`.
        case branches
        /// An Array of Map `{date, by, lang, note: Text, translations}`: `progress.1`, `progress.1.date`.
        case notes
        /// An Array of plain objects: `evidence.1`.
        case objects(Vocabulary)
        /// A Map of single entries: `indicator.current`.
        case group([(name: String, label: String, vocabulary: Vocabulary)])
        case entry(Vocabulary)
        /// A Map from the name of a text to its language, where that is not the row's: read with the text.
        case languages
        /// Known from events; the text says how it changes.
        case event(changes: String)

        /// The shared type that is made together with the row, so that two members never make it at once.
        var kind: TypeKind? {
            switch self {
            case .text: .text
            case .texts, .notes, .objects: .array
            case .branches, .group, .languages: .map
            case .entry, .event: nil
            }
        }

        var isTranslatable: Bool {
            switch self {
            case .text, .texts, .branches, .notes: true
            case .objects, .group, .entry, .languages, .event: false
            }
        }
    }

    /// The field whose first line names the row.
    var title: String
    /// Starts a new row's short name: `p` makes `p13`.
    var refPrefix: String
    /// Whether a member may add rows by typing; else a command opens them.
    var isOpenToNewRows: Bool
    var entries: [Entry]

    func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

    static let all: [RowPage] = [plan, diagnosis, issue, meeting, draft]

    /// The page of a document's rows.
    static func page(of document: DocumentName) -> RowPage {
        switch document {
        case .plan: plan
        case .diagnosis: diagnosis
        case .issues, .restrictedCase: issue
        case .issuesWorker: workerIssue
        case .minutes: meeting
        case .caucusWorker, .caucusManagement: draft
        }
    }
}

extension RowPage.Entry {
    init(_ name: String, _ label: String, _ home: RowPage.Home) {
        self.init(name: name, label: label, home: home)
    }

    /// What every row carries beside its own fields.
    static let common: [RowPage.Entry] = [
        .init("ref", "Short name", .entry(.name)),
        .init("lang", "Original language", .entry(.language)),
        .init("languages", "Languages of single texts", .languages),
        .init("rank", "Place among the rows", .entry(.rank)),
        .init("removed", "Removed", .entry(.bool)),
    ]
}
