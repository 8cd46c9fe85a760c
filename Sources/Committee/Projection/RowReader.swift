import CRDT

/// Reads one row: the map in the document, joined with what the events say. Never fails.
struct RowReader {
    let page: RowPage
    let doc: Doc
    let id: String
    /// nil where the document holds no map for the row: an issue whose handling nobody has begun, a case.
    let map: TypeID?
    let facts: Facts

    /// - Parameter names: read these fields alone, and no translation; nil for all.
    func row(fields names: Set<String>? = nil) -> Row {
        var fields: [Field] = []
        for entry in page.entries where names?.contains(entry.name) ?? true { fields += read(entry) }
        if names == nil { fields += translations() }
        let isRemoved = map.map { value("removed", in: $0) == .any(.bool(true)) } ?? false
        return Row(
            id: id, title: title(among: fields), status: status(among: fields),
            isRemoved: isRemoved || facts.isMovedAway, fields: fields)
    }

    /// The row's place; nil if it has none that can be read.
    var rank: Rank? {
        guard let map, case .any(.string(let text)) = value("rank", in: map) else { return nil }
        return Rank(text)
    }

    // MARK: Fields

    private func read(_ entry: RowPage.Entry) -> [Field] {
        switch entry.home {
        case .text: [textField(entry.name, entry.label, text(at: entry.name, in: map))]
        case .texts:
            list(entry.name).enumerated().map { number, element in
                textField("\(entry.name).\(number + 1)", "\(entry.label) \(number + 1)", text(element))
            }
        case .branches: branches(entry)
        case .notes:
            list(entry.name).enumerated().flatMap { number, element in
                note("\(entry.name).\(number + 1)", "\(entry.label) \(number + 1)", element)
            }
        case .objects(let vocabulary):
            list(entry.name).enumerated().map { number, element in
                field(
                    "\(entry.name).\(number + 1)", "\(entry.label) \(number + 1)", single(element, vocabulary)
                )
            }
        case .group(let members): group(entry, members)
        case .entry(let vocabulary):
            [field(entry.name, entry.label, single(map.flatMap { value(entry.name, in: $0) }, vocabulary))]
        case .languages: []
        case .event: [fact(entry)]
        }
    }

    /// What holds while no event has said anything.
    private func absent(_ name: String) -> AnyValue {
        switch name {
        case "status": .string(page.refPrefix == RowPage.plan.refPrefix ? "pending" : "new")
        case "agreement": .string("pending")
        case "minutes_state": .string("draft")
        case "verification": .object(["state": .string("not_requested")])
        default: .null
        }
    }

    private func field(_ name: String, _ label: String, _ content: Field.Content) -> Field {
        Field(name: name, label: label, content: content)
    }

    /// A text of the row, with the language it stands in.
    private func textField(_ name: String, _ label: String, _ content: Field.Content) -> Field {
        let own = nested("languages", .map, in: map).flatMap { value(name, in: $0) }
        return Field(
            name: name, label: label, content: content,
            language: language(own) ?? language(map.flatMap { value("lang", in: $0) }))
    }

    private func fact(_ entry: RowPage.Entry) -> Field {
        Field(
            name: entry.name, label: entry.label,
            content: facts.fields[entry.name] ?? .event(absent(entry.name)),
            language: facts.languages[entry.name])
    }

    private func language(_ value: Value?) -> String? {
        guard case .any(.string(let language))? = value, Vocabulary.isLanguage(language) else { return nil }
        return language
    }

    private func branches(_ entry: RowPage.Entry) -> [Field] {
        guard let branches = nested(entry.name, .map, in: map) else { return oddity(entry) }
        var fields: [Field] = []
        var odd: [String] = []
        for branch in doc.keys(of: branches) {
            let causes = elements(of: value(branch, in: branches))
            guard Vocabulary.isBranch(branch) else {
                if !causes.isEmpty { odd.append("\(branch): \(causes.map(words).joined(separator: ", "))") }
                continue
            }
            for (number, cause) in causes.enumerated() {
                fields.append(
                    textField(
                        "\(entry.name).\(branch).\(number + 1)", "\(entry.label) (\(branch)) \(number + 1)",
                        text(cause)))
            }
        }
        // What stands under a name that is none is shown, never left out: it would be signed by nobody.
        if !odd.isEmpty {
            fields.append(field(entry.name, entry.label, .unreadable(odd.joined(separator: "; "))))
        }
        return fields
    }

    private func note(_ name: String, _ label: String, _ element: Value) -> [Field] {
        guard case .type(let note, .map) = element else {
            return [field(name, label, .unreadable(words(element)))]
        }
        return [
            Field(
                name: name, label: label, content: text(at: "note", in: note),
                language: language(value("lang", in: note))),
            field("\(name).date", "\(label), date", single(value("date", in: note), .day)),
            field("\(name).by", "\(label), by", single(value("by", in: note), .member)),
        ]
    }

    private func group(
        _ entry: RowPage.Entry, _ members: [(name: String, label: String, vocabulary: Vocabulary)]
    ) -> [Field] {
        let group = nested(entry.name, .map, in: map)
        let odd = group == nil ? oddity(entry) : []
        guard odd.isEmpty else { return odd }
        return members.map { member in
            field(
                "\(entry.name).\(member.name)", "\(entry.label), \(member.label)",
                single(group.flatMap { value(member.name, in: $0) }, member.vocabulary))
        }
    }

