import ArgumentParser
import CRDT
import Server

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Issues a token for a member: for integrations and tests.",
        discussion: """
            The token can do everything but sign. It is shown once; only its hash is kept. A server may be \
            running on the folder.
            """)

    @Option(help: "The committee's id.")
    var committee: String
    @Option(help: "The member's id in the roster, such as w1.")
    var member: String
    @Option(help: "How long it is good: 1 to 366 days.")
    var days = 30
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...366).contains(days) else {
            throw ValidationError("--days is a number from 1 to 366, not \(days)")
        }
    }

    func run() async throws {
        try await reporting {
            let issued = try folder.accounts().issueToken(
                member: member, of: committee, lifetimeSeconds: days * 86_400, now: unixTime())
            output.print(
                [
                    "token": .string(issued.token), "committee": .string(committee),
                    "member": .string(member),
                    "expires": .number(Double(issued.expires)),
                ], words: issued.token)
        }
    }
}
