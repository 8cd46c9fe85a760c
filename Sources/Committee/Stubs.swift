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
