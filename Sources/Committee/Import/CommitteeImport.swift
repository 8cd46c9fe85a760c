import CRDT

/// What a sample or export file becomes: per audience its events, per document its content.
///
/// Every field goes to its home (`Protocol/documents.md`, `Protocol/events.md`), every row of the issue log
/// to the document of its label. Start reading in `ImportDesk`; `FileShape.committee` is the form of the
/// file.
public struct CommitteeImport: Sendable {
    /// The room's id: the file's factory id.
    public var committee: String
    public var timeZone: String
    public var events: [Event]
    /// Yjs updates (v1), one a document, each made by a replica of its own.
    public var updates: [(document: DocumentName, update: [UInt8])]
    /// What was taken and what was left, in words for the person who runs the import.
    public var report: [String]

    /// Reads a committee file. `random` draws ids and client ids; all-or-nothing.
    public init(
        json bytes: [UInt8], random: inout some RandomNumberGenerator
    ) throws(ImportFailure) {
        let source = try SourceJSONParser.parse(bytes)
        guard case .object(let members) = source.value else {
            throw ImportFailure(line: source.line, field: "", expected: "an object", found: source.words)
        }
        var unknown: [String] = []
        let file = try FileShape.committee.check(source, at: "", unknown: &unknown)
        let references = try FileReferences(file: source)

        var desk = ImportDesk(file: file, references: references, random: random)
        desk.importRoom()
        desk.importRoster()
        desk.importCycle()
        desk.importDiagnosis()
        desk.importPlan()
        desk.importMeetings()
        desk.importIssues()
        desk.reportLeft(unknown, hasSignatures: members.contains { $0.key == "signoffs" })
        random = desk.random

        committee = file["factory"]?["id"]?.string ?? ""
        timeZone = file["factory"]?["time_zone"]?.string ?? ""
        events = desk.events
        updates = desk.documents.map { ($0.key, $0.value.encodeStateAsUpdate()) }
            .sorted { $0.0.rawValue < $1.0.rawValue }
        report = desk.report
    }
}
