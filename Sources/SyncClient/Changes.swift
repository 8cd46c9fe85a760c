public import CRDT
public import Committee

/// One field that differs from what the member last saw.
public struct FieldChange: Hashable, Sendable {
    public var document: DocumentName
    /// nil for the document's notes.
    public var row: String?
    public var title: String
    public var field: String
    public var label: String
    public var before: String
    public var after: String
}

/// What changed since I was last here.
extension ClientSession {
    /// The document as the member last saw it; nil if they never did.
    public func lastSeen(_ document: DocumentName) -> Doc? {
        guard let state = copies[document]?.lastSeen, !state.isEmpty else { return nil }
        var doc = Doc(clientID: 0)
        guard (try? doc.apply(state, limits: .fromServer)) != nil else { return nil }
        return doc
    }

    /// The member has now seen what stands in the document.
    public mutating func markSeen(_ document: DocumentName) -> [Effect] {
        guard let state = copies[document]?.doc.encodeStateAsUpdate(), state != copies[document]?.lastSeen
        else {
            return []
        }
        copies[document]?.lastSeen = state
        return journal(.seen(state), of: document)
    }

    /// Field by field, in the order of the rows; empty if the member never saw the document.
    public func changesSinceLastSeen(in document: DocumentName) -> [FieldChange] {
        guard let then = lastSeen(document), let now = self[document] else { return [] }
        func notes(_ doc: Doc) -> String { Projection.notes(in: doc).map(doc.string) ?? "" }
        var changes: [FieldChange] = []
        if notes(then) != notes(now) {
            changes.append(
                FieldChange(
                    document: document, row: nil, title: "Notes", field: "notes", label: "Notes",
                    before: notes(then), after: notes(now)))
        }
        let touched = Self.rows(of: document, thatDifferIn: then, and: now)
        if touched?.isEmpty == true { return changes }
        let events = self.events
        let old = Dictionary(
            Projection.rows(of: document, in: then, events: events, only: touched).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        for row in Projection.rows(of: document, in: now, events: events, only: touched) {
            let known = Dictionary(
                (old[row.id]?.fields ?? []).map { ($0.name, $0.shown) },
                uniquingKeysWith: { first, _ in first })
            for field in row.fields
            where Self.isTold(field) && field.shown != known[field.name] ?? "" {
                changes.append(
                    FieldChange(
                        document: document, row: row.id, title: row.title, field: field.name,
                        label: field.label, before: known[field.name] ?? "", after: field.shown))
            }
        }
        return changes
    }

    /// What only the program needs, and what nobody was asked about yet, is no news.
    private static func isTold(_ field: Field) -> Bool {
        if case .event(let value) = field.content, value["state"]?.string == "not_requested" { return false }
        return field.name != "rank"
    }

    /// The rows that what was written since can have changed; nil if any can.
    private static func rows(
        of document: DocumentName, thatDifferIn then: Doc, and now: Doc
    ) -> Set<String>? {
        var moved = then
        let since = now.encodeStateAsUpdate(since: then.stateVector)
        guard let change = try? moved.apply(since, limits: .fromServer, observing: true) else { return nil }
        var ids: Set<String> = []
        for event in change.events {
            guard case .root(let root)? = event.path.first else { return nil }
            if root != document.rowsRoot { continue }
            switch event.path.dropFirst().first {
            case nil: ids.formUnion(event.keys.keys)
            case .key(let id): ids.insert(id)
            default: return nil
            }
        }
        return ids
    }
}
