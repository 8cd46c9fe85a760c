public import CRDT

extension Projection {
    /// The `Y.Text` of a field, made if it is missing; nil if the page has no such text, the row does not
    /// exist, or something else stands there. Lists grow by one: `whys.3` is made when there are two. The
    /// document's own notes are the field `notes` of the row with the empty id.
    public static func text(
        field: String, row: String, of document: DocumentName, in transaction: inout Transaction
    ) -> TypeID? {
        if row.isEmpty { return field == "notes" ? transaction.root("notes", .text) : nil }
        guard let map = map(of: row, in: document, &transaction) else { return nil }
        let page = RowPage.page(of: document)
        let steps = field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if steps.first == "translations" {
            guard steps.count >= 3, Vocabulary.isLanguage(steps[1]) else { return nil }
            return translation(
                Array(steps.dropFirst(2)), into: steps[1], map: map, page: page, &transaction)
        }
        guard let entry = page.entry(named: steps[0]) else { return nil }
        return original(entry, steps, map: map, &transaction)
    }

    /// The row's map; nil if the document has no such row.
    static func map(
        of row: String, in document: DocumentName, _ transaction: inout Transaction
    ) -> TypeID? {
        guard let name = document.rowsRoot else { return nil }
        let root = transaction.root(name, .map)
        guard case .type(let map, .map)? = transaction.value(row, in: root) else { return nil }
        return map
    }

    private static func original(
        _ entry: RowPage.Entry, _ steps: [String], map: TypeID, _ transaction: inout Transaction
    ) -> TypeID? {
        switch (entry.home, steps.count) {
        case (.text, 1): return child(.text, entry.name, of: map, &transaction)
        case (.texts, 2):
            guard let texts = child(.array, entry.name, of: map, &transaction) else { return nil }
            return element(.text, steps[1], of: texts, &transaction)
        case (.branches, 3):
            guard Vocabulary.isBranch(steps[1]),
                let branches = child(.map, entry.name, of: map, &transaction),
                // A new branch begins with its first cause.
                steps[2] == "1" || transaction.value(steps[1], in: branches) != nil,
                let causes = child(.array, steps[1], of: branches, &transaction)
            else { return nil }
            return element(.text, steps[2], of: causes, &transaction)
        case (.notes, 2):
            guard let note = note(entry, steps[1], map: map, &transaction) else { return nil }
            return child(.text, "note", of: note, &transaction)
        default: return nil
        }
    }

    private static func translation(
        _ steps: [String], into language: String, map: TypeID, page: RowPage,
        _ transaction: inout Transaction
    ) -> TypeID? {
        guard let entry = page.entry(named: steps[0]), entry.home.isTranslatable else { return nil }
        // What is translated stands there before its translation does.
        guard original(entry, steps, map: map, &transaction) != nil else { return nil }
        if case .notes = entry.home {
            guard let note = note(entry, steps[1], map: map, &transaction),
                let texts = child(.map, "translations", of: note, &transaction)
            else { return nil }
            return child(.text, language, of: texts, &transaction)
        }
        guard let languages = child(.map, "translations", of: map, &transaction),
            let fields = child(.map, language, of: languages, &transaction)
        else { return nil }
        return child(.text, steps.joined(separator: "."), of: fields, &transaction)
    }

    /// The n-th note of a list: a Map with its text inside.
    static func note(
        _ entry: RowPage.Entry, _ number: String, map: TypeID, _ transaction: inout Transaction
    ) -> TypeID? {
        guard let notes = child(.array, entry.name, of: map, &transaction) else { return nil }
        let count = transaction.length(of: notes)
        guard let note = element(.map, number, of: notes, &transaction) else { return nil }
        if transaction.length(of: notes) > count {
            transaction.setType("note", to: .text, in: note)
            transaction.setType("translations", to: .map, in: note)
        }
        return note
    }

    /// The type under a key, made if nothing stands there; nil if something else does.
    private static func child(
        _ kind: TypeKind, _ key: String, of map: TypeID, _ transaction: inout Transaction
    ) -> TypeID? {
        switch transaction.value(key, in: map) {
        case nil: transaction.setType(key, to: kind, in: map)
        case .type(let type, kind)?: type
        default: nil
        }
    }

    /// The n-th element (counted from 1), made if it is the next one.
    private static func element(
        _ kind: TypeKind, _ number: String, of array: TypeID, _ transaction: inout Transaction
    ) -> TypeID? {
        guard let place = place(number, after: transaction.length(of: array)) else { return nil }
        if place == transaction.length(of: array) {
            return transaction.insertType(kind, at: place, in: array)
        }
        guard case .type(let type, kind) = transaction.values(array)[place] else { return nil }
        return type
    }

    /// `"3"` -> 2, if there are at least two already.
    static func place(_ number: String, after count: Int) -> Int? {
        guard let place = Int(number), number == String(place), (1...count + 1).contains(place),
            place <= elementsMax
        else { return nil }
        return place - 1
    }

    /// A list longer than this is no list people wrote.
    static let elementsMax = 1000
}
