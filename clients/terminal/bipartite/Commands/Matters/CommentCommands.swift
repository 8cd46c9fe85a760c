import ArgumentParser
import CRDT
import Committee
import SyncClient

struct CommentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comments", abstract: "What the readers of a row say about it.",
        discussion: """
            PLACE is a row with its document, such as plan/p02, minutes/mt1 or issues/i-1; a matter is found
            under its id whatever its label. Comments are added, never edited or taken away.
            """,
        subcommands: [ListComments.self, AddComment.self], defaultSubcommand: ListComments.self)
}

/// A row that can be commented on, as people name it.
struct CommentPlace: ParsableArguments {
    @Argument(help: "The row, such as plan/p02, or a matter's id.") var place: String

    func find(_ session: ClientSession) throws(Failure) -> (id: String, name: String, document: DocumentName)
    {
        let parts = place.split(separator: "/", maxSplits: 1).map(String.init)
        let document = parts.count == 2 ? DocumentName(rawValue: parts[0]) : nil
        switch document {
        case nil where parts.count == 2:
            throw Failure("There is no document \(parts[0]); a place looks like plan/p02.", .data)
        case nil where session.documentWithRow(place) != nil:
            let document = session.documentWithRow(place)?.rawValue ?? ""
            throw Failure("\(place) is a row of the \(document): write \(document)/\(place).", .data)
        case nil, .issues, .issuesWorker, .restrictedCase:
            let matter = try session.matter(place)
            return (matter.id, matter.name, matter.document)
        case let document?:
            let row = try session.row(parts[1], of: document)
            return (row.id, row.name, document)
        }
    }
}

extension ClientSession {
    /// The document beside the matters that has a row of this short name.
    fileprivate func documentWithRow(_ ref: String) -> DocumentName? {
        let own = try? caucus()
        return ([.plan, .diagnosis, .minutes] + [own].compactMap(\.self)).first { document in
            rows(of: document).contains { $0.ref == ref }
        }
    }
}

struct ListComments: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the comments on a row, oldest first.")

    @OptionGroup var about: CommentPlace
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let row = try about.find(session)
        let comments = session.picture.comments(on: row.id, of: row.document)
        let json = comments.map { comment -> AnyValue in
            .object([
                "day": .string(comment.day), "by": .string(comment.by), "text": .string(comment.text),
                "lang": comment.language.map { .string($0) } ?? .null,
            ])
        }
        return (
            .object(["row": .string(row.id), "comments": .array(json)]),
            comments.isEmpty ? ["none yet"] : comments.map { "\($0.day) \($0.by): \($0.text)" }
        )
    }
}

struct AddComment: AskingCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a comment to a row.")

    @OptionGroup var about: CommentPlace
    @Argument(help: "The words.") var text: String
    @Option(help: "Their language; your first if you leave it out.") var language: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let row = try about.find(session)
        return Asking.Request(
            .addComment, row.id,
            [
                .init("document", .string(row.document.rawValue)),
                .init("text", .said(text, in: language, session)),
            ], words: "\(row.name): your comment stands")
    }
}
