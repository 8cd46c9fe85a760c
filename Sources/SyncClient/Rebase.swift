import CRDT

/// Carries a member's unsent edits from the state they were made on to another state of the document (DESIGN
/// D16).
///
/// An edit whose neighbours the new state still holds is taken as it is, exactly. Any other is made anew by
/// what it meant: typed text goes where the words around it are, and is never lost; a deletion is repeated
/// only where the same text is found; an entry is set again. Text whose place is gone ends in `homeless`.
struct Rebase: Sendable {
    /// The new state, with the edits carried so far on it.
    private(set) var document: Doc
    /// The carried edits as updates, oldest first.
    private(set) var edits: [[UInt8]] = []
    /// What found no place.
    private(set) var homeless: [Piece] = []
    /// The state the next edit was made on.
    private var old: Doc

    init(from old: Doc, to document: Doc) {
        self.old = old
        self.document = document
    }

    /// Edits must come in the order they were made. Bytes that do not decode carry nothing.
    mutating func carry(_ update: [UInt8]) {
        guard let decoded = try? DecodedUpdate(decoding: update) else { return }
        let (admissible, cut) = document.admissible(decoded, under: AdmissionRule())
        if cut.isEmpty {
            keep(document.apply(admissible))
            old.apply(decoded)
            return
        }
        let meaning = EditMeaning(of: update, on: &old)
        for event in meaning.events { repeatEvent(event, of: meaning) }
    }

    private mutating func keep(_ change: Change) {
        if !change.isEmpty { edits.append(change.update) }
    }

    private mutating func repeatEvent(_ event: TypeEvent, of meaning: EditMeaning) {
        let graft = Graft(source: meaning.after)
        guard let place = Place(event.path, source: meaning.after, target: document) else {
            homeless += EditMeaning(event, of: meaning).typed
            return
        }
        let target = place.existing
        switch event.kind {
        case .text, .xmlText:
            let now = Array(target.map(document.string)?.utf16 ?? "".utf16)
            let before = Place.find(event.path, in: meaning.before).map(meaning.before.string) ?? ""
            let edit = TextEdit(event.delta, on: Array(before.utf16), to: now)
            keep(document.edit { edit.perform(in: place.reach(&$0), &$0) })
        case .map, .xmlHook:
            let (before, now) = (meaning.before, document)
            let removable = event.keys.keys.filter { key in
                guard let target, let was = Place.find(event.path, in: before) else { return false }
                return plain(key, in: target, of: now) == plain(key, in: was, of: before)
            }
            keep(
                document.edit { transaction in
                    let map = place.reach(&transaction)
                    for key in event.keys.keys.sorted() {
                        if let value = meaning.after.value(key, in: event.target) {
                            graft.put(value, under: key, in: map, &transaction)
                        } else if removable.contains(key) {
                            transaction.remove(key, from: map)
                        }
                    }
                })
        case .array, .xmlFragment, .xmlElement:
            let now = target.map(document.values) ?? []
            let before = Place.find(event.path, in: meaning.before).map(meaning.before.values) ?? []
            let edit = ListEdit(event.delta, on: before, of: meaning.before, to: now, of: document)
            keep(document.edit { edit.perform(in: place.reach(&$0), graft, &$0) })
        }
    }

    private func plain(_ key: String, in map: TypeID, of doc: Doc) -> AnyValue? {
        doc.value(key, in: map).map { plainValue($0, of: doc) }
    }
}

/// A value as plain data, for comparing what stands in two documents.
func plainValue(_ value: Value, of doc: Doc) -> AnyValue {
    switch value {
    case .any(let value), .embed(let value): value
    case .binary(let bytes): .bytes(bytes)
    case .type(let type, _): doc.plain(type)
    case .document(let guid, _): .string(guid)
    }
}

extension EditMeaning {
    /// One event of a meaning, alone.
    init(_ event: TypeEvent, of meaning: EditMeaning) {
        (before, after, events) = (meaning.before, meaning.after, [event])
    }
}
