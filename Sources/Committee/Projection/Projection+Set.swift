public import CRDT

extension Projection {
    /// Sets a map entry of a row after checking it against the vocabulary; `null` empties it. Returns why
    /// not, in plain words with the remedy, or nil when done.
    ///
    /// - Parameter held: rows that cannot be removed, with what hangs on them (`held(byItemsOf:)`).
    public static func set(
        field: String, to value: AnyValue, row: String, of document: DocumentName,
        held: [String: [String]] = [:], in transaction: inout Transaction
    ) -> String? {
        if field == "removed", value == .bool(true), let items = held[row] {
            let words = Refusal(.pointHeld, ["items": items.joined(separator: ", ")]).words(in: "en")
            return words.message + " " + words.remedy
        }
        guard let map = map(of: row, in: document, &transaction) else {
            return "There is no row \(row) in \(document.rawValue). List the rows to see their names."
        }
        let page = RowPage.page(of: document)
        let steps = field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if steps.first == "translations" { return refusal(ofText: field) }
        guard let entry = page.entry(named: steps.first ?? "") else { return unknown(field, on: page) }
        switch (entry.home, steps.count) {
        case (.event(let changes), _): return "`\(field)` is not set by typing: \(changes)"
        case (.text, _), (.texts, _), (.branches, _), (.notes, ...2): return refusal(ofText: field)
        case (.entry(let vocabulary), 1):
            return put(value, vocabulary, as: field, key: entry.name, in: map, &transaction)
        case (.group(let members), 2):
            guard let member = members.first(where: { $0.name == steps[1] }) else {
                return unknown(field, on: page)
            }
            guard let group = group(entry.name, of: map, &transaction) else { return oddity(field) }
            return put(value, member.vocabulary, as: field, key: member.name, in: group, &transaction)
        case (.group(let members), 1):
            return setAll(members, of: entry, to: value, map: map, &transaction)
        case (.notes, 3):
            return setNote(entry, steps, to: value, field: field, map: map, page: page, &transaction)
        case (.languages, 2...):
            return setLanguage(of: Array(steps.dropFirst()), to: value, map: map, page: page, &transaction)
        case (.objects(let vocabulary), 2):
            return setElement(entry, steps[1], to: value, vocabulary, map: map, &transaction)
        case (.objects, 1):
            return "`\(field)` is a list: set one of it, such as \(field).1, or the next number to add one."
        default: return unknown(field, on: page)
        }
    }

    // MARK: The forms a value can stand in

    private static func put(
        _ value: AnyValue, _ vocabulary: Vocabulary, as field: String, key: String, in map: TypeID,
        _ transaction: inout Transaction
    ) -> String? {
        if value == .null || value == .undefined {
            guard vocabulary != .rank else {
                return "`\(field)` cannot be emptied: it says where the row stands."
            }
            transaction.remove(key, from: map)
            return nil
        }
        guard vocabulary.admits(value) else {
            return "`\(field)` must be \(vocabulary.expected); got \(value.json)."
        }
        transaction.set(key, to: value, in: map)
        return nil
    }

    /// `indicator` as one object: every member is checked before any is set.
    private static func setAll(
        _ members: [(name: String, label: String, vocabulary: Vocabulary)], of entry: RowPage.Entry,
        to value: AnyValue, map: TypeID, _ transaction: inout Transaction
    ) -> String? {
        let names = members.map(\.name).joined(separator: ", ")
        guard let given = value.members, !given.isEmpty else {
            return "`\(entry.name)` has parts: set \(entry.name).\(members[0].name) and so on (\(names))."
        }
        for part in given {
            guard let member = members.first(where: { $0.name == part.key }) else {
                return "`\(entry.name)` has the parts \(names); there is no \(part.key)."
            }
            guard part.value == .null || member.vocabulary.admits(part.value) else {
                return
                    "`\(entry.name).\(part.key)` must be \(member.vocabulary.expected); "
                    + "got \(part.value.json)."
            }
        }
        guard let group = group(entry.name, of: map, &transaction) else { return oddity(entry.name) }
        for part in given {
            guard let member = members.first(where: { $0.name == part.key }) else { continue }
            _ = put(
                part.value, member.vocabulary, as: part.key, key: part.key, in: group, &transaction)
        }
        return nil
    }

    private static func setLanguage(
        of steps: [String], to value: AnyValue, map: TypeID, page: RowPage,
        _ transaction: inout Transaction
    ) -> String? {
        let name = steps.joined(separator: ".")
        switch page.entry(named: steps[0])?.home {
        case .text, .texts, .branches: break
        default: return "`\(name)` is no text whose language stands apart."
        }
        guard let languages = group("languages", of: map, &transaction) else { return oddity("languages") }
        return put(value, .language, as: "languages.\(name)", key: name, in: languages, &transaction)
    }

    private static func setNote(
        _ entry: RowPage.Entry, _ steps: [String], to value: AnyValue, field: String, map: TypeID,
        page: RowPage, _ transaction: inout Transaction
    ) -> String? {
        let parts: [String: Vocabulary] = ["date": .day, "by": .member, "lang": .language]
        guard let vocabulary = parts[steps[2]] else { return unknown(field, on: page) }
        guard value == .null || vocabulary.admits(value) else {
            return "`\(field)` must be \(vocabulary.expected); got \(value.json)."
        }
        guard let note = note(entry, steps[1], map: map, &transaction) else {
            return "There is no `\(entry.name).\(steps[1])`. The next number after the last begins a new one."
        }
        return put(value, vocabulary, as: field, key: steps[2], in: note, &transaction)
    }

    private static func setElement(
        _ entry: RowPage.Entry, _ number: String, to value: AnyValue, _ vocabulary: Vocabulary,
        map: TypeID, _ transaction: inout Transaction
    ) -> String? {
        guard case .type(let list, .array)? = transaction.value(entry.name, in: map) else {
            return oddity(entry.name)
        }
        let count = transaction.length(of: list)
        guard let place = place(number, after: count), value != .null || place < count else {
            return "There is no `\(entry.name).\(number)`. The next free number is \(count + 1)."
        }
        guard value == .null || vocabulary.admits(value) else {
            return "`\(entry.name).\(number)` must be \(vocabulary.expected); got \(value.json)."
        }
        if place < count { transaction.delete(at: place, count: 1, in: list) }
        if value != .null { transaction.insert([value], at: place, in: list) }
        return nil
    }

    private static func group(
        _ key: String, of map: TypeID, _ transaction: inout Transaction
    ) -> TypeID? {
        switch transaction.value(key, in: map) {
        case nil: transaction.setType(key, to: .map, in: map)
        case .type(let group, .map)?: group
        default: nil
        }
    }

    // MARK: Refusals

    private static func refusal(ofText field: String) -> String {
        "`\(field)` is a text people write in together: insert and delete in place, it is not set as a whole."
    }

    private static func oddity(_ field: String) -> String {
        "`\(field)` holds something this version cannot read. Copy what you need and begin a new row."
    }

    private static func unknown(_ field: String, on page: RowPage) -> String {
        let names = page.entries.map(\.name).joined(separator: ", ")
        return "There is no field `\(field)`. The fields are \(names)."
    }
}
