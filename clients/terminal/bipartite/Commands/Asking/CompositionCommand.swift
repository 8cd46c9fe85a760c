import ArgumentParser
import CRDT
import Committee
import SyncClient

struct CompositionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "composition",
        abstract: "Check the committee against its rule: seats, offices, terms, meetings.",
        discussion: """
            A broken hard rule blocks new signatures, never reading or editing. Exit code 1 if one is broken.
            """)

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let options = options
        let health = try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            try await sitting.catchUp(within: options.patience, withDocuments: false)
            let session = await sitting.runner.view.session
            guard let day = CalendarDay(session.day) else {
                throw Failure("The server has not said which day it is; try again online.", .unavailable)
            }
            return RosterHealth(of: session.state, on: day)
        }
        let language = PreferredLanguage.tag()
        options.show(
            .object([
                "blocks_signatures": .bool(health.blocksSignatures),
                "findings": .array(health.findings.map { $0.json(in: language) }),
            ]),
            else: health.findings.isEmpty
                ? ["nothing is missing"]
                : health.findings.map { ($0.code.isHard ? "broken: " : "warning: ") + $0.words(in: language) }
        )
        if health.blocksSignatures {
            warn("New signatures are refused until this is mended.")
            throw ExitCode(1)
        }
    }
}

extension RosterFinding {
    fileprivate func json(in language: String) -> AnyValue {
        var members: [AnyValue.Member] = [
            .init("code", .string(code.rawValue)), .init("hard", .bool(code.isHard)),
            .init("message", .string(words(in: language))),
        ]
        if let side { members.append(.init("side", .string(side.rawValue))) }
        if let member { members.append(.init("member", .string(member))) }
        return .object(members)
    }
}
