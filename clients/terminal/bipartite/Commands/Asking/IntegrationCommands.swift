import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct IntegrationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "integration", abstract: "Which programs hear of what, and who decides that.",
        discussion: """
            Both sides decide what leaves the room: one proposes, the other confirms. Either ends it alone.
            The operator issues the program's token: bipartite-server token --committee C --member ID.
            """,
        subcommands: [
            ListIntegrations.self, ProposeGrant.self, ConfirmGrant.self, DeclineGrant.self,
            RemoveIntegration.self,
        ],
        defaultSubcommand: ListIntegrations.self)
}

struct ListIntegrations: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the programs, and what waits for an answer.")

    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        let roster = session.state.roster
        let granted = roster.grants.sorted { $0.key < $1.key }
        let proposed = roster.grantProposals.sorted { $0.key < $1.key }
        let json = AnyValue.object([
            "integrations": .array(granted.map { Self.json($0.key, $0.value) }),
            "proposals": .array(
                proposed.map { id, proposal in
                    Self.json(id, proposal.grant, [.init("side", .string(proposal.side.rawValue))])
                }),
        ])
        let lines =
            granted.map { "\($0.key)  \($0.value.name): \($0.value.areas.joined(separator: ", "))" }
            + proposed.map { id, proposal in
                "\(id)  \(proposal.grant.name): \(proposal.grant.areas.joined(separator: ", ")), "
                    + "proposed by the \(proposal.side.rawValue) side"
            }
        return (json, lines.isEmpty ? ["no program hears of anything"] : lines)
    }

    private static func json(
        _ id: String, _ grant: IntegrationGrant, _ more: [AnyValue.Member] = []
    ) -> AnyValue {
        .object([.init("id", .string(id))] + grant.data + more)
    }
}

struct ProposeGrant: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose", abstract: "Propose to let a program hear of areas.")

    @Argument(help: "The program's id, such as int1.") var id: String
    @Argument(help: "What people call it.") var name: String
    @Option(help: "plan, diagnosis, training, assessment_report; several by commas.") var areas = "plan"
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .proposeGrant, id, [.init("name", .string(name)), .init("areas", .list(areas))],
            words: "the other side is asked whether \(name) may hear of \(areas)")
    }
}

struct ConfirmGrant: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Let a program hear of what the other side proposed.")

    @Argument(help: "The program's id.") var id: String
    @Option(help: "The areas you were shown, by commas; others are refused.") var areas: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(
            .confirmGrant, id, [.init("areas", .list(areas))],
            words: "\(id) hears of \(areas) from now on")
    }
}

struct DeclineGrant: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline what the other side proposed, or take back your own.")

    @Argument(help: "The program's id.") var id: String
    @Option(help: "Why.") var reason: String?
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(.declineGrant, id, .given("reason", reason), words: "\(id): declined")
    }
}

struct RemoveIntegration: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Let a program hear of nothing any more.")

    @Argument(help: "The program's id.") var id: String
    @OptionGroup var options: CommonOptions

    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        Asking.Request(.removeIntegration, id, words: "\(id) hears of nothing any more; its token is void")
    }
}
