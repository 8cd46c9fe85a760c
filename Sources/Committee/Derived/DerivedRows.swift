public import CRDT
import Crypto

/// What subscribers were told of the rows that are written together: folded from events, and compared with
/// what stands there now. `Protocol/feed.md`, *Derived events*, is the page.
public struct DerivedRows: Sendable {
    /// The documents whose rows subscribers hear of.
    public static let documents: [DocumentName] = [.plan, .diagnosis]

    /// A field that stands otherwise than subscribers were told.
    public struct Difference: Hashable, Sendable {
        public var row: String
        /// Empty: the row itself is new, and all its fields with it.
        public var field: String
        /// Null where nothing stood, or nothing stands any more.
        public var before: AnyValue
        public var after: AnyValue
    }

    private var told: [DocumentName: [String: [String: AnyValue]]] = [:]

    public init() {}

    public mutating func take(_ event: Event) {
        guard event.audience == .committee else { return }
        switch event.knownType {
        case .itemCreated:
            let fields = event.data["fields"]?.members ?? []
            told[.plan, default: [:]][event.subject] = Dictionary(
                fields.map { ($0.key, $0.value) }
            ) { _, last in last }
        case .itemCommitmentChanged, .itemProgressReported: take(event, in: .plan)
        case .pointChanged: take(event, in: .diagnosis)
        default: return
        }
    }

    private mutating func take(_ event: Event, in document: DocumentName) {
        guard let field = event.data["field"]?.string, let after = event.data["after"] else { return }
        told[document, default: [:]][event.subject, default: [:]][field] = after == .null ? nil : after
    }

    /// All that stands otherwise than it was told, in the order of rows and names.
    public func differences(of document: DocumentName, rows: [Row]) -> [Difference] {
        rows.flatMap { row -> [Difference] in
            let now = DerivedField.values(of: row, in: document)
            guard let before = told[document]?[row.id] else {
                let fields = now.sorted { $0.key < $1.key }.map { AnyValue.Member($0.key, $0.value) }
                return [Difference(row: row.id, field: "", before: .null, after: .object(fields))]
            }
            return Set(before.keys).union(now.keys).sorted().compactMap { field in
                guard before[field] != now[field] else { return nil }
                return Difference(
                    row: row.id, field: field, before: before[field] ?? .null, after: now[field] ?? .null)
            }
        }
    }

    /// The event that tells of a difference.
    ///
    /// - Parameters:
    ///   - sides: who wrote in the document meanwhile, as far as it is known.
    ///   - number: of the event among the committee's, so that ids repeat nowhere.
    public static func event(
        of difference: Difference, in document: DocumentName, by sides: Set<Side>, room: String,
        number: Int, day: String
    ) -> Event {
        let isNew = difference.field.isEmpty
        let type: EventType =
            switch document {
            case .diagnosis: .pointChanged
            default:
                isNew
                    ? .itemCreated
                    : DerivedField.isProgress(difference.field)
                        ? .itemProgressReported : .itemCommitmentChanged
            }
        var data: [AnyValue.Member] =
            isNew
            ? [.init("fields", difference.after)]
            : [
                .init("field", .string(difference.field)), .init("before", difference.before),
                .init("after", difference.after),
            ]
        if sides.count > 1 {
            data.append(.init("sides", .array(sides.map(\.rawValue).sorted().map { .string($0) })))
        }
        return Event(
            id: id(room, document, difference, number), type: type, subject: difference.row,
            audience: .committee, side: sides.count == 1 ? sides.first : nil, day: day, data: .object(data))
    }

    private static func id(
        _ room: String, _ document: DocumentName, _ difference: Difference, _ number: Int
    ) -> String {
        let text = [
            "bipartite-derived-v2", room, document.rawValue, difference.row, difference.field, String(number),
            difference.after.json,
        ].joined(separator: "\n")
        return EventID.uuid(Array(SHA256.hash(data: Array(text.utf8)).prefix(16)), version: 8)
    }
}

/// Which fields of a row subscribers hear of.
enum DerivedField {
    private static let progress: Set = ["progress", "evidence"]
    /// Where a row stands, and what makes it a row, is nobody's promise.
    private static let untold: Set = ["rank", "languages"]

    /// The values that stand in a row, by the names scripts use.
    static func values(of row: Row, in document: DocumentName) -> [String: AnyValue] {
        var values: [String: AnyValue] = [:]
        for field in row.fields where !untold.contains(field.name) {
            switch field.content {
            case .text(_, let text): values[field.name] = text.isEmpty ? nil : .string(text)
            case .entry(let value?): values[field.name] = value == .null || value == .undefined ? nil : value
            case .entry(nil), .event, .unreadable: continue
            }
        }
        return values
    }

    static func isProgress(_ name: String) -> Bool {
        if name == "indicator.current" { return true }
        let steps = name.split(separator: ".")
        let place = steps.first == "translations" ? 2 : 0
        return steps.count > place && progress.contains(String(steps[place]))
    }
}
