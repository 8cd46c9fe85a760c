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
        var lines: [Line] = []
        var places: [String: Int] = [:]
        var about: [(field: String, of: String, value: String)] = []
        for (name, value) in content.shownFields {
            let (row, field) = split(name)
            let parts = field.split(separator: ".").map(String.init)
            if parts.first == "languages" || (parts.first == "translations" && parts.count > 2) {
                let stem = parts.dropFirst(parts[0] == "languages" ? 1 : 2).joined(separator: ".")
                about.append((parts[0] == "languages" ? "" : parts[1], row + stem, value))
                continue
            }
            places[name] = lines.count
            lines.append(
                Line(
                    field: name, label: row + label(of: field, content.scope.document ?? .plan),
                    original: value, language: "", translations: [:]))
        }
        for (language, field, value) in about {
            guard let place = places[field] else { continue }
            if language.isEmpty {
                lines[place].language = value
            } else {
                lines[place].translations[language] = value
            }
        }
        return lines
    }

    /// The row with its slash, and the field, of a line's name.
    public static func split(_ name: String) -> (row: String, field: String) {
        guard let slash = name.firstIndex(of: "/") else { return ("", name) }
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
