import CRDT

/// Takes from a row what both sides promise each other, in the form that is signed.
/// `Protocol/signoff.md`, *Content*, is the page.
struct CommitmentReader {
    private let row: Row
    private let byName: [String: Field]

    init(_ row: Row) {
        self.row = row
        byName = Dictionary(row.fields.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The fields of a document's rows that are signed; all others are progress or place.
    static func commitment(of document: DocumentName) -> Set<String> {
        switch document {
        case .plan: planFields
        case .diagnosis: diagnosisFields
        case .minutes: minutesFields
        default: []
        }
    }

    private static let planFields: Set = [
        "branches", "co_responsible", "corrective_action", "cp", "due", "indicator", "issue", "key_issue",
        "original_due", "preventive_action", "priority", "responsible", "root_cause_method", "source",
        "start", "whys",
    ]
    private static let diagnosisFields: Set = [
        "agreed_rating", "agreement", "cp", "management_rating", "note", "topic", "worker_rating",
    ]

    private static let minutesFields: Set = [
        "agenda", "decisions", "dissent", "held", "kind", "management_present", "plan_version", "quorate",
        "worker_present",
    ]

    /// - Throws: `unreadable` with the names of the fields, as scripts name them.
    func fields(of document: DocumentName) throws(SignObstacle) -> AnyValue {
        // On a sheet the row's id stands before its fields: an id that is no name could read like a field.
        guard Vocabulary.isName(row.id) else { throw .unreadable(["id"]) }
        let commitment = Self.commitment(of: document)
        var names: Set<String> = []
        let odd = row.fields.filter { field in
            // Two fields that look alike by name: branches spelt in two forms of Unicode.
            let isAlone = names.insert(field.name).inserted
            return commitment.contains(stem(of: field.name)) && !(isAlone && Self.isClear(field))
        }
        guard odd.isEmpty else { throw .unreadable(odd.map(\.name)) }
        let page = RowPage.page(of: document)
        return .object(
            page.entries.filter { commitment.contains($0.name) }.map { .init($0.name, value(of: $0)) })
    }

    /// `translations.en.whys.2` and `whys.2` are of the field `whys`; `indicator.current` of none.
    private func stem(of name: String) -> String {
        if name == "indicator.current" { return name }
        let steps = name.split(separator: ".")
        let place = steps.first == "translations" ? 2 : 0
        return steps.count > place ? String(steps[place]) : name
    }

    private static func isClear(_ field: Field) -> Bool {
        guard isClear(field.name) else { return false }
        return switch field.content {
        case .unreadable: false
        case .text(_, let text): isClear(text)
        case .entry(.string(let text)?), .event(.string(let text)): isClear(text)
        case .entry, .event: true
        }
    }

    /// Whether everybody who looks at the text sees the same.
    static func isClear(_ text: String) -> Bool {
        HiddenCharacters.areAbsent(from: text) && LookAlikes.areAbsent(from: text)
    }

    private func value(of entry: RowPage.Entry) -> AnyValue {
        switch entry.home {
        case .text: text(entry.name)
        case .texts: texts(entry.name)
        case .branches: branches(entry.name)
        case .group(let members):
            .object(
                members.filter { $0.name != "current" }.map {
                    .init($0.name, single("\(entry.name).\($0.name)"))
                })
        case .entry, .event: single(entry.name)
        case .notes, .objects, .languages: .null
        }
    }

    private func single(_ name: String) -> AnyValue {
        switch byName[name]?.content {
        case .entry(let value?), .event(let value): value == .undefined ? .null : value
        default: .null
        }
    }

    /// Null where nobody has written anything, whether the text was made or not.
    private func text(_ name: String) -> AnyValue {
        let original = byName[name]
        let translations = row.fields.compactMap { field -> AnyValue.Member? in
            guard field.name.hasPrefix("translations."), field.name.hasSuffix("." + name) else { return nil }
            let language = field.name.dropFirst("translations.".count).dropLast(name.count + 1)
            guard !language.contains("."), !field.shown.isEmpty else { return nil }
            return .init(String(language), .string(field.shown))
        }
        let words = original?.shown ?? ""
        if words.isEmpty, translations.isEmpty { return .null }
        return .object([
            "lang": original?.language.map(AnyValue.string) ?? .null, "text": .string(words),
            "translations": .object(translations),
        ])
    }

    /// A list without the empty texts at its end.
    private func texts(_ name: String) -> AnyValue {
        var texts: [AnyValue] = []
        while byName["\(name).\(texts.count + 1)"] != nil { texts.append(text("\(name).\(texts.count + 1)")) }
        while texts.last == .null { texts.removeLast() }
        return .array(texts)
    }

    private func branches(_ name: String) -> AnyValue {
        let named = row.fields.compactMap { field -> String? in
            let steps = field.name.split(separator: ".", omittingEmptySubsequences: false)
            return steps.count == 3 && steps[0] == name ? String(steps[1]) : nil
        }
        let sorted = Set(named).sorted {
            let (left, right) = (NormalForm.of($0), NormalForm.of($1))
            return left.utf8.elementsEqual(right.utf8)
                ? CanonicalJSON.precedes($0, $1) : CanonicalJSON.precedes(left, right)
        }
        return .array(
            sorted.compactMap { branch in
                let causes = texts("\(name).\(branch)")
                return causes == .array([])
                    ? nil : .object(["branch": .string(branch), "causes": causes])
            })
    }
}
