public import CRDT

/// Reads documents into rows, and writes rows into documents, by the page `Protocol/documents.md`.
///
/// It is the only schema: rules, screens and scripts read rooms through it. Reading is total: whatever a
/// document holds, there is a picture of it, and what is not as the page says is shown as unreadable.
public enum Projection {
    /// Rows in the order of their `rank`, removed ones last.
    ///
    /// - Parameters:
    ///   - held: rows that stay whatever was typed, with what hangs on them (`held(byItemsOf:)`).
    ///   - only: read no others; nil for all.
    ///   - fields: read no others of each row, so that what is made of others, such as its title or its
    ///     status, is missing; nil for all.
    public static func rows(
        of document: DocumentName, in doc: Doc, events: [Event], held: [String: [String]] = [:],
        only: Set<String>? = nil, fields: Set<String>? = nil
    ) -> [Row] {
        let page = RowPage.page(of: document)
        let facts = Facts.bySubject(
            only.map { wanted in events.filter { wanted.contains($0.subject) } } ?? events, of: document)
        let root = document.rowsRoot.flatMap(doc.root)
        var ids = Set(root.map(doc.keys) ?? [])
        if !page.isOpenToNewRows { ids.formUnion(facts.filter { $0.value.isOpened }.keys) }
        if let only { ids.formIntersection(only) }
        let placed = ids.map { id -> (rank: Rank?, row: Row) in
            let reader = reader(of: id, root: root, page: page, doc: doc, facts: facts[id] ?? Facts())
            var row = reader.row(fields: fields)
            if held[id] != nil { row.isRemoved = false }
            return (reader.rank, row)
        }
        return placed.sorted(by: comesFirst).map(\.row)
    }

    /// Rows with their names alone: id, short name and title, and whether they are removed.
    static func headings(
        of document: DocumentName, in doc: Doc, events: [Event], held: [String: [String]] = [:]
    ) -> [Row] {
        // A meeting is called by its kind.
        let naming: Set = [RowPage.page(of: document).title, "ref", "kind"]
        return rows(of: document, in: doc, events: events, held: held, fields: naming)
    }

    /// One row by its id, without reading the others; nil where the document holds no map of that id.
    public static func row(_ id: String, of document: DocumentName, in doc: Doc, events: [Event]) -> Row? {
        guard let root = document.rowsRoot.flatMap(doc.root), case .type(_, .map)? = doc.value(id, in: root)
        else { return nil }
        let facts = Facts.bySubject(events.filter { $0.subject == id }, of: document)[id] ?? Facts()
        return reader(of: id, root: root, page: .page(of: document), doc: doc, facts: facts).row()
    }

    /// The points of the self-diagnosis that live items of the plan link to, with the names of those items: a
    /// point stays while work hangs on it. An item is live while it is neither removed, completed nor
    /// cancelled.
    public static func held(byItemsOf plan: Doc, events: [Event]) -> [String: [String]] {
        var held: [String: [String]] = [:]
        let items = rows(
            of: .plan, in: plan, events: events, only: linked(in: plan), fields: ["status", "links", "ref"])
        for item in items {
            let isClosed = ["completed", "cancelled"].contains(item.status)
            guard !item.isRemoved, !isClosed, case .entry(let links?)? = item["links"]?.content else {
                continue
            }
            for link in links.array ?? [] {
                guard let id = link["id"]?.string else { continue }
                held[id, default: []].append(item.ref ?? item.id)
            }
        }
        return held
    }

    /// The items that link to anything; the others need not be read.
    private static func linked(in plan: Doc) -> Set<String> {
        guard let root = DocumentName.plan.rowsRoot.flatMap(plan.root) else { return [] }
        let linked = plan.keys(of: root).filter { id in
            guard case .type(let item, .map)? = plan.value(id, in: root) else { return false }
            switch plan.value("links", in: item) {
            case nil: return false
            case .any(let links): return links.array?.isEmpty != true
            default: return true
            }
        }
        return Set(linked)
    }

    /// The document's `notes` text; nil while nobody has written any.
    public static func notes(in doc: Doc) -> TypeID? {
        guard let notes = doc.root("notes"), doc.kind(of: notes) ?? .text == .text else { return nil }
        return notes
    }

    /// The row a person means: by its short name, its id, or the beginning of its id if only one has it.
    public static func row(named name: String, in rows: [Row]) -> Row? {
        if let exact = rows.first(where: { $0.id == name }) { return exact }
        let named = rows.filter { $0.ref == name }
        if named.count == 1 { return named[0] }
        let beginning = rows.filter { name.utf8.count >= 4 && $0.id.hasPrefix(name) }
        return beginning.count == 1 ? beginning[0] : nil
    }

    private static func reader(
        of id: String, root: TypeID?, page: RowPage, doc: Doc, facts: Facts
    ) -> RowReader {
        var map: TypeID?
        if let root, case .type(let type, .map)? = doc.value(id, in: root) { map = type }
        return RowReader(page: page, doc: doc, id: id, map: map, facts: facts)
    }

    private static func comesFirst(_ left: (rank: Rank?, row: Row), _ right: (rank: Rank?, row: Row)) -> Bool
    {
        if left.row.isRemoved != right.row.isRemoved { return right.row.isRemoved }
        switch (left.rank, right.rank) {
        case (let first?, let second?) where first != second: return first < second
        case (_?, nil): return true
        case (nil, _?): return false
        default: return left.row.id < right.row.id
        }
    }
}
