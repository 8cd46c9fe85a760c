import ArgumentParser
import CRDT
import Committee
import SyncClient

struct PlanItemArgument: RowArgument {
    static let document = DocumentName.plan
    @Argument(help: "The item's id, a beginning of it, or its short name such as p02.") var item: String
    var row: String { item }
}

struct SetDue: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "Set an item's due date; a change needs a reason.")

    @OptionGroup var target: PlanItemArgument
    @Argument(help: "The day, such as 2024-12-20.") var day: String
    @Option(help: "Why; kept with the history of the date.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .setDue, row.id, [.init("due", .string(day))] + .given("reason", reason),
            words: "\(row.name): due \(day)")
    }
}

struct SetStatus: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Set an item to pending or in_progress.")

    @OptionGroup var target: PlanItemArgument
    @Argument(help: "pending or in_progress.") var status: String
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .setStatus, row.id, [.init("status", .string(status))], words: "\(row.name): \(status)")
    }
}

struct CompleteItem: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "Say that an item is done; the other side must confirm it.",
        discussion: "Only the responsible side says so, and the item needs an indicator or evidence.")

    @OptionGroup var target: PlanItemArgument
    @Option(help: "What was done.") var note: String?
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .proposeCompletion, row.id, .given("note", note),
            words: "\(row.name): done, says your side; the other side has to confirm it")
    }
}

struct CancelItem: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Propose to cancel an item; the other side must confirm it.")

    @OptionGroup var target: PlanItemArgument
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .proposeCancellation, row.id, .given("reason", reason),
            words: "\(row.name): your side proposes to cancel it; the other side has to confirm it")
    }
}

struct ConfirmItem: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Confirm what the other side proposed: that an item is done, or cancelled.")

    @OptionGroup var target: PlanItemArgument
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        session.proposesCancellation(row)
            ? Asking.Request(
                .confirmCancellation, row.id, words: "\(row.name): cancelled, both sides agree")
            : Asking.Request(
                .confirmCompletion, row.id, words: "\(row.name): completed, both sides agree")
    }
}

struct DeclineItem: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline what the other side proposed for an item.")

    @OptionGroup var target: PlanItemArgument
    @Option(help: "Why; needed where the other side says that it is done.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            session.proposesCancellation(row) ? .declineCancellation : .declineCompletion, row.id,
            .given("reason", reason), words: "\(row.name): declined")
    }
}

struct ReopenItem: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Reopen a completed item, and say why.")

    @OptionGroup var target: PlanItemArgument
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .reopenItem, row.id, .given("reason", reason), words: "\(row.name): reopened")
    }
}

struct VerifyItem: RowCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Ask the programme to look at a completed item, or record what it found.",
        discussion: """
            Members ask, without OUTCOME. An advisor says verified, rejected or not_verifiable, and with
            --method how: document, site_walk, interview or remote_photo.
            """)

    @OptionGroup var target: PlanItemArgument
    @Argument(help: "What an advisor found.") var outcome: String?
    @Option(help: "How it was looked at.") var method: String?
    @Option(help: "What there was to see.") var note: String?
    @OptionGroup var options: CommonOptions

    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request {
        guard let outcome else {
            return Asking.Request(
                .requestVerification, row.id, words: "\(row.name): the programme is asked to look at it")
        }
        return Asking.Request(
            .recordVerification, row.id,
            .given("outcome", outcome) + .given("method", method) + .given("note", note),
            words: "\(row.name): \(outcome)")
    }
}

extension ClientSession {
    /// Whether what waits for an answer is that the item be cancelled.
    fileprivate func proposesCancellation(_ row: Row) -> Bool {
        let item = state.item(row.id)
        guard let cancellation = item.cancellation else { return false }
        return cancellation.side != participant.side || item.completion == nil
    }
}

extension [AnyValue.Member] {
    /// One member, if there is a value.
    static func given(_ name: String, _ value: String?) -> Self {
        value.map { [.init(name, .string($0))] } ?? []
    }
}
