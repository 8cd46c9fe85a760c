import ArgumentParser
import CRDT
import Committee
import SyncClient

struct Text: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and edit one text: a document's notes, or one field of one row.",
        discussion: """
            TARGET is DOCUMENT/notes or DOCUMENT/ROW/FIELD, such as plan/notes or plan/p01/corrective_action.
            Positions count UTF-16 units, as Yjs does, from 0.
            """,
        subcommands: [ShowText.self, InsertText.self, DeleteText.self])
}

struct ShowText: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Print a text.")
    @Argument(help: "DOCUMENT/notes or DOCUMENT/ROW/FIELD.") var target: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let target = try Target(target)
        let options = options
        let text = try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            try await sitting.show(target.document, options)
            return try await sitting.runner.view.session.text(at: target)
        }
        options.show(.object(["target": .string(target.text), "text": .string(text)]), else: [text])
    }
}

struct InsertText: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "insert", abstract: "Insert into a text.")
    @Argument(help: "DOCUMENT/notes or DOCUMENT/ROW/FIELD.") var target: String
    @Option(help: "Where; the end if left out.") var at: Int?
    @Argument(help: "What to insert.") var text: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (target, at, text) = (try Target(target), at, text)
        try await SavedEdit(document: target.document, options: options).perform { session throws(Failure) in
            let effects = try session.edit(target) { transaction, place, length throws(Failure) in
                let at = at ?? length
                guard (0...length).contains(at) else {
                    throw Failure("\(target.text) has \(length) units: --at takes 0 to \(length).", .data)
                }
                transaction.insert(text, at: at, in: place)
            }
            return ([], effects)
        }
    }
}

struct DeleteText: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete from a text.")
    @Argument(help: "DOCUMENT/notes or DOCUMENT/ROW/FIELD.") var target: String
    @Option(help: "Where the deleted stretch begins.") var at: Int
    @Option(help: "How many units.") var count: Int
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (target, at, count) = (try Target(target), at, count)
        try await SavedEdit(document: target.document, options: options).perform { session throws(Failure) in
            let effects = try session.edit(target) { transaction, place, length throws(Failure) in
                guard at >= 0, count > 0, at <= length, count <= length - at else {
                    throw Failure(
                        "\(target.text) has \(length) units: --at and --count must stay within them.", .data)
                }
                transaction.delete(at: at, count: count, in: place)
            }
            return ([], effects)
        }
    }
}

extension ClientSession {
    /// The text a target names; empty where it has not been made yet.
    func text(at target: Target) throws(Failure) -> String {
        guard let doc = self[target.document] else { return "" }
        guard let row = target.row else { return Projection.notes(in: doc).map(doc.string) ?? "" }
        let found = try RowFinder.row(row, in: rows(of: target.document))
        guard let field = found.fields.first(where: { $0.name == target.field }) else {
            let names = found.fields.map(\.name).joined(separator: ", ")
            throw Failure("There is no field \(target.field); there are: \(names).", .data)
        }
        if case .text(_, let text) = field.content { return text }
        return field.shown
    }

    /// Edits the text a target names; it is made if it is missing.
    mutating func edit(
        _ target: Target, _ body: (inout Transaction, TypeID, Int) throws(Failure) -> Void
    ) throws(Failure) -> [Effect] {
        var failure: Failure?
        let row = try target.row.map { name throws(Failure) in
            try RowFinder.row(name, in: rows(of: target.document)).id
        }
        let effects = edit(target.document) { transaction in
            let place =
                row.map {
                    Projection.text(field: target.field, row: $0, of: target.document, in: &transaction)
                }
                ?? transaction.root("notes", .text)
            guard let place else {
                failure = Failure("\(target.text) is no text; see show for the row's fields.", .data)
                return
            }
            do throws(Failure) {
                try body(&transaction, place, transaction.length(of: place))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return effects
    }
}
