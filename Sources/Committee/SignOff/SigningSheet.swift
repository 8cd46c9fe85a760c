public import CRDT

/// One content as a person reads it before signing: every word the digest is over, the original beside the
/// translation, and what changed since the own side last signed.
public struct SigningSheet: Hashable, Sendable {
    /// One field, with all that is signed of it.
    public struct Line: Hashable, Sendable {
        /// As scripts name it: `issue`, `whys.2`; of a whole document the row's id and a slash before it.
        public var field: String
        public var label: String
        public var original: String
        /// Of the original, where it is a text; empty if nobody said.
        public var language: String
        /// Human translations, by language. Machine translations are never shown on a signing screen.
        public var translations: [String: String]

        /// Whether it is a text in some language; else it is a value.
        public var isText: Bool { !language.isEmpty || !translations.isEmpty }
    }

    public let content: SignedContent
    /// What people call it: the row's short name and its first line.
    public let title: String
    public let lines: [Line]
    /// Field by field, against what the own side last signed; nil if it never signed this.
    public let changes: [FieldChange]?

    /// - Parameter side: the signer's.
    public init(of content: SignedContent, for side: Side, in picture: Picture) {
        self.content = content
        let row = picture.row(content.scope.row, of: content.scope.document ?? .plan)
        title = row.map { "\($0.ref ?? $0.id): \($0.title)" } ?? content.scope.rawValue
        lines = Self.lines(of: content)
        let leaf = picture.state.signOff.leaves[content.scope]
        changes = leaf?.lastSignedBySide[side].flatMap(picture.state.signOff.content).map {
            FieldChange.between($0, content, changedBy: leaf?.changedBy ?? [:])
        }
    }

    /// Every field with all that is signed of it, in the order of the digest.
    static func lines(of content: SignedContent) -> [Line] {
        content.shownRows.flatMap { row, fields in
            lines(of: fields, row, content.scope.document ?? .plan)
        }
    }

    /// - Parameter row: the row's id and a slash; empty where the content is of one row.
    private static func lines(
        of fields: [(String, String)], _ row: String, _ document: DocumentName
    ) -> [Line] {
        var lines: [Line] = []
        var places: [String: Int] = [:]
        func add(_ name: String, _ value: String) {
            lines.append(
                Line(
                    field: row + name, label: row + label(of: name, document), original: value, language: "",
                    translations: [:]))
        }
        for (name, value) in fields where text(under: name) == nil {
            places[name] = lines.count
            add(name, value)
        }
        for (name, value) in fields {
            guard let (field, language) = text(under: name) else { continue }
            // What finds no place beside a text has a line of its own: nothing that is signed is left out.
            if let place = places[field], language == nil, lines[place].language.isEmpty {
                lines[place].language = value
            } else if let place = places[field], let language, lines[place].translations[language] == nil {
                lines[place].translations[language] = value
            } else {
                add(name, value)
            }
        }
        return lines
    }

    /// The text a field says something of, and in which language if it is a translation; nil for a text or a
    /// value itself.
    private static func text(under name: String) -> (field: String, language: String?)? {
        let parts = name.split(separator: ".").map(String.init)
        switch parts.first {
        case "languages": return (parts.dropFirst().joined(separator: "."), nil)
        case "translations" where parts.count > 2:
            return (parts.dropFirst(2).joined(separator: "."), parts[1])
        default: return nil
        }
    }

    /// The row with its slash, and the field, of a line's name. A row's id holds no dot: a slash behind one
    /// is part of a field's name.
    public static func split(_ name: String) -> (row: String, field: String) {
        guard let slash = name.firstIndex(of: "/"), !name[..<slash].contains(".") else { return ("", name) }
        return (String(name[...slash]), String(name[name.index(after: slash)...]))
    }

    private static func label(of field: String, _ document: DocumentName) -> String {
        let parts = field.split(separator: ".").map(String.init)
        let own = RowPage.page(of: document).entry(named: parts.first ?? field)?.label ?? field
        return ([own] + parts.dropFirst()).joined(separator: ", ")
    }
}

extension FieldChange {
    /// For people: `Due: "2024-12-01" -> "2024-12-20"`, word by word as `[-gone-]` and `{+new+}`.
    public var sentence: String {
        let pieces = words.pieces.map { piece in
            switch piece {
            case .same(let text): text
            case .removed(let text): "[-\(text)-]"
            case .added(let text): "{+\(text)+}"
            }
        }
        return "\(field): \(pieces.joined())"
    }

    /// As refusals and exports write it.
    public var asJSON: AnyValue { json }
}
