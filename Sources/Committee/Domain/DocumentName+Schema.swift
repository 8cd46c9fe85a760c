public import CRDT

extension DocumentName {
    /// The documents every room has; cases come and go.
    public static let standing: [DocumentName] = [
        .diagnosis, .plan, .issues, .minutes, .issuesWorker, .caucusWorker, .caucusManagement,
    ]

    /// Who may read the document, and so which hash chain its entries stand in.
    public var audience: Audience {
        switch self {
        case .diagnosis, .plan, .issues, .minutes: .committee
        case .issuesWorker, .caucusWorker: .workerSide
        case .caucusManagement: .managementSide
        case .restrictedCase(let id): .restrictedCase(id)
        }
    }

    /// Root types a client may write to, by name. `Protocol/documents.md` is the page.
    public var schema: [String: TypeKind] {
        var roots: [String: TypeKind] = ["notes": .text]
        if let rowsRoot { roots[rowsRoot] = .map }
        return roots
    }

    /// The names in `schema`. They are asked for with every update, so each set is made once.
    public var rootNames: Set<String> { rowsRoot.flatMap { Self.rootNames[$0] } ?? ["notes"] }

    private static let rootNames: [String: Set<String>] = Dictionary(
        standing.compactMap(\.rowsRoot).map { ($0, ["notes", $0]) }
    ) { first, _ in first }

    /// The root map that holds the document's rows; nil where a document is one text.
    public var rowsRoot: String? {
        switch self {
        case .diagnosis: "points"
        case .plan: "items"
        case .issues, .issuesWorker: "rows"
        case .minutes: "meetings"
        case .caucusWorker, .caucusManagement: "drafts"
        case .restrictedCase: nil
        }
    }
}
