import ArgumentParser
import CRDT
import Committee
import SyncClient

struct SignOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signoff",
        abstract: "What is signed and in force, asking for signatures, and taking one's own back.",
        subcommands: [SignOffStatus.self, RequestSignatures.self, WithdrawSignature.self],
        defaultSubcommand: SignOffStatus.self)
}

struct SignOffStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show of each plan item what is in force and how the draft differs.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let items = try await StandingReading(options: options).standings()
        options.show(
            .object(["items": .array(items.map { $0.standing.json($0.row) })]),
            else: items.map { "\($0.row.name): \($0.standing.words)" })
    }
}

struct PlanDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show the plan in force against the draft, word by word.",
        discussion: "[-gone-] stands in force and not in the draft; {+new+} stands in the draft only.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let all = try await StandingReading(options: options).standings()
        let items = all.filter { !$0.standing.changes.isEmpty }
        let same =
            all.contains { $0.standing.version != nil }
            ? "the draft says what is in force" : "nothing is in force yet: both sides have to sign first"
        let lines = items.flatMap { item in
            ["\(item.row.name): \(item.standing.words)"]
                + item.standing.changes.map { "  \($0.sentence)\($0.sides.words)" }
        }
        options.show(
            .object(["items": .array(items.map { $0.standing.json($0.row) })]),
            else: lines.isEmpty ? [same] : lines)
    }
}

struct RequestSignatures: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Ask the committee to sign, in the name of your side.",
        discussion: "It names nobody: whose signature is missing is said to no one.")

    @Argument(help: "plan, diagnosis or minutes.") var document: String
    @Argument(help: "An item or a meeting, by id or short name; else all of the plan.") var row: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let scope: SignOffScope
        switch (document, row) {
        case ("plan", nil): scope = .plan
        case ("plan", let item?): scope = .planItem(try session.row(item, of: .plan).id)
        case ("diagnosis", nil): scope = .diagnosis
        case ("minutes", let meeting?): scope = .minutes(try session.row(meeting, of: .minutes).id)
        default:
            throw Failure(
                "There is plan, with or without an item, diagnosis, and minutes with a meeting.", .data)
        }
        return Asking.Request(
            .requestSignOff, on: scope,
            words: "the committee is asked to sign \(document)\(row.map { " \($0)" } ?? "")")
    }
}

struct WithdrawSignature: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take back your signature on what is not in force yet.",
        discussion: "It needs no reason. Without ITEM all your signatures on the plan that still wait.")

    @Argument(help: "The item's id, or its short name such as p02.") var item: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        let row = try item.map { name throws(Failure) in try session.row(name, of: .plan) }
        return Asking.Request(
            .withdrawSignature, on: row.map { .planItem($0.id) } ?? .plan,
            words: "your signature on \(row?.name ?? "the plan") is taken back")
    }
}

/// How every item of the plan stands.
struct StandingReading: Sendable {
    var options: CommonOptions

    func standings() async throws -> [(row: Row, standing: ItemStanding)] {
        let options = options
        return try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            try await sitting.show(.plan, options)
            let session = await sitting.runner.view.session
            let picture = session.picture
            return picture.rows(of: .plan).compactMap { row in
                let standing = picture.standing(of: row.id, for: session.participant.id)
                return row.isRemoved && standing.version == nil ? nil : (row, standing)
            }
        }
    }
}

extension ItemStanding {
    /// `v1 in force since 2024-11-11; the draft differs in 1 field, changed by management`.
    var words: String {
        var parts: [String] = []
        if let version, let since { parts.append("v\(version) in force since \(since)") }
        if !changes.isEmpty {
            let who = changedBy.map(\.rawValue).sorted().joined(separator: " and ")
            parts.append(
                "the draft differs in \(changes.count) field\(changes.count == 1 ? "" : "s")"
                    + (who.isEmpty ? "" : ", changed by \(who)"))
        }
        if !fallen.isEmpty {
            parts.append("your signature fell when \(fallen.joined(separator: ", ")) changed")
        }
        if let stale {
            parts.append(
                "your signature of \(stale) has no effect: the text had changed, look and sign again")
        }
        if isOpenToMember, let askedBy {
            parts.append("the \(askedBy.rawValue) side asks for signatures")
        }
        if isPartial {
            parts.append(isSignedByMember ? "signed by you, waits for others" : "signatures begun")
        }
        return parts.isEmpty ? "not signed yet" : parts.joined(separator: "; ")
    }

    func json(_ row: Row) -> AnyValue {
        var members: [AnyValue.Member] = [
            .init("id", .string(row.id)), .init("ref", .string(row.name)), .init("state", .string(state)),
            .init("signed_by_you", .bool(isSignedByMember)),
            .init("changes", .array(changes.map(\.asJSON))),
            .init("changed_by", .array(changedBy.map(\.rawValue).sorted().map { .string($0) })),
            .init("fallen", .array(fallen.map { .string($0) })),
            .init("stale", stale.map { .string($0) } ?? .null),
            .init("asked_by", askedBy.map { .string($0.rawValue) } ?? .null),
        ]
        if let version { members.append(.init("version", .number(Double(version)))) }
        if let since { members.append(.init("since", .string(since))) }
        return .object(members)
    }
}
