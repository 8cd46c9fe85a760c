import ArgumentParser
import CRDT
import Committee
import Foundation

struct InviteMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Give somebody of your own side the code to join with.",
        discussion: """
            The code is good once and for 14 days; a code given to the same member before is void. Whoever has
            it can act as that member: hand it over yourself. Somebody whose key still signs gets none: a key
            that is lost is made void first, with roster revoke-key.
            """)

    @Argument(help: "The member's id, such as w6.") var member: String
    @Flag(inversion: .prefixedNo, help: "Print the address as a QR code too.") var qr = true
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (member, options) = (member, options)
        let (answer, url) = try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            let identity = sitting.identity
            let answer = try await sitting.runner.post(
                "/v1/committees/\(identity.committee)/invitations", .object(["member": .string(member)]),
                language: PreferredLanguage.tag())
            return (answer, "\(identity.server.text)#\(answer["code"]?.string ?? "")")
        }
        let facts = (answer.members ?? []) + [.init("url", .string(url))]
        options.show(.object(facts), else: slip(answer["name"]?.string ?? member, url))
        guard qr, !options.json, let code = QRCode(url) else { return }
        for line in code.lines(onTerminal: isatty(STDOUT_FILENO) == 1) { say(line, isOwn: true) }
    }

    private func slip(_ name: String, _ url: String) -> [String] {
        [
            "Invitation for \(name). On their own machine they type once:", "",
            "  bipartite join \(url)", "",
            "Good for one use and 14 days. Whoever has it can act in their name: show it to nobody else.",
        ]
    }
}
