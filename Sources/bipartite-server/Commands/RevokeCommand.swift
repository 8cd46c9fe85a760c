import ArgumentParser
import CRDT
import Committee
import Server

struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Lets a member in no more: lost key, lost slip, or leaving.",
        discussion: """
            The member's key, every token and every open code are void. A running server closes the member's \
            sockets within a second. The seat stays: `invite` fills it anew.
            """)

    @Option(help: "The committee's id.")
    var committee: String
    @Option(help: "The member's id in the roster, such as w1.")
    var member: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let revoked = try folder.accounts().revoke(member: member, of: committee, now: unixTime())
            output.print(
                [
                    "committee": .string(committee), "member": .string(member),
                    "key": .bool(revoked.hadKey), "tokens": .number(Double(revoked.tokens)),
                    "codes": .number(Double(revoked.codes)),
                ], words: words(revoked))
        }
    }

    private func words(_ revoked: Revocation) -> String {
        let void = [
            revoked.hadKey ? "a key" : nil, revoked.tokens > 0 ? counted(revoked.tokens, "token") : nil,
            revoked.codes > 0 ? counted(revoked.codes, "open code") : nil,
        ].compactMap { $0 }
        let what =
            void.isEmpty
            ? "had nothing to get in with" : "is let in no more: void are " + void.joined(separator: ", ")
        return """
            \(revoked.participant.name) (\(member)) \(what).
            A new slip: bipartite-server invite --committee \(committee) --member \(member) \
            --host HOST:PORT\(folder.repeated)
            """
    }
}
