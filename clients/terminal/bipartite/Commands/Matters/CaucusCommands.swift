import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct CaucusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "caucus", abstract: "Your side's own drafts, and what was released of them.",
        discussion: "Nobody beside your side reads a draft until your side releases a copy of it.",
        subcommands: [
            ListDrafts.self, ShowDraft.self, WriteDraft.self, ReleaseDraft.self, RevokeRelease.self,
            ListReleases.self,
        ],
        defaultSubcommand: ListDrafts.self)
}

extension ClientSession {
    /// The own side's drafts.
    func caucus() throws(Failure) -> DocumentName {
        switch participant.side {
        case .worker: .caucusWorker
        case .management: .caucusManagement
        case nil:
            throw Failure("Only a side has drafts of its own; `caucus released` shows its copies.", .refused)
        }
    }
}

/// The draft a command is about, as people type it.
struct DraftArgument: ParsableArguments {
    @Argument(help: "The draft's id, a beginning of it, or its short name such as c01.") var draft: String
}

struct ListDrafts: ReadingCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List your side's drafts.")

    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let rows = session.rows(of: try session.caucus()).filter { !$0.isRemoved }
        return (
            .object(["drafts": .array(rows.map(RowText.summary))]),
            rows.isEmpty ? ["none yet"] : rows.map(RowText.line)
        )
    }
}

struct ShowDraft: ReadingCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one draft.")

    @OptionGroup var about: DraftArgument
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let row = try session.row(about.draft, of: try session.caucus())
        return (.object(["draft": RowText.whole(row)]), RowText.lines(row))
    }
}

struct WriteDraft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write a draft of your side: a new one, or one that is there.")

    @Option(help: "The draft to change, by id or short name; a new one if you leave it out.") var draft:
        String?
    @Option(help: "Its title.") var title: String?
    @Argument(help: "Its text.") var text: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (name, title, text) = (draft, title, text)
        let identity = try options.choice.identity()
        guard case .member(let side) = identity.participant.role else {
            throw Failure("Only a side has drafts of its own.", .refused)
        }
        let document: DocumentName = side == .worker ? .caucusWorker : .caucusManagement
        try await SavedEdit(document: document, options: options).perform { session throws(Failure) in
            var trial = session
            var effects: [ClientSession.Effect] = []
            let id: String
            if let name {
                id = try trial.row(name, of: document).id
            } else {
                id = UUID().uuidString.lowercased()
                effects = trial.edit(document) { _ = Projection.addRow(id: id, to: document, in: &$0) }
            }
            for (field, words) in [("title", title), ("text", text)] {
                guard let words else { continue }
                effects += try trial.set(field, of: try trial.row(id, of: document), in: document, to: words)
            }
            session = trial
            return ([.init("row", .string(id))], effects)
        }
    }
}

struct ReleaseDraft: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Release a copy of a draft as it stands now.",
        discussion:
            "TO is advisor, advisor_lead, or committee, the other side too. What is typed later stays yours."
    )

    @OptionGroup var about: DraftArgument
    @Argument(help: "To whom.") var to: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let row = try session.row(about.draft, of: try session.caucus())
        return Asking.Request(
            .releaseDraft, row.id, .given("to", to),
            words: "\(row.name): a copy is released to the \(to.replacing("_", with: " "))")
    }
}

struct RevokeRelease: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a draft's copies back for what comes; what was read was read.",
        discussion: "Every copy that is open is taken back, each answered by a line of its own.")

    @OptionGroup var about: DraftArgument
    @Argument(help: "To whom it was released; all of them if you leave it out.") var to: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let command = self
        try await Asking(options: options).performAll { session throws(Failure) in
            try command.requests(session)
        }
    }

    private func requests(_ session: ClientSession) throws(Failure) -> [Asking.Request] {
        let row = try session.row(about.draft, of: try session.caucus())
        let open = session.state.releases.values.filter {
            $0.draft == row.id && !$0.isRevoked && (to == nil || $0.to == to)
        }.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
        guard !open.isEmpty else {
            throw Failure("No copy of \(row.name) is released\(to.map { " to \($0)" } ?? "").", .data)
        }
        return open.enumerated().map { place, release in
            let later = open[(place + 1)...].count(where: { $0.to == release.to })
            let reader = release.to.replacing("_", with: " ")
            let words =
                later == 0
                ? "the \(reader) is given it no more"
                : "a copy is closed to the \(reader), \(later) more to close"
            return Asking.Request(.revokeRelease, release.id, words: "\(row.name): \(words)")
        }
    }
}

struct ListReleases: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "released", abstract: "Show the copies of drafts that are released to you.")

    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let releases = session.releases
        return (
            .object(["released": .array(releases.map(\.json))]),
            releases.isEmpty
                ? ["nothing is released to you"]
                : releases.flatMap { release in
                    [
                        "\(release.day), the \(release.side.rawValue) side: \(release.title)",
                        "  \(release.text.replacing("\n", with: "\n  "))",
                    ]
                }
        )
    }
}
