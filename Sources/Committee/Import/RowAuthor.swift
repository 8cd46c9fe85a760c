import CRDT

/// Writes one row of a file into its document, through the same functions members edit with.
struct RowAuthor {
    let row: ImportedRow
    /// The row's own language; texts in another one say so.
    let language: String?

    func begin(_ transaction: inout Transaction) {
        let refusal = Projection.addRow(id: row.id, ref: row.ref, to: row.document, in: &transaction)
        precondition(refusal == nil, "a row that was just named is new")
        if let language { set("lang", to: .string(language), &transaction) }
    }

    func set(_ names: [String], from element: AnyValue, _ transaction: inout Transaction) {
        for name in names {
            guard let value = element[name] else { continue }
            set(name, to: value, &transaction)
        }
    }

    func set(_ field: String, to value: AnyValue, _ transaction: inout Transaction) {
        let refusal = Projection.set(field: field, to: value, row: row.id, of: row.document, in: &transaction)
        precondition(refusal == nil, "the file's shape admits only what a row may hold")
    }

    /// A text of the file: `{lang, text, translations}`, or the words alone.
    func write(_ value: AnyValue?, to field: String, _ transaction: inout Transaction) {
        guard let value, let words = value.string ?? value["text"]?.string else { return }
        insert(words, into: field, &transaction)
        if let own = value["lang"]?.string, own != language {
            set("languages.\(field)", to: .string(own), &transaction)
        }
        translate(value, field, &transaction)
    }

    func write(list: AnyValue?, to field: String, _ transaction: inout Transaction) {
        for (number, value) in (list?.array ?? []).enumerated() {
            write(value, to: "\(field).\(number + 1)", &transaction)
        }
    }

    func write(notes: AnyValue?, to field: String, _ transaction: inout Transaction) {
        for (number, note) in (notes?.array ?? []).enumerated() {
            let name = "\(field).\(number + 1)"
            insert(note["note"]?["text"]?.string ?? "", into: name, &transaction)
            for part in ["date", "by"] { set("\(name).\(part)", to: note[part] ?? .null, &transaction) }
            set("\(name).lang", to: note["note"]?["lang"] ?? .null, &transaction)
            translate(note["note"] ?? .null, name, &transaction)
        }
    }

    func list(_ value: AnyValue?, in field: String, _ transaction: inout Transaction) {
        for (number, element) in (value?.array ?? []).enumerated() {
            set("\(field).\(number + 1)", to: element, &transaction)
        }
    }

    func write(item: AnyValue, links: [AnyValue], _ transaction: inout Transaction) {
        set(
            ["cp", "source", "priority", "key_issue", "responsible", "co_responsible", "start"], from: item,
            &transaction)
        for text in ["issue", "corrective_action", "preventive_action"] {
            write(item[text], to: text, &transaction)
        }
        if let cause = item["root_cause"] {
            set("root_cause_method", to: cause["method"] ?? .null, &transaction)
            write(list: cause["whys"], to: "whys", &transaction)
            for branch in cause["branches"]?.members ?? [] {
                write(list: branch.value, to: "branches.\(branch.key)", &transaction)
            }
        }
        if let indicator = item["indicator"], indicator.members?.isEmpty == false {
            set("indicator", to: indicator, &transaction)
        }
        write(notes: item["progress"], to: "progress", &transaction)
        list(item["evidence"], in: "evidence", &transaction)
        set("links", to: .array(links), &transaction)
    }

    private func translate(_ value: AnyValue, _ field: String, _ transaction: inout Transaction) {
        for translation in value["translations"]?.members ?? [] {
            insert(
                translation.value.string ?? "", into: "translations.\(translation.key).\(field)", &transaction
            )
        }
    }

    private func insert(_ words: String, into field: String, _ transaction: inout Transaction) {
        guard
            let text = Projection.text(
                field: field, row: row.id, of: row.document, in: &transaction)
        else { preconditionFailure("the page has a text for every text of the file") }
        transaction.insert(words, at: 0, in: text)
    }
}
