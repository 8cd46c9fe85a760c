import ArgumentParser
import CRDT
import Committee
import SyncClient

/// An issue as this member knows it, whatever its label: the log, the worker side's log, or a case.
struct Matter: Sendable {
    let id: String
    let state: IssueState
    let row: Row?

    /// The short name, else the beginning of the id.
    var name: String { row?.ref ?? String(id.prefix(8)) }
    var document: DocumentName { state.label.document(of: id) }
}

extension ClientSession {
    /// All that this member may read and that is not closed here because it moved, newest first. What they
    /// handled once and may read no more is not among them.
    var matters: [Matter] {
        let picture = picture
        let open = picture.state.issues.filter { id, issue in
            issue.home != nil && documentNames.contains(issue.label.document(of: id))
        }
        var rows: [String: Row] = [:]
        for document in Set(open.map { $0.value.label.document(of: $0.key) }) {
            // A row that moved stands in both documents; the one it lives in names it.
            for row in picture.rows(of: document) where open[row.id]?.label.document(of: row.id) == document {
                rows[row.id] = row
            }
        }
        return open.map { Matter(id: $0.key, state: $0.value, row: rows[$0.key]) }
            .sorted { ($1.state.opened?.text ?? "", $0.id) < ($0.state.opened?.text ?? "", $1.id) }
    }

    /// The matter people mean: by its id, the beginning of it, or its short name, each also behind the
    /// document it is in: `issues-worker/i-1`. One that is hidden from this member is answered as one that
    /// never was.
    func matter(_ place: String) throws(Failure) -> Matter {
        let all = matters
        let (document, name) = Self.parts(of: place)
        let there = all.filter { document == nil || $0.document == document }
        if let exact = there.first(where: { $0.id == name }) { return exact }
        let fitting = there.filter { $0.row?.ref == name || name.utf8.count >= 4 && $0.id.hasPrefix(name) }
        guard fitting.count != 1 else { return fitting[0] }
        guard !fitting.isEmpty else {
            throw Failure(
                "There is no matter \(place) here; `bipartite issues log` lists those you may read.", .data)
        }
        let ids = all.map(\.id)
        let named = fitting.map { matter in
            let beginning = RowFinder.beginning(of: matter.id, among: ids)
            return "\(beginning) in \(matter.document.rawValue)"
        }
        throw Failure(
            "\(place) fits \(fitting.count) matters: \(named.joined(separator: ", ")); give one of these "
                + "ids, or the document before the name: \(fitting[0].document.rawValue)/\(name).", .data)
    }

    /// `issues-worker/i-1` taken apart; without a document before it the whole is the name.
    private static func parts(of place: String) -> (document: DocumentName?, name: String) {
        let parts = place.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let document = DocumentName(rawValue: parts[0]) else { return (nil, place) }
        return (document, parts[1])
    }
}

/// The matter a command is about, as people type it.
struct MatterArgument: ParsableArguments {
    @Argument(
        help: "The matter's id, a beginning of it, or its short name such as i-1 or issues-worker/iw-1.")
    var matter: String
}

/// A command that asks the room for something about one matter.
protocol MatterCommand: AskingCommand {
    var about: MatterArgument { get }
    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request
}

extension MatterCommand {
    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        try request(on: session.matter(about.matter), session)
    }
}

extension Matter {
    /// What is asked about it; `words` are what people read behind its name.
    func asking(_ type: CommandType, _ data: [AnyValue.Member] = [], words: String) -> Asking.Request {
        Asking.Request(type, id, data, words: "\(name): \(words)")
    }
}

extension Matter {
    var json: AnyValue {
        var members: [AnyValue.Member] = [
            .init("id", .string(id)), .init("ref", row?.ref.map { .string($0) } ?? .null),
            .init("label", .string(state.label.rawValue)),
            .init("status", .string(state.status.rawValue)), .init("severity", .string(state.severity)),
            .init("category", .string(state.category ?? "")), .init("title", .string(row?.title ?? "")),
            .init("read_under", .array(state.readUnder.map { .string($0.rawValue) })),
            .init("level", .string(state.level.rawValue)),
            .init("candidate", .bool(state.isCandidate)), .init("erased", .bool(state.isErased)),
        ]
        for (key, day) in [
            ("opened", state.opened), ("acknowledge_due", state.acknowledgeDue),
            ("acknowledged", state.acknowledged), ("resolve_due", state.resolveDue),
            ("resolved", state.resolved),
        ] {
            guard let day else { continue }
            members.append(.init(key, .string(day.text)))
        }
        return .object(members)
    }

    /// One line, and a second where others have read it under another label.
    var lines: [String] {
        if state.isErased {
            return ["\(name)  erased; opened \(state.opened?.text ?? "")  [\(state.label.rawValue)]"]
        }
        let clock: String =
            if state.status.isClosed {
                ""
            } else if state.acknowledged == nil, let due = state.acknowledgeDue {
                ", to be acknowledged by \(due.text)"
            } else if state.resolved == nil, let due = state.resolveDue {
                ", to be resolved by \(due.text)"
            } else {
                ""
            }
        let first =
            "\(name)  \(row?.title ?? "")  [\(state.label.rawValue), \(state.severity), "
            + "\(state.status.rawValue)\(clock)]"
        guard !state.readUnder.isEmpty else { return [first] }
        let labels = state.readUnder.map(\.rawValue).joined(separator: ", ")
        return [first, "  who could read it as \(labels) may have read it"]
    }
}
