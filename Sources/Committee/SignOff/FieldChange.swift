import CRDT

/// One field that differs between what was signed and what stands there now, word by word.
public struct FieldChange: Hashable, Sendable {
    /// As scripts name it: `issue`, `whys.2`, `translations.bn.issue`, `indicator.target`; of a text's
    /// language `languages.issue`. Of a document that is signed whole, the row's id and a slash before it.
    public var field: String
    /// Empty where nothing stood or stands.
    public var before: String
    public var after: String
    /// Who changed it since, as far as events tell.
    public var sides: Set<Side>

    public var words: WordDiff { WordDiff(from: before, to: after) }
}

extension FieldChange {
    /// What differs between two contents of one scope, in the order of the page.
    static func between(
        _ old: SignedContent?, _ new: SignedContent, changedBy: [String: Set<Side>] = [:]
    ) -> [FieldChange] {
        let (left, right) = (old?.shownFields ?? [], new.shownFields)
        let before = Dictionary(left) { first, _ in first }
        let after = Dictionary(right) { first, _ in first }
        var seen: Set<String> = []
        return (left + right).map(\.0).filter { seen.insert($0).inserted }.compactMap { field in
            let (was, now) = (before[field] ?? "", after[field] ?? "")
            // Bytes, not characters: what differs in the digest differs here.
            guard !was.utf8.elementsEqual(now.utf8) else { return nil }
            return FieldChange(
                field: field, before: was, after: now, sides: sides(of: field, in: changedBy))
        }
    }

    /// Events name the field or the text in it.
    private static func sides(of field: String, in changedBy: [String: Set<Side>]) -> Set<Side> {
        let stem = field.split(separator: ".").first.map(String.init) ?? field
        return (changedBy[field] ?? []).union(changedBy[stem] ?? [])
    }

    /// `{"field", "before", "after", "words", "sides"?}`.
    var json: AnyValue {
        var members: [AnyValue.Member] = [
            .init("field", .string(field)), .init("before", .string(before)), .init("after", .string(after)),
            .init("words", .array(words.pieces.map(\.json))),
        ]
        if !sides.isEmpty {
            members.append(.init("sides", .array(sides.map(\.rawValue).sorted().map(AnyValue.string))))
        }
        return .object(members)
    }
}

extension WordDiff.Piece {
    var json: AnyValue {
        switch self {
        case .same(let text): .array([.string("="), .string(text)])
        case .removed(let text): .array([.string("-"), .string(text)])
        case .added(let text): .array([.string("+"), .string(text)])
        }
    }
}

extension SignedContent {
    /// The content as fields a person compares, in the order of the page.
    var shownFields: [(String, String)] {
        shownRows.flatMap { row, fields in fields.map { (row + $0.0, $0.1) } }
    }

    /// The same row by row: the row's id and a slash, empty where the content is of one row, and its fields.
    var shownRows: [(row: String, fields: [(String, String)])] {
        if isRemoval { return [("", [("removed", AnyValue.bool(true).shown)])] }
        if let rows = value["rows"]?.array {
            return rows.map { row in
                ("\(row["id"]?.string ?? "")/", Self.shown(row["fields"], of: .diagnosis))
            }
        }
        if let correction = value["correction"] { return [("", Self.shown(correction, named: "correction"))] }
        return [("", Self.shown(value["fields"], of: scope.document ?? .plan))]
    }

    private static func shown(_ fields: AnyValue?, of document: DocumentName) -> [(String, String)] {
        RowPage.page(of: document).entries.flatMap { entry -> [(String, String)] in
            guard let value = fields?[entry.name] else { return [] }
            guard case .group(let parts) = entry.home, case .object(let members) = value else {
                return shown(value, named: entry.name)
            }
            // The canonical form sorts the parts of a group by name; people read them as the page has them.
            let names = parts.map(\.name)
            let ordered = members.sorted {
                (names.firstIndex(of: $0.key) ?? names.count) < (names.firstIndex(of: $1.key) ?? names.count)
            }
            return shown(.object(ordered), named: entry.name)
        }
    }

    private static func shown(_ value: AnyValue, named name: String) -> [(String, String)] {
        switch value {
        case .null, .undefined: return []
        case .array(let values):
            return values.enumerated().flatMap { number, element -> [(String, String)] in
                guard let branch = element["branch"]?.string, let causes = element["causes"] else {
                    return shown(element, named: "\(name).\(number + 1)")
                }
                return shown(causes, named: "\(name).\(branch)")
            }
        case .object(let members):
            guard let text = value["text"]?.string else {
                return members.flatMap { shown($0.value, named: "\(name).\($0.key)") }
            }
            let language = value["lang"]?.string.map { [("languages.\(name)", $0)] } ?? []
            let translations = (value["translations"]?.members ?? []).map {
                ("translations.\($0.key).\(name)", $0.value.shown)
            }
            return [(name, text)] + language + translations
        default: return [(name, value.shown)]
        }
    }
}
