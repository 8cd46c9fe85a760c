import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct IssueLog: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "List every matter you may read, of every label, newest first.")

    @Flag(help: "Only those that are not closed.") var open = false
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let matters = session.matters.filter { !open || !$0.state.status.isClosed }
        return (
            .object(["matters": .array(matters.map(\.json))]),
            matters.isEmpty ? ["none yet"] : matters.flatMap(\.lines)
        )
    }
}

struct ShowIssue: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one matter with all its fields, whatever its label.")

    @OptionGroup var about: MatterArgument
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let row: Row
        do throws(Failure) {
            let matter = try session.matter(about.matter)
            guard let found = matter.row else { return (.object(["matter": matter.json]), matter.lines) }
            row = found
        } catch {
            // What moved to a label this member does not read is closed here, and can be looked at.
            let closed = session.rows(of: .issues).filter(\.isRemoved)
            guard let found = Projection.row(named: about.matter, in: closed) else { throw error }
            row = found
        }
        return (.object(["row": RowText.whole(row)]), RowText.lines(row))
    }
}

struct RaiseIssue: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "raise", abstract: "Raise a matter, your own or one you were told.",
        discussion: """
            The words, category and severity stay as they are raised: nobody edits or deletes them.
            Harassment, recruitment fees, and retaliation, child or forced labour as --concern begin as a case
            for the handlers alone. With --zero-tolerance say by --label who reads it: both sides read what
            has the label committee or open, the label restricted leaves it to the handlers.
            """)

    @Argument(help: "The words.") var text: String
    @Option(help: "wages, working_time, safety, heat, welfare, food, dormitory, harassment, ...")
    var category =
        "other"
    @Option(help: "critical, high, medium or low.") var severity = "medium"
    @Option(help: "member, suggestion_box, pay_desk, walkthrough, meeting, hotline, paper, ...") var channel =
        "member"
    @Option(help: "anonymous, named_to_handler, named_to_committee or side_only.") var anonymity =
        "named_to_committee"
    @Option(help: "Who may read it: open, committee, worker_side or restricted.") var label: String?
    @Option(help: "retaliation, child_labour or forced_labour.") var concern: String?
    @Option(help: "The compliance point, such as OS-EMER.") var cp: String?
    @Option(help: "The day it was raised, if not today.") var opened: String?
    @Option(help: "Grounds for zero tolerance: child_labour, forced_labour, violence or imminent_danger.")
    var zeroTolerance: String?
    @Option(help: "The language of the words; your first if you leave it out.") var language: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let id = UUID().uuidString.lowercased()
        var data: [AnyValue.Member] = [.init("text", .said(text, in: language, session))]
        data += .given("category", category) + .given("severity", severity) + .given("channel", channel)
        data += .given("anonymity", anonymity) + .given("confidentiality", label)
        data += .given("concern", concern) + .given("cp", cp) + .given("opened", opened)
        if let zeroTolerance {
            data += [.init("zero_tolerance_candidate", .bool(true))] + .given("grounds", zeroTolerance)
        }
        guard zeroTolerance == nil || label != nil || session.firstLabel(of: id, data) == .restricted else {
            throw Failure(
                "Say who may read it: --label restricted leaves it to the handlers; with --label committee "
                    + "both sides read at once that it may be zero tolerance.", .data)
        }
        return Asking.Request(.openIssue, id, data, words: "raised: \(id)")
    }
}

extension ClientSession {
    /// The label a matter would begin under, by the rules themselves; restricted where they refuse it, which
    /// is told when it is asked for.
    fileprivate func firstLabel(of id: String, _ data: [AnyValue.Member]) -> IssueLabel {
        var trial = self
        let command = Command(
            id: UUID().uuidString.lowercased(), type: .openIssue, subject: id, data: .object(data))
        guard (try? trial.command(command)) != nil else { return .restricted }
        return trial.picture.state.issues[id]?.label ?? .restricted
    }
}

struct SetIssueStatus: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "handle", abstract: "Move a matter on: say which step comes next.",
        discussion: """
            STATUS is acknowledged, under_review, action_agreed, resolved, escalated, out_of_scope or
            reopened. The last two but one need --reason. Notes on the handling are written with `note`.
            """)

    @OptionGroup var about: MatterArgument
    @Argument(help: "The next step.") var status: String
    @Option(help: "Why.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.step(to: status, because: reason)
    }
}

struct AcknowledgeIssue: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Say that a matter has been read and is being looked at.")

    @OptionGroup var about: MatterArgument
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.step(to: "acknowledged")
    }
}

struct CloseIssue: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Confirm that your own matter is closed, or withdraw it.",
        discussion:
            "Only who raised it does; a resolved matter closes by itself after 30 days without objection.")

    @OptionGroup var about: MatterArgument
    @Flag(help: "Withdraw it instead.") var withdraw = false
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.step(to: withdraw ? "withdrawn" : "closed_confirmed")
    }
}

struct SetIssueLabel: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Say who may read a matter from now on.",
        discussion: """
            LABEL is open, committee, worker_side or restricted, from the widest to the most secret. Up is for
            every reader; down for the label's own side or for who raised it. Who has read it has read it.
            """)

    @OptionGroup var about: MatterArgument
    @Argument(help: "The label.") var label: String
    @Option(help: "Why.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .setIssueLabel, .given("confidentiality", label) + .given("reason", reason),
            words: "\(label) from now on")
    }
}

struct LinkIssue: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Link a matter to a row of the plan, the diagnosis or the minutes.",
        discussion: "The link is kept with the matter: whoever may not read the matter sees no link.")

    @OptionGroup var about: MatterArgument
    @Argument(help: "The row's id or short name, such as p02.") var row: String
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        let target = [DocumentName.plan, .diagnosis, .minutes].lazy.compactMap { document in
            Projection.row(named: row, in: session.rows(of: document))
        }.first
        guard let target else {
            throw Failure("There is no row \(row) in the plan, the diagnosis or the minutes.", .data)
        }
        return matter.asking(.linkIssue, .given("id", target.id), words: "linked to \(target.name)")
    }
}

struct GiveFeedback: MatterCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback", abstract: "Tell who raised a matter what is being done.")

    @OptionGroup var about: MatterArgument
    @Argument(help: "The words.") var text: String
    @Option(help: "Their language; your first if you leave it out.") var language: String?
    @OptionGroup var options: CommonOptions

    func request(on matter: Matter, _ session: ClientSession) throws(Failure) -> Asking.Request {
        matter.asking(
            .giveFeedback, [.init("text", .said(text, in: language, session))],
            words: "the reporter is told")
    }
}

extension Matter {
    fileprivate func step(to status: String, because reason: String? = nil) -> Asking.Request {
        asking(
            .setIssueStatus, .given("status", status) + .given("reason", reason),
            words: status.replacing("_", with: " "))
    }
}
