public import CRDT

/// One row of a document, read from its state and the events: what screens list and scripts print.
/// Total: odd state becomes `unreadable` fields, never an error.
public struct Row: Hashable, Sendable {
    public var id: String
    /// The first line of what the row is about, in its original language.
    public var title: String
    /// Status word (`in_progress`, `agreed`, `resolved`...), if the row has one.
    public var status: String?
    public var isRemoved: Bool
    public var fields: [Field]

    public init(id: String, title: String, status: String?, isRemoved: Bool, fields: [Field]) {
        self.id = id
        self.title = title
        self.status = status
        self.isRemoved = isRemoved
        self.fields = fields
    }
}

extension Row {
    public subscript(field: String) -> Field? { fields.first { $0.name == field } }

    /// The short name people and scripts use, such as `p01`.
    public var ref: String? {
        guard case .entry(.string(let ref)?) = self["ref"]?.content else { return nil }
        return ref
    }
}

/// One field of a row: its name, its label and what stands there.
public struct Field: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        /// A co-edited `Y.Text`; nil where it has not been made yet.
        case text(TypeID?, String)
        /// A map entry, last writer wins.
        case entry(AnyValue?)
        /// Known from events: changes by command only.
        case event(AnyValue)
        /// What stands there is not what the page says; shown as is.
        case unreadable(String)
    }
    /// Stable, as scripts name it: `issue`, `corrective_action`, `whys.1`, `translations.en.issue`, `due`.
    public var name: String
    /// For people, in English; screens translate it later.
    public var label: String
    public var content: Content
    /// The language a text is written in, where it is known.
    public var language: String?

    public init(name: String, label: String, content: Content, language: String? = nil) {
        self.name = name
        self.label = label
        self.content = content
        self.language = language
    }

    /// The value as plain text on one or more lines; empty where nothing stands.
    public var shown: String {
        switch content {
        case .text(_, let string): string
        case .entry(let value): value.map(\.shown) ?? ""
        case .event(let value): value.shown
        case .unreadable(let found): "unreadable: \(found)"
        }
    }
}

extension AnyValue {
    /// The value as a person reads it: lists by commas, objects as `name value` pairs, links by their short
    /// name.
    var shown: String {
        switch self {
        case .undefined, .null: ""
        case .bool(let bool): bool ? "yes" : "no"
        case .number(let number): Int(exactly: number).map { String($0) } ?? String(number)
        case .bigint(let number): String(number)
        case .string(let string): string
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .array(let values): values.map(\.shown).joined(separator: ", ")
        case .object(let members):
            if let ref = self["ref"]?.string, self["id"] != nil {
                ref
            } else {
                members.filter { $0.value != .null }.map { "\($0.key) \($0.value.shown)" }
                    .joined(separator: "; ")
            }
        }
    }
}
