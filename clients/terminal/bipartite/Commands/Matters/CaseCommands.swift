import ArgumentParser
import CRDT
import Committee
import SyncClient

struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "Restricted matters: who handles them, and who else may read them.",
        subcommands: [
            ListCases.self, ShowCase.self, OpenCase.self, ProposeHandlers.self, ConfirmHandlers.self,
            ReleaseCase.self, WatchReporter.self, AnswerWatch.self, RaiseCandidate.self, RecordOutcome.self,
        ],
        defaultSubcommand: ListCases.self)
}

struct ListCases: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the cases you may read; for handlers and advisors candidates too.")

    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        // A candidate is told to handlers and advisors; for all others such a row is one like the rest.
        let hearsOfCandidates =
            session.participant.side == nil
            || session.state.roster.member(session.participant.id)?.isHandler == true
        let cases = session.matters.filter {
            $0.state.label == .restricted || hearsOfCandidates && $0.state.isCandidate
        }
        return (
            .object(["cases": .array(cases.map(\.json))]),
            cases.isEmpty ? ["none that you may read"] : cases.flatMap(\.lines)
        )
    }
}

struct ShowCase: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one case: its words, its handlers, and what its country asks for.")

    @OptionGroup var about: MatterArgument
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let matter = try session.matter(about.matter)
        let held = session.state.cases[matter.id]
        let country = ZeroToleranceProtocol.of(country: session.state.factory.country)
        let standing = session.state.roster.members.filter(\.isHandler).map(\.id)
        let handlers = held?.handlers?.sorted() ?? standing
        var lines = matter.lines + (matter.row.map { RowText.lines($0).dropFirst().map { $0 } } ?? [])
        lines.append("  Handlers: \(handlers.joined(separator: ", "))")
        if let proposal = held?.proposal {
            let named = proposal.handlers.sorted().joined(separator: ", ")
            lines.append("  The \(proposal.side.rawValue) side proposes: \(named)")
        }
        if let released = held?.releasedTo, !released.isEmpty {
            lines.append("  Open to: \(released.sorted().joined(separator: ", "))")
        }
        if held?.isCandidate == true {
            lines.append("  Candidate for zero tolerance. \(country.words)")
            lines.append("  Outcome: \(held?.outcome ?? "none yet")")
        }
        for comment in session.picture.comments(on: matter.id, of: matter.document) {
            lines.append("  \(comment.day) \(comment.by): \(comment.text)")
        }
        let json = AnyValue.object(
            (matter.json.members ?? []) + [
                .init("handlers", .array(handlers.map { .string($0) })),
                .init("proposed", .array((held?.proposal?.handlers.sorted() ?? []).map { .string($0) })),
                .init("open_to", .array((held?.releasedTo.sorted() ?? []).map { .string($0) })),
                .init("outcome", held?.outcome.map { .string($0) } ?? .null),
                .init("protocol", country.json),
            ])
        return (json, lines)
    }
}

struct OpenCase: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Make a matter a case: from now on only its handlers read it.")

    @OptionGroup var about: MatterArgument
    @Option(help: "Why.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .setIssueLabel, .given("confidentiality", "restricted") + .given("reason", reason),
            words: "a case from now on")
    }
}

struct ProposeHandlers: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "handlers", abstract: "Propose who handles a case, at least one of each side.")

    @OptionGroup var about: MatterArgument
    @Argument(help: "Their ids.") var members: [String]
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .proposeHandlers, [.init("handlers", .array(members.map { .string($0) }))],
            words: "proposed; the other side's handler has to confirm")
    }
}

struct ConfirmHandlers: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Confirm the handlers the other side proposed.")

    @OptionGroup var about: MatterArgument
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        let named = session.state.cases[matter.id]?.proposal?.handlers.sorted().joined(separator: " and ")
        return matter.asking(
            .confirmHandlers,
            words: "handled by \(named ?? "whom both sides named")")
    }
}

struct ReleaseCase: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Open a case to the advisor or the lead, or close it to them again."
    )

    @OptionGroup var about: MatterArgument
    @Argument(help: "advisor or advisor_lead.") var to: String
    @Flag(help: "Close it to them for what comes.") var revoke = false
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            revoke ? .revokeCaseRelease : .releaseCase, .given("to", to),
            words: "\(revoke ? "closed" : "open") to the \(to.replacing("_", with: " "))")
    }
}

struct WatchReporter: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch for retaliation: after 30, 60 and 90 days the reporter is asked.")

    @OptionGroup var about: MatterArgument
    @Flag(help: "End the watch.") var end = false
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .setWatch, [.init("watch", .bool(!end))],
            words: "\(end ? "no watch any more" : "watched for retaliation")")
    }
}

struct AnswerWatch: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "watched", abstract: "Record what the reporter said when asked about retaliation.")

    @OptionGroup var about: MatterArgument
    @Argument(help: "30, 60 or 90.") var days: Int
    @Argument(help: "nothing_changed, worse, retaliation or no_answer.") var outcome: String
    @Option(help: "What was said.") var note: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .answerWatch,
            [.init("days", .number(Double(days)))] + .given("outcome", outcome) + .given("note", note),
            words: "after \(days) days, \(outcome.replacing("_", with: " "))")
    }
}

struct RaiseCandidate: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "candidate", abstract: "Mark a matter a candidate for zero tolerance.",
        discussion: "Handlers and advisor hear of it at once, management never alone.")

    @OptionGroup var about: MatterArgument
    @Option(help: "child_labour, forced_labour, violence or imminent_danger.") var grounds: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .raiseCandidate, .given("grounds", grounds),
            words: "handlers and advisor are told")
    }
}

struct RecordOutcome: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcome", abstract: "Record what the programme did with a candidate.")

    @OptionGroup var about: MatterArgument
    @Argument(help: "confirmed, not_confirmed or referred.") var outcome: String
    @Option(help: "The day the government was informed.") var informedAt: String?
    @Option(help: "Who received it.") var receivedBy: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .recordOutcome,
            .given("outcome", outcome) + .given("informed_at", informedAt)
                + .given("received_by", receivedBy),
            words: "\(outcome.replacing("_", with: " "))")
    }
}

extension ZeroToleranceProtocol {
    fileprivate var words: String {
        guard isRead else { return "The programme's own protocol holds; no country's was read." }
        let hours = [
            inspectionHours.map { "an inspection within \($0) hours" },
            followUpHours.map { "a follow-up within \($0) hours" },
        ].compactMap(\.self).joined(separator: ", ")
        return "The protocol of \(country): \(hours)."
    }

    fileprivate var json: AnyValue {
        .object([
            "country": .string(country), "read": .bool(isRead),
            "inspection_hours": inspectionHours.map { .number(Double($0)) } ?? .null,
            "follow_up_hours": followUpHours.map { .number(Double($0)) } ?? .null,
        ])
    }
}
