import ArgumentParser
import CRDT
import Committee
import Foundation

/// Asked of the server, because a member's own copy holds nothing of a case they do not handle.
struct FollowIssue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract: "See how a matter you raised in your own name stands, also a case you may not read.",
        discussion: """
            MATTER is the whole id that `issues raise` printed. The handlers' words to you are shown, their
            notes are not. With a flag you answer: it is solved, it is not, or you take it back.
            """)

    @Argument(help: "The matter's id, whole.") var matter: String
    @Flag(help: "It is solved: close it.") var confirm = false
    @Flag(help: "It is not solved: open it again.") var object = false
    @Flag(help: "Take it back.") var withdraw = false
    @OptionGroup var options: CommonOptions

    func validate() throws {
        guard [confirm, object, withdraw].count(where: \.self) <= 1 else {
            throw ValidationError("Give one of --confirm, --object and --withdraw.")
        }
    }

    func run() async throws {
        let (options, said) = (options, said)
        guard let matter = UUID(uuidString: matter)?.uuidString.lowercased() else {
            throw Failure("\(matter) is no whole id; give the one that `issues raise` printed.", .data)
        }
        let answer = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> AnyValue in
            let committee = "/v1/committees/\(sitting.identity.committee)"
            let language = PreferredLanguage.tag()
            if let said {
                let command = Command(
                    id: UUID().uuidString.lowercased(), type: .setIssueStatus, subject: matter,
                    data: .object(["status": .string(said)]))
                try await sitting.runner.post("\(committee)/commands", command.json, language: language)
            }
            let text = try await sitting.runner.get("\(committee)/matters/\(matter)", language: language)
            return try AnyValue(json: text)
        }
        let status = (answer["status"]?.string ?? "").replacing("_", with: " ")
        let words = (answer["texts"]?.array ?? []).map { text in
            ["day", "by", "text"].compactMap { text[$0]?.string }.joined(separator: "  ")
        }
        options.show(answer, else: [status] + words)
    }

    private var said: String? {
        if confirm { return "closed_confirmed" }
        if object { return "reopened" }
        return withdraw ? "withdrawn" : nil
    }
}
