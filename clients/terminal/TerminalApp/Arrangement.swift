import Committee
import TerminalKit

/// Which rows a list shows, and in what order. The document itself stays as it is.
struct Arrangement: Hashable, Sendable {
    /// Words a row must have somewhere; empty for all rows.
    var filter = ""
    /// The name of a field; nil for the order of the document.
    var order: String?

    var isPlain: Bool { filter.isEmpty && order == nil }

    /// What `o` goes through, by document.
    static func orders(of document: DocumentName) -> [String?] {
        switch document {
        case .plan: [nil, "status", "due", "priority"]
        case .diagnosis: [nil, "status", "cp"]
        case .issues, .issuesWorker: [nil, "status", "severity", "opened"]
        default: [nil, "status"]
        }
    }

    /// - Parameter kept: the row that stays whatever the filter says.
    func arranged(_ rows: [Row], keeping kept: String?, _ words: Catalogue) -> [Row] {
        let wanted = filter.trimmed.lowercased()
        let fitting =
            wanted.isEmpty ? rows : rows.filter { $0.id == kept || Self.has(wanted, in: $0, words) }
        guard let order else { return fitting }
        // The order of the document decides between rows that are alike.
        return fitting.enumerated().map { (key: Self.key(order, of: $1), place: $0, row: $1) }
            .sorted { ($0.key, $0.place) < ($1.key, $1.place) }
            .map(\.row)
    }

    private static func has(_ wanted: String, in row: Row, _ words: Catalogue) -> Bool {
        func holds(_ text: String) -> Bool { text.lowercased().contains(wanted) }
        // By what the screen shows, and by the vocabulary's own words; a long text is looked through once.
        func holds(_ field: Field) -> Bool {
            let (own, shown) = (field.shown, words.value(of: field))
            return holds(own) || own != shown && holds(shown)
        }
        return words.names(of: row).contains(where: holds)
            || row.status.map { holds(words.value($0)) } ?? false || row.fields.contains(where: holds)
    }

    /// The most urgent first; what has no value last.
    private static func key(_ order: String, of row: Row) -> String {
        let value = order == "status" ? row.status ?? "" : row[order]?.shown ?? ""
        let urgency = ["critical", "high", "medium", "low"]
        if order == "priority" || order == "severity" {
            return String(urgency.firstIndex(of: value) ?? urgency.count)
        }
        return value.isEmpty ? "\u{10FFFF}" : value
    }
}

/// Filter and order of the list on the screen.
extension TerminalModel {
    var arrangement: Arrangement { arrangements[document] ?? Arrangement() }

    /// For the bottom line: `f "night"`, `o due date`; nil for the list as it is.
    var arrangementShown: String? {
        let now = arrangement
        var parts: [String] = []
        if !now.filter.isEmpty { parts.append("f \"\(now.filter)\"") }
        if let order = now.order { parts.append("o " + words.name(of: order)) }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    mutating func arrange(_ change: (inout Arrangement) -> Void) {
        var arrangement = arrangement
        change(&arrangement)
        arrangements[document] = arrangement.isPlain ? nil : arrangement
        refresh(isReplaced: false)
    }

    /// Shows the list filtered while the words are typed; Escape shows all of it again.
    mutating func filter(_ key: Key, _ input: LineInput) -> [Effect] {
        var input = input
        switch key {
        case .enter:
            mode = .browsing
            if focus == .documents, !rows.isEmpty { focus = .rows }
        case .escape:
            mode = .browsing
            arrange { $0.filter = "" }
        default:
            guard input.take(key) else { return [] }
            mode = .filtering(input)
            let words = input.text
            arrange { $0.filter = words }
        }
        return []
    }

    mutating func beginFiltering() { mode = .filtering(LineInput(arrangement.filter)) }

    mutating func turnOrder() {
        let orders = Arrangement.orders(of: document)
        let place = orders.firstIndex(of: arrangement.order) ?? 0
        let next = orders[(place + 1) % orders.count]
        arrange { $0.order = next }
        notice = next.map { words[.orderedBy, ["field": words.name(of: $0)]] } ?? words[.orderedAsStored]
    }
}
