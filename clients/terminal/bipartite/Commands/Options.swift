import ArgumentParser
import CRDT
import Committee
import SyncClient

/// What every scripted command takes.
struct CommonOptions: ParsableArguments {
    @OptionGroup var choice: MemberChoice
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Seconds to wait for the server.") var wait: Double = 10

    func validate() throws {
        guard wait >= 0, wait <= 86_400 else { throw ValidationError("--wait takes seconds, 0 to 86400.") }
    }

    var patience: Duration { .milliseconds(Int(wait * 1000)) }

    func show(_ json: AnyValue, else lines: [String]) {
        if self.json {
            say(json.json)
        } else {
            for line in lines { say(line) }
        }
    }
}

/// A place in a document, as scripts name it: `plan/notes` or `plan/p01/corrective_action`.
struct Target: Sendable {
    var text: String
    var document: DocumentName
    /// nil for the document's notes.
    var row: String?
    var field: String

    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let document = parts.first.flatMap(DocumentName.init(rawValue:)) else {
            throw Failure(
                "There is no document \(parts.first ?? text); there are plan, diagnosis, issues...", .data)
        }
        self.text = text
        self.document = document
        switch parts.count {
        case 1: (row, field) = (nil, "notes")
        case 2 where parts[1] == "notes": (row, field) = (nil, "notes")
        case 3: (row, field) = (parts[1], parts[2])
        default:
            throw Failure(
                "\(text) is no place; it looks like plan/notes or plan/p01/corrective_action.", .data)
        }
    }
}

/// Finding rows by what people call them.
enum RowFinder {
    /// The row of this id or short name, or the only one whose id begins so.
    static func row(_ name: String, in rows: [Row]) throws(Failure) -> Row {
        if let row = Projection.row(named: name, in: rows) { return row }
        let fitting = name.isEmpty ? [] : rows.filter { $0.id.hasPrefix(name) || $0.ref == name }
        guard fitting.isEmpty else {
            let named = fitting.map { row in
                let title = row.title.prefix(40)
                return beginning(of: row.id, among: rows.map(\.id)) + (title.isEmpty ? "" : " (\(title))")
            }
            let list = named.joined(separator: ", ")
            throw Failure("\(name) fits \(fitting.count) rows: \(list); give one of these ids.", .data)
        }
        let known = rows.prefix(12).map { $0.ref ?? String($0.id.prefix(8)) }.joined(separator: ", ")
        throw Failure("There is no row \(name); there are: \(known.isEmpty ? "none yet" : known).", .data)
    }

    /// As much of an id as tells it from the others.
    static func beginning(of id: String, among all: [String]) -> String {
        var length = min(8, id.count)
        while length < id.count, all.contains(where: { $0 != id && $0.hasPrefix(id.prefix(length)) }) {
            length += 1
        }
        return String(id.prefix(length))
    }
}
