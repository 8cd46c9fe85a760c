import Committee
import SyncClient
import TerminalKit

/// Translations whose original changed after them, as far as this reader can know: against the version in
/// force, and against what the member last saw.
enum OutdatedTranslations {
    /// Names of the fields of a row, such as `translations.zh.issue`.
    ///
    /// - Parameter changed: the fields of the row that changed since original and translation stood together.
    static func fields(of row: Row, changed: Set<String>) -> Set<String> {
        Set(
            row.fields.filter { field in
                let parts = field.name.split(separator: ".", maxSplits: 2)
                guard parts.count == 3, parts[0] == "translations", !field.shown.isEmpty else { return false }
                return changed.contains(String(parts[2])) && !changed.contains(field.name)
            }.map(\.name))
    }

    static func fields(of row: Row, _ standing: ItemStanding?) -> Set<String> {
        fields(of: row, changed: Set((standing?.changes ?? []).map(\.field)))
    }
}

extension Overlay {
    /// Every translation that is older than its original, by document and row.
    static func translations(_ session: ClientSession, _ words: Catalogue) -> Overlay {
        let picture = session.picture
        var lines: [Line] = []
        for name in session.documentNames {
            var seen: [String: Set<String>] = [:]
            for change in session.changesSinceLastSeen(in: name) {
                if let row = change.row { seen[row, default: []].insert(change.field) }
            }
            let found = picture.rows(of: name).filter { !$0.isRemoved }.compactMap { row in
                let standing =
                    name == .plan ? picture.standing(of: row.id, for: session.participant.id) : nil
                let old = OutdatedTranslations.fields(of: row, standing)
                    .union(OutdatedTranslations.fields(of: row, changed: seen[row.id] ?? []))
                return old.isEmpty ? nil : (row, row.fields.filter { old.contains($0.name) })
            }
            guard !found.isEmpty else { continue }
            lines.append(Line(text: words.title(name), style: .bold))
            for (row, fields) in found {
                lines.append(Line(text: "  \(row.ref ?? "")  \(row.title)", indent: 2))
                lines += fields.map { Line(text: "    ≠ \(words.label($0)): \($0.shown)", indent: 6) }
            }
        }
        if lines.isEmpty { lines = [Line(text: words[.translationsNone])] }
        return Overlay(title: words[.translationsTitle], lines: lines)
    }
}
