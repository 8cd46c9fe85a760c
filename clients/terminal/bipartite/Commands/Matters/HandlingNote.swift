import ArgumentParser
import CRDT
import Committee
import SyncClient

struct WriteHandlingNote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write down what was done about a matter, for its readers.",
        discussion:
            "Notes are written together, as `text` edits them too; the reporter's words stay as they are.")

    @OptionGroup var about: MatterArgument
    @Argument(help: "The note.") var text: String
    @Option(help: "Its language; your first if you leave it out.") var language: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (name, text, language, options) = (about.matter, text, language, options)
        let matter = try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            _ = try await sitting.joinAll(within: options.patience)
            return try await sitting.runner.view.session.matter(name)
        }
        let document = matter.document
        try await SavedEdit(document: document, options: options).perform { session throws(Failure) in
            guard document.rowsRoot != nil else {
                return ([.init("row", .string(matter.id))], session.append(text, toNotesOf: document))
            }
            let row = try session.row(matter.id, of: document)
            let number = row.fields.filter { $0.name.hasPrefix("handling.") && $0.name.isNumbered }.count + 1
            var trial = session
            var effects = try trial.set("handling.\(number)", of: row, in: document, to: text)
            for (part, value) in [
                ("date", session.day), ("by", session.participant.id),
                ("lang", language ?? session.ownLanguage),
            ] {
                effects += try trial.set(
                    "handling.\(number).\(part)", of: try trial.row(matter.id, of: document), in: document,
                    to: value)
            }
            session = trial
            return ([.init("row", .string(matter.id))], effects)
        }
    }
}

extension String {
    /// `handling.2`, and not `handling.2.date`.
    fileprivate var isNumbered: Bool { split(separator: ".").count == 2 }
}

extension ClientSession {
    /// A case is one text: what was done stands in it, a paragraph a note.
    fileprivate mutating func append(_ text: String, toNotesOf document: DocumentName) -> [Effect] {
        let line = "\(day) \(participant.id): \(text)"
        return edit(document) { transaction in
            let notes = transaction.root("notes", .text)
            let length = transaction.length(of: notes)
            transaction.insert(length == 0 ? line : "\n\(line)", at: length, in: notes)
        }
    }
}
