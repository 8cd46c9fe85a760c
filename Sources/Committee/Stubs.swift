public import CRDT

// Signatures the other targets build against; each moves to its own file as it is built.

/// One row of a document, read from its state and the events: what screens list and scripts print.
/// Total: odd state becomes `unreadable` fields, never an error.
public struct Row: Hashable, Sendable {
    public var id: String
    /// The first line of what the row is about, in its original language.
    public var title: String
    /// Status word of DOMAIN 7 (`in_progress`, `agreed`, `resolved`...), if the row has one.
    public var status: String?
    public var isRemoved: Bool
    public var fields: [Field]

    public init(id: String, title: String, status: String?, isRemoved: Bool, fields: [Field]) {
        self.id = id
        self.title = title
        self.status = status
        self.isRemoved = isRemoved
        self.fields = fields
    }
}

public struct Field: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// A co-edited `Y.Text`; nil where it has not been made yet.
        case text(TypeID?, String)
        /// A map entry, last writer wins.
        case entry(AnyValue?)
        /// Known from events: changes by command only.
        case event(AnyValue)
        /// What stands there is not what the page says; shown as is.
        case unreadable(String)
    }
    /// Stable, as scripts name it: `issue`, `corrective_action`, `whys.1`, `translations.en.issue`, `due`.
    public var name: String
    /// For people, in English; screens translate it later.
    public var label: String
    public var content: Content

    public init(name: String, label: String, content: Content) {
        self.name = name
        self.label = label
        self.content = content
    }
    /// The value as plain text on one or more lines.
    public var shown: String { fatalError() }
}

/// Reads documents into rows, and writes rows into documents, by the page `Protocol/documents.md`.
public enum Projection {
    /// Rows in the order of their `rank`, removed ones last.
    public static func rows(of document: DocumentName, in doc: Doc, events: [Event]) -> [Row] { fatalError() }
    /// The document's `notes` text.
    public static func notes(in doc: Doc) -> TypeID? { fatalError() }
    /// Makes the `Y.Text` of a field if it is missing and returns it; nil if the page has no such text field.
    public static func text(
        field: String, row: String, of document: DocumentName, in transaction: inout Transaction
    ) -> TypeID? { fatalError() }
    /// Sets a map entry of a row after checking it against the vocabulary; returns why not, in plain words with the
    /// remedy, or nil when done.
    public static func set(
        field: String, to value: AnyValue, row: String, of document: DocumentName,
        in transaction: inout Transaction
    ) -> String? { fatalError() }
    /// Adds an empty row at the end under a random id the caller drew.
    public static func addRow(id: String, to document: DocumentName, in transaction: inout Transaction) {
        fatalError()
    }
    /// Roster and committee facts known from events.
    public static func roster(_ events: [Event]) -> [RosterMember] { fatalError() }
}

/// A seat of the committee, as its readers may see it.
public struct RosterMember: Hashable, Sendable {
    public var id: String
    public var role: Role
    public var office: String
    public var name: String
    public var languages: [String]
    public var isHandler: Bool

    public init(id: String, role: Role, office: String, name: String, languages: [String], isHandler: Bool) {
        self.id = id
        self.role = role
        self.office = office
        self.name = name
        self.languages = languages
        self.isHandler = isHandler
    }
}

/// What a sample or export file becomes: per audience its events, per document its content.
public struct CommitteeImport: Sendable {
    /// The room's id: the file's factory id.
    public var committee: String
    public var timeZone: String
    public var events: [Event]
    public var updates: [(document: DocumentName, update: [UInt8])]
    /// What was taken and what was left, in words for the person who runs the import.
    public var report: [String]

    /// Reads a committee file. `random` draws ids and client ids; all-or-nothing.
    public init(
        json bytes: [UInt8], random: inout some RandomNumberGenerator
    ) throws(ImportFailure) { fatalError() }
}

/// A mistake in a committee file.
public struct ImportFailure: Error, Hashable, Sendable {
    /// 1-based; 0 when the file as a whole is meant.
    public var line: Int
    /// Such as `plan.items[3].due`.
    public var field: String
    public var expected: String
    public var found: String

    public init(line: Int, field: String, expected: String, found: String) {
        self.line = line
        self.field = field
        self.expected = expected
        self.found = found
    }
}