    /// A field that holds something, but not the type the page names.
    private func oddity(_ entry: RowPage.Entry) -> [Field] {
        guard let map, let found = value(entry.name, in: map) else { return [] }
        return [field(entry.name, entry.label, .unreadable(words(found)))]
    }

    // MARK: Translations

    private func translations() -> [Field] {
        var found = facts.fields.filter { $0.key.hasPrefix("translations.") }.map { name, content in
            translation(name, into: String(name.split(separator: ".")[1]), content)
        }
        if let map, let languages = nested("translations", .map, in: map) {
            for language in doc.keys(of: languages) where Vocabulary.isLanguage(language) {
                guard case .type(let fields, .map)? = value(language, in: languages) else { continue }
                for name in doc.keys(of: fields) {
                    let whole = "translations.\(language).\(name)"
                    found.append(translation(whole, into: language, text(at: name, in: fields)))
                }
            }
        }
        for entry in page.entries {
            guard case .notes = entry.home else { continue }
            for (number, element) in list(entry.name).enumerated() {
                found += noteTranslations("\(entry.name).\(number + 1)", element)
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    private func noteTranslations(_ name: String, _ element: Value) -> [Field] {
        guard case .type(let note, .map) = element, let texts = nested("translations", .map, in: note) else {
            return []
        }
        return doc.keys(of: texts).filter(Vocabulary.isLanguage).map { language in
            let whole = "translations.\(language).\(name)"
            return translation(whole, into: language, text(at: language, in: texts))
        }
    }

    private func translation(
        _ name: String, into language: String, _ content: Field.Content
    ) -> Field {
        Field(name: name, label: translationLabel(name), content: content, language: language)
    }

    /// `translations.en.whys.2` -> `Why 2 (en)`.
    private func translationLabel(_ name: String) -> String {
        let parts = name.split(separator: ".").dropFirst().map(String.init)
        guard let language = parts.first else { return name }
        let label = page.entry(named: parts.dropFirst().first ?? "")?.label ?? "Text"
        return ([label] + parts.dropFirst(2)).joined(separator: " ") + " (\(language))"
    }

    // MARK: What the row is called

    private func title(among fields: [Field]) -> String {
        if page.title == "title", page.entry(named: "title") == nil {
            let kind = facts.word("kind") ?? fields.first { $0.name == "kind" }?.shown ?? ""
            let words = [kind.isEmpty ? "meeting" : "\(kind) meeting", facts.word("held") ?? "not held yet"]
            return words.joined(separator: ", ")
        }
        let shown = fields.first { $0.name == page.title }?.shown ?? ""
        return shown.firstLine
    }

    private func status(among fields: [Field]) -> String? {
        let name = ["status", "agreement", "minutes_state"].first { page.entry(named: $0) != nil }
        return fields.first { $0.name == name }.map(\.shown)
    }
}

// MARK: - Single values

extension RowReader {
    private func value(_ key: String, in map: TypeID) -> Value? { doc.value(key, in: map) }

    private func nested(_ key: String, _ kind: TypeKind, in map: TypeID?) -> TypeID? {
        guard let map, case .type(let type, kind)? = value(key, in: map) else { return nil }
        return type
    }

    private func list(_ key: String) -> [Value] {
        elements(of: map.flatMap { value(key, in: $0) })
    }

    private func elements(of value: Value?) -> [Value] {
        switch value {
        case nil: []
        case .type(let array, .array)?: doc.values(array)
        case let odd?: [odd]
        }
    }

    private func text(at key: String, in map: TypeID?) -> Field.Content {
        guard let map, let value = value(key, in: map) else { return .text(nil, "") }
        return text(value)
    }

    private func text(_ value: Value) -> Field.Content {
        guard case .type(let text, .text) = value else { return .unreadable(words(value)) }
        return .text(text, doc.string(text))
    }

    private func single(_ value: Value?, _ vocabulary: Vocabulary) -> Field.Content {
        switch value {
        case nil, .any(.null)?, .any(.undefined)?: .entry(nil)
        case .any(let any)? where vocabulary.admits(any): .entry(any)
        case let odd?: .unreadable(words(odd))
        }
    }

    /// What stands there, as it is.
    private func words(_ value: Value) -> String {
        switch value {
        case .any(let any), .embed(let any): any.shown
        case .binary(let bytes): "\(bytes.count) bytes"
        case .type(let text, .text): doc.string(text)
        case .type(let type, _): doc.plain(type).shown
        case .document: "a document inside the document"
        }
    }
}

extension String {
    /// The first line that is not empty; looks at the bytes of that line alone.
    fileprivate var firstLine: String {
        // CR, LF and what stands between; the other line ends take three bytes, or two after a C2.
        var bytes = utf8[...]
        func lineEnd(at index: String.Index) -> Int {
            switch bytes[index] {
            case 0x0A...0x0D: return 1
            case 0xC2: return bytes[bytes.index(after: index)] == 0x85 ? 2 : 0
            case 0xE2:
                let rest = bytes[bytes.index(after: index)...].prefix(2)
                return rest.elementsEqual([0x80, 0xA8]) || rest.elementsEqual([0x80, 0xA9]) ? 3 : 0
            default: return 0
            }
        }
        while let first = bytes.indices.first, lineEnd(at: first) > 0 {
            bytes = bytes.dropFirst(lineEnd(at: first))
        }
        return String(Substring(bytes[..<(bytes.indices.first { lineEnd(at: $0) > 0 } ?? bytes.endIndex)]))
    }
}
