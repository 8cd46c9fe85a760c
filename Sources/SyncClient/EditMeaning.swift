import CRDT

/// A piece of what somebody typed, and where it stood, in words a script understands.
struct Piece: Hashable, Sendable {
    /// Such as `notes` or `p01/corrective_action`.
    var place: String
    var text: String
}

/// What one edit did, read off the document it was made on: the basis for making it anew elsewhere.
struct EditMeaning: Sendable {
    /// The document before and after the edit; the handles of `events` belong to `after`.
    let before: Doc
    let after: Doc
    let events: [TypeEvent]

    /// Applies the edit to the document it was made on. Bytes that do not decode mean nothing.
    init(of update: [UInt8], on document: inout Doc) {
        before = document
        events = (try? document.apply(update, limits: .fromServer, observing: true))?.events ?? []
        after = document
    }

    /// The texts and values it brought in.
    var typed: [Piece] {
        events.flatMap { event -> [Piece] in
            let inserted = event.delta.operations.flatMap { operation -> [Piece] in
                switch operation {
                case .insert(let string, _): [Piece(place: place(of: event.path), text: string)]
                case .insertValues(let values, _):
                    values.flatMap { pieces(of: $0, at: place(of: event.path), in: after) }
                case .retain, .delete: []
                }
            }
            let set = event.keys.keys.sorted().flatMap { key -> [Piece] in
                guard let value = after.value(key, in: event.target) else { return [] }
                return pieces(of: value, at: place(of: event.path + [.key(key)]), in: after)
            }
            return inserted + set
        }.filter { !$0.text.isEmpty }
    }
}

/// How deep texts are looked for in each other: honest documents have a handful of levels.
private let depthMax = 64

/// All the text a value holds, piece by piece. What only the program reads (ranks, marks) is left out.
func pieces(of value: Value, at place: String, in doc: Doc, depth: Int = 0) -> [Piece] {
    let name = place.split(separator: "/").last ?? ""
    if ["rank", "removed", "lang"].contains(name) { return [] }
    switch value {
    case .any(let value), .embed(let value):
        if case .string(let string) = value {
            return string.isEmpty ? [] : [Piece(place: place, text: string)]
        }
        return value == .null || value == .undefined ? [] : [Piece(place: place, text: value.json)]
    case .type(let type, let kind): return pieces(of: type, kind, at: place, in: doc, depth: depth + 1)
    case .binary, .document: return []
    }
}

func pieces(of type: TypeID, _ kind: TypeKind, at place: String, in doc: Doc, depth: Int = 0) -> [Piece] {
    guard depth <= depthMax else { return [] }
    func below(_ step: String) -> String { place.isEmpty ? step : "\(place)/\(step)" }
    switch kind {
    case .text, .xmlText:
        let string = doc.string(type)
        return string.isEmpty ? [] : [Piece(place: place, text: string)]
    case .map, .xmlHook:
        return doc.keys(of: type).flatMap { key in
            doc.value(key, in: type).map { pieces(of: $0, at: below(key), in: doc, depth: depth) } ?? []
        }
    case .array, .xmlFragment, .xmlElement:
        return doc.values(type).enumerated().flatMap { index, value in
            pieces(of: value, at: below("\(index + 1)"), in: doc, depth: depth)
        }
    }
}

/// Every piece of text in a document.
func pieces(of doc: Doc) -> [Piece] {
    doc.rootNames.sorted().flatMap { name -> [Piece] in
        guard let root = doc.root(name), let kind = doc.kind(of: root) else { return [] }
        return pieces(of: root, kind, at: place(of: [.root(name)]), in: doc)
    }
}

/// A path in words. The root that holds a document's rows is not named: `p01/issue`, but `notes`.
func place(of path: [TypeEvent.PathStep]) -> String {
    let rows: Set = ["items", "points", "rows", "meetings", "drafts"]
    return path.compactMap { step in
        switch step {
        case .root(let name): rows.contains(name) ? nil : name
        case .key(let key): key
        case .index(let index): String(index + 1)
        }
    }.joined(separator: "/")
}
