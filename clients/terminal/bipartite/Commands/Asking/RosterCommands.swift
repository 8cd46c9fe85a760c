import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct RosterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Who belongs to the committee, and who changes that.",
        discussion:
            "Only a side changes its own seats; the programme records an election where a side cannot.",
        subcommands: [
            ListRoster.self, SeatMember.self, InviteMember.self, LeaveRoster.self, SetOffice.self,
            NameHandler.self,
            ReleaseHandler.self, RecordElection.self, RevokeKey.self, SeatProgramme.self, EndProgramme.self,
        ],
        defaultSubcommand: ListRoster.self)
}

struct ListRoster: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the members of both sides, and the programme.")

    static let readsDocuments = false
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let state = session.state
        return (
            .object(["members": .array(state.roster.members.map { Self.json($0, state) })]),
            state.roster.members.map { Self.line($0, state) }
        )
    }

    private static func json(_ member: RosterMember, _ state: CommitteeState) -> AnyValue {
        var members: [AnyValue.Member] = [
            .init("id", .string(member.id)), .init("name", .string(member.name)),
            .init("role", .string(member.role.rawValue)), .init("office", .string(member.office)),
            .init("handler", .bool(member.isHandler)),
            .init("key", .bool(state.roster.currentKey(of: member.id) != nil)),
        ]
        if let ends = state.termEnds(of: member) { members.append(.init("until", .string(ends.text))) }
        return .object(members)
    }

    private static func line(_ member: RosterMember, _ state: CommitteeState) -> String {
        var parts = [member.role.rawValue]
        if !member.office.isEmpty { parts.append(member.office) }
        if member.isHandler { parts.append("handler") }
        if let ends = state.termEnds(of: member) { parts.append("until \(ends.text)") }
        if state.roster.currentKey(of: member.id) == nil { parts.append("no key yet") }
        return "\(member.id)  \(member.name): \(parts.joined(separator: ", "))"
    }
}

struct SeatMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seat", abstract: "Give a seat of your own side to somebody.")

    @Argument(help: "The new member's id, such as w6.") var member: String
    @Argument(help: "The name.") var name: String
    @Option(help: "co_chair, minutes_secretary, member or alternate.") var office = "member"
    @Option(help: "The side; your own if you leave it out.") var side: String?
    @Option(help: "As the committee writes it, such as F.") var gender: String?
    @Option(help: "Languages, the preferred first, such as bn,en.") var languages: String?
    @Option(help: "Where in the factory, such as \"sewing line 3\".") var section: String?
    @Option(help: "election, union_nomination or appointment.") var selectedBy: String?
    @Option(help: "The id of the election that gave the seat.") var election: String?
    @Option(help: "First day of the term.") var since: String?
    @Option(help: "Last day of the term.") var until: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let command = self
        try await Asking(options: options).perform { session in
            let side = command.side ?? session.participant.side?.rawValue ?? ""
            var data: [AnyValue.Member] = .given("side", side) + .given("office", command.office)
            data += .given("name", command.name) + .given("gender", command.gender)
            data += .given("section", command.section) + .given("selected_by", command.selectedBy)
            data += .given("election", command.election) + .given("since", command.since)
            data += .given("until", command.until)
            if let languages = command.languages {
                let tags = languages.split(separator: ",").map { AnyValue.string(String($0)) }
                data.append(.init("languages", .array(tags)))
            }
            return Asking.Request(
                .seatMember, command.member, data,
                words: "\(command.name) has a seat as \(command.member)")
        }
    }
}

struct LeaveRoster: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave", abstract: "End the membership of somebody of your own side, or your own.")

    @Argument(help: "The member's id, such as w4.") var member: String
    @Option(help: "Why.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .endMembership, member, .given("reason", reason),
            words: "\(member) has left; keys, tokens and codes of theirs are void")
    }
}

struct SetOffice: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "office", abstract: "Set the office of somebody of your own side.")

    @Argument(help: "The member's id, such as w2.") var member: String
    @Argument(help: "co_chair, minutes_secretary, member or alternate.") var office: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .setOffice, member, .given("office", office), words: "\(member) is \(office)")
    }
}

struct NameHandler: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "handler",
        abstract: "Name somebody of your own side a focal person for restricted cases.")

    @Argument(help: "The member's id, such as w2.") var member: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(.nameHandler, member, words: "\(member) handles restricted cases")
    }
}

struct ReleaseHandler: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "End somebody's work with restricted cases.")

    @Argument(help: "The member's id, such as w2.") var member: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(.releaseHandler, member, words: "\(member) handles no restricted cases any more")
    }
}

struct RecordElection: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "election", abstract: "Record an election: its members take all seats of the side.",
        discussion: """
            FILE is JSON: {"side", "election", "held", "record", "members": [{"id", "office", "name", ...}]},
            as Protocol/commands.md says under roster.election.record.
            """)

    @Argument(help: "The file.", completion: .file()) var file: String
    @OptionGroup var options: CommonOptions

    func run() async throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let data = (try? AnyValue(json: text))?.members
        else { throw Failure("\(file) cannot be read as a JSON object.", .data) }
        let name = file
        try await Asking(options: options).perform { _ in
            Asking.Request(.recordElection, "", data, words: "the election in \(name) is on record")
        }
    }
}

struct RevokeKey: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-key",
        abstract: "Make a key of your own side void, so that a new code can be issued.")

    @Argument(help: "The member's id, such as w2.") var member: String
    @Option(help: "lost, known_to_others or renewal.") var reason: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .revokeKey, member, .given("reason", reason),
            words: "the key of \(member) is void; a new code can be issued")
    }
}

struct SeatProgramme: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme", abstract: "Let programme staff into the room.")

    @Argument(help: "The person's id, such as adv2.") var person: String
    @Argument(help: "The name.") var name: String
    @Option(help: "advisor, advisor_lead or programme_admin.") var role = "advisor"
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .seatProgramme, person, .given("role", role) + .given("name", name),
            words: "\(name) is in the room as \(role)")
    }
}

struct EndProgramme: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme-leave", abstract: "End the work of programme staff in the room.")

    @Argument(help: "The person's id, such as adv2.") var person: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(.endProgramme, person, words: "\(person) has left the room")
    }
}
