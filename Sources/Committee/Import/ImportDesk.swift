import CRDT

/// Where a checked file is taken apart: each field is carried to its home.
///
/// One rule guards every link and every list of rows: a row may name another only if all who read the first
/// may read the second. So nothing in a document or an event of the committee, not even a gap, tells of a row
/// that one side keeps to itself.
struct ImportDesk<Random: RandomNumberGenerator> {
    let file: AnyValue
    var random: Random
    private(set) var events: [Event] = []
    private(set) var documents: [DocumentName: Doc] = [:]
    private(set) var report: [String] = []

    private let day: String
    /// The random id each row has here, by its id in the file.
    private var rows: [String: ImportedRow] = [:]

    init(file: AnyValue, references: FileReferences, random: Random) {
        self.file = file
        self.random = random
        day = file["as_of"]?.string ?? ""
        nameRows(references)
    }

    /// The elements of a list in the file, such as `plan`, `items`.
    func elements(_ path: String...) -> [AnyValue] {
        var value: AnyValue? = file
        for step in path { value = value?[step] }
        return value?.array ?? []
    }

    // MARK: Rows and who may read them

    private mutating func nameRows(_ references: FileReferences) {
        for point in elements("diagnosis", "points") { name(point, in: .diagnosis) }
        for item in elements("plan", "items") { name(item, in: .plan) }
        for meeting in elements("meetings") { name(meeting, in: .minutes) }
        // The short names of issues are given anew per document: in the file's own numbers, the rows that are
        // missing from a list would show as gaps.
        var count: [DocumentName: Int] = [:]
        for issue in elements("issue_log", "issues") {
            let id = randomID()
            let document = label(of: issue).document(of: id)
            count[document, default: 0] += 1
            let prefix = document == .issuesWorker ? "iw-" : "i-"
            guard let fileID = issue["id"]?.string else { continue }
            rows[fileID] = ImportedRow(id: id, ref: "\(prefix)\(count[document] ?? 1)", document: document)
        }
    }

    private mutating func name(_ row: AnyValue, in document: DocumentName) {
        guard let fileID = row["id"]?.string else { return }
        rows[fileID] = ImportedRow(id: randomID(), ref: fileID, document: document)
    }

    /// The label of an issue: as the file has it, or restricted where it is of a kind that starts so.
    func label(of issue: AnyValue) -> IssueLabel {
        IssueLabel.first(
            asked: issue["confidentiality"]?.string.flatMap(IssueLabel.init) ?? .restricted,
            category: issue["category"]?.string, point: issue["cp"]?.string, concern: nil, grounds: nil)
    }

    func row(_ element: AnyValue) -> ImportedRow? { element["id"]?.string.flatMap { rows[$0] } }

    /// Links of one row to others, without those that some reader of the row may not read.
    func links(from row: ImportedRow, to ids: [String]) -> [AnyValue] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }.compactMap { rows[$0] }
            .filter { $0.document.audience == .committee || $0.document == row.document }
            .map { ["id": .string($0.id), "ref": .string($0.ref)] }.map(AnyValue.object)
    }

    // MARK: Making

    mutating func emit(
        _ type: EventType, _ subject: String, to audience: Audience = .committee, side: Side? = nil,
        _ data: [AnyValue.Member]
    ) {
        events.append(
            Event(
                id: randomID(), type: type, subject: subject, audience: audience, side: side, day: day,
                data: .object(data)))
    }

    /// Writes into a document with a replica that belongs to this import alone.
    mutating func edit(_ document: DocumentName, _ body: (inout Transaction) -> Void) {
        if documents[document] == nil {
            documents[document] = Doc(clientID: ClientID(UInt32.random(in: 1...(.max), using: &random)))
        }
        documents[document]?.edit(body)
    }

    mutating func note(_ line: String) { report.append(line) }

    /// A random UUID (version 4).
    mutating func randomID() -> String {
        let bytes = (0..<16).map { _ in UInt8.random(in: .min...(.max), using: &random) }
        return EventID.uuid(bytes, version: 4)
    }
}

/// A row of the file, as it is called in the room.
struct ImportedRow: Hashable, Sendable {
    var id: String
    /// Short name, for people and scripts.
    var ref: String
    var document: DocumentName
}
