public import CRDT

extension Projection {
    /// Whether members add rows to the document by typing; rows of the others are opened by a command.
    public static func canAddRow(to document: DocumentName) -> Bool {
        document.rowsRoot != nil && RowPage.page(of: document).isOpenToNewRows
    }

    /// Adds an empty row at the end under a random id the caller drew. Returns why not, in plain words.
    @discardableResult
    public static func addRow(
        id: String, to document: DocumentName, in transaction: inout Transaction
    ) -> String? {
        guard canAddRow(to: document) else {
            return
                "A row of \(document.rawValue) begins when the matter is raised: "
                + "`bipartite issues raise WORDS`."
        }
        guard Vocabulary.isName(id) else { return "A row's id must be \(Vocabulary.name.expected)." }
        return addRow(id: id, ref: nil, to: document, in: &transaction)
    }

    /// Makes the row of a matter that was raised; false where there is one. Only the server does: a member
    /// raises a matter by command.
    public static func openRow(
        _ id: String, in document: DocumentName, in transaction: inout Transaction
    ) -> Bool {
        addRow(id: id, ref: nil, to: document, in: &transaction) == nil
    }

    /// Takes out all that is written about a matter: its row, or the notes of its case.
    public static func erase(_ id: String, from document: DocumentName, in transaction: inout Transaction) {
        if let name = document.rowsRoot {
            let root = transaction.root(name, .map)
            if transaction.value(id, in: root) != nil { transaction.remove(id, from: root) }
        } else {
            let notes = transaction.root("notes", .text)
            let length = transaction.length(of: notes)
            if length > 0 { transaction.delete(at: 0, count: length, in: notes) }
        }
    }

    /// The same for a row that comes with a short name, and for documents whose rows a command opens.
    static func addRow(
        id: String, ref: String?, to document: DocumentName, in transaction: inout Transaction
    ) -> String? {
        guard let name = document.rowsRoot else { return "\(document.rawValue) has no rows." }
        let page = RowPage.page(of: document)
        let root = transaction.root(name, .map)
        guard transaction.value(id, in: root) == nil else { return "There is a row \(id) already." }
        let neighbours = neighbours(in: root, &transaction)
        let map = transaction.setType(id, to: .map, in: root)
        transaction.set("rank", to: .string(Rank.after(neighbours.last).text), in: map)
        let short = ref ?? nextRef(prefix: page.refPrefix, taken: neighbours.refs)
        transaction.set("ref", to: .string(short), in: map)
        for entry in page.entries {
            guard let kind = entry.home.kind else { continue }
            transaction.setType(entry.name, to: kind, in: map)
        }
        if page.entries.contains(where: \.home.isTranslatable) {
            transaction.setType("translations", to: .map, in: map)
        }
        return nil
    }

    private static func neighbours(
        in root: TypeID, _ transaction: inout Transaction
    ) -> (last: Rank?, refs: [String]) {
        var last: Rank?
        var refs: [String] = []
        for id in transaction.keys(of: root) {
            guard case .type(let map, .map)? = transaction.value(id, in: root) else { continue }
            if case .any(.string(let text))? = transaction.value("rank", in: map), let rank = Rank(text) {
                last = max(last ?? rank, rank)
            }
            if case .any(.string(let ref))? = transaction.value("ref", in: map) { refs.append(ref) }
        }
        return (last, refs)
    }

    /// One more than the highest number in use. Two members who add at the same moment may both get it: a
    /// short name is for people, the id tells rows apart.
    private static func nextRef(prefix: String, taken: [String]) -> String {
        let numbers = taken.compactMap { ref -> Int? in
            guard ref.hasPrefix(prefix), ref.utf8.count <= prefix.utf8.count + 6 else { return nil }
            return Int(ref.dropFirst(prefix.count))
        }
        let next = max(0, numbers.max() ?? 0) + 1
        return prefix + (next < 10 && prefix.count == 1 ? "0" : "") + String(next)
    }
}
