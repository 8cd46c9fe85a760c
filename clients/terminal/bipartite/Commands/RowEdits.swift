import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct SetField<Of: RowDocument>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "set", abstract: "Set one field of one \(Of.row).")
    }

    @Argument(help: "The row's id, a beginning of it, or its short name such as p01.") var row: String
    @Argument(help: "The field, as show names it.") var field: String
    @Argument(
        help: """
            The value; JSON for true, false, null, [..] and {..}, a number where one is asked for, else plain
            text.
            """)
    var value: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (row, field, value) = (row, field, value)
        try await SavedEdit(document: Of.document, options: options).perform { session throws(Failure) in
            let found = try RowFinder.row(row, in: session.rows(of: Of.document))
            let effects = try session.set(field, of: found, in: Of.document, to: value)
            return ([.init("row", .string(found.id))], effects)
        }
    }
}

struct AddRow<Of: RowDocument>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "add", abstract: "Add one \(Of.row) at the end.")
    }

    @Argument(help: "Fields to set at once, each as FIELD=VALUE.") var fields: [String] = []
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let fields = fields
        try await SavedEdit(document: Of.document, options: options).perform { session throws(Failure) in
            var pairs: [(String, String)] = []
            for field in fields {
                guard let equals = field.firstIndex(of: "=") else {
                    throw Failure("\(field) sets nothing; it looks like priority=high.", .data)
                }
                pairs.append((String(field[..<equals]), String(field[field.index(after: equals)...])))
            }
            let id = UUID().uuidString.lowercased()
            var problem: Failure?
            var trial = session
            var effects = trial.edit(Of.document) { transaction in
                if let refusal = Projection.addRow(id: id, to: Of.document, in: &transaction) {
                    problem = Failure(refusal, .refused)
                }
            }
            for (field, value) in pairs where problem == nil {
                do throws(Failure) {
                    let row = try RowFinder.row(id, in: trial.rows(of: Of.document))
                    effects += try trial.set(field, of: row, in: Of.document, to: value)
                } catch {
                    problem = error
                }
            }
            if let problem { throw problem }
            session = trial
            return ([.init("row", .string(id))], effects)
        }
    }
}

extension ClientSession {
    func rows(of document: DocumentName) -> [Row] {
        self[document].map { Projection.rows(of: document, in: $0, events: events) } ?? []
    }

    /// Sets an entry, or replaces the changed stretch of a text.
    mutating func set(
        _ field: String, of row: Row, in document: DocumentName, to value: String
    ) throws(Failure) -> [Effect] {
        let isDecided =
            if case .event = row.fields.first(where: { $0.name == field })?.content { true } else { false }
        var refusal: String?
        let held = held(in: document)
        let effects = edit(document) { transaction in
            // Of a list the next text is made: `decisions.3` where there are two.
            if let text = Projection.text(field: field, row: row.id, of: document, in: &transaction) {
                transaction.rewrite(text, as: value)
            } else {
                for value in AnyValue.readings(typed: value) {
                    let answer = Projection.set(
                        field: field, to: value, row: row.id, of: document, held: held, in: &transaction)
                    if answer == nil { return refusal = nil }
                    refusal = refusal ?? answer
                }
            }
        }
        if let refusal { throw Failure(refusal, isDecided ? .refused : .data) }
        return effects
    }
}

extension AnyValue {
    /// What somebody may mean by what they typed on a command line, the likeliest first: JSON where it can be
    /// nothing else, text, and a number where the field takes no text.
    static func readings(typed text: String) -> [AnyValue] {
        let json = try? AnyValue(json: text)
        let looksLikeJSON =
            ["true", "false", "null"].contains(text) || text.hasPrefix("{") || text.hasPrefix("[")
        if looksLikeJSON, let json { return [json] }
        guard let json, json.double != nil else { return [.string(text)] }
        return [.string(text), json]
    }
}

extension Transaction {
    /// Replaces the stretch in which a text differs from what it is to become.
    mutating func rewrite(_ text: TypeID, as new: String) {
        let old = Array(string(text))
        let new = Array(new)
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
            end += 1
        }
        let at = String(old[..<start]).utf16.count
        let gone = String(old[start..<(old.count - end)]).utf16.count
        if gone > 0 { delete(at: at, count: gone, in: text) }
        let come = String(new[start..<(new.count - end)])
        if !come.isEmpty { insert(come, at: at, in: text) }
    }
}
