import CRDT
import Committee
import SyncClient
import TerminalKit

/// Rows that come and go, and values that are set as a whole.
extension TerminalModel {
    private var readOnlyNotice: String { words[.mayRead, ["document": words.title(document)]] }

    /// `e`: a text is edited in place, a value is typed anew; what changes by command says so.
    mutating func edit() -> [Effect] {
        if opened == nil, focus == .rows {
            notice = words[.openRowFirst]
            return []
        }
        guard opened != nil, let field else {
            notice = words[.openRowOrNotes]
            return []
        }
        focus = .fields
        guard !session.isReadOnly(document) else {
            notice = readOnlyNotice
            return []
        }
        switch field.content {
        case .text: return beginWriting(field.name)
        case .entry:
            if let allowed = Choices.words(of: field.name, in: document) {
                mode = .deciding(.values(of: field, allowed, words))
            } else {
                mode = .setting(LineInput(field.shown))
            }
        case .event:
            let phrase: Phrase =
                switch document {
                case .plan: .byCommandDecide
                case .diagnosis: .byCommandRate
                default: .byCommandOnly
                }
            notice = words[phrase, ["field": words.label(field)]]
        case .unreadable: notice = words[.unreadableLeft, ["field": words.label(field)]]
        }
        return []
    }

    mutating func set(_ key: Key, _ input: LineInput) -> [Effect] {
        var input = input
        switch key {
        case .enter:
            mode = .browsing
            return commit(input.text.trimmed)
        case .escape: mode = .browsing
        default: if input.take(key) { mode = .setting(input) }
        }
        return []
    }

    mutating func commit(_ text: String) -> [Effect] {
        guard let field, let row, field.shown != text else { return [] }
        var refusal: String?
        let held = session.held(in: document)
        let effects = session.edit(document) { transaction in
            for value in Self.readings(of: text) {
                let answer = Projection.set(
                    field: field.name, to: value, row: row.id, of: document, held: held,
                    in: &transaction)
                if answer == nil { return refusal = nil }
                refusal = refusal ?? answer
            }
        }
        if let refusal {
            notice = refusal
            mode = .setting(LineInput(text))
        }
        return take(effects)
    }

    /// What somebody may mean by what they typed: plain text first.
    static func readings(of text: String) -> [AnyValue] {
        if text.isEmpty { return [.null] }
        var readings: [AnyValue] = [.string(text)]
        if let json = try? AnyValue(json: text) { readings.append(json) }
        if text == "yes" { readings.append(.bool(true)) }
        if text == "no" { readings.append(.bool(false)) }
        // "in progress", as the rows show it, is `in_progress`.
        if text.contains(" ") { readings.append(.string(text.lowercased().replacing(" ", with: "_"))) }
        return readings
    }

    // MARK: Rows

    mutating func addRow() -> [Effect] {
        guard !session.isReadOnly(document) else {
            notice = readOnlyNotice
            return []
        }
        // The new row has none of the words yet.
        if !arrangement.filter.isEmpty { arrange { $0.filter = "" } }
        let id = freshID()
        var refusal: String?
        let effects = session.edit(document) {
            refusal = Projection.addRow(id: id, to: document, in: &$0)
        }
        notice = refusal
        let taken = take(effects)
        if refusal == nil, let index = rows.firstIndex(where: { $0.id == id }) {
            selectRow(index)
            opened = .row
            readStanding()
            focus = .fields
            selectedField = firstField
        }
        return taken
    }

    mutating func askRemoval() {
        guard let row, focus != .documents, opened != .notes else {
            notice = words[.chooseRow]
            return
        }
        guard !session.isReadOnly(document) else {
            notice = readOnlyNotice
            return
        }
        guard Projection.canAddRow(to: document) else {
            notice = words[.notRemovable, ["document": words.title(document)]]
            return
        }
        if let items = held[row.id], !row.isRemoved {
            notice =
                words[
                    .held, ["row": row.ref ?? row.title, "items": items.joined(separator: ", ")]]
            return
        }
        mode = .asking(.remove(row: row.id))
    }

    mutating func remove(_ id: String) -> [Effect] {
        let isRemoved = rows.first { $0.id == id }?.isRemoved ?? false
        var refusal: String?
        let held = session.held(in: document)
        let effects = session.edit(document) {
            refusal = Projection.set(
                field: "removed", to: isRemoved ? .null : .bool(true), row: id, of: document, held: held,
                in: &$0)
        }
        notice = refusal
        return take(effects)
    }
}
