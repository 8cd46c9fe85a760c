import ArgumentParser
import CRDT
import Committee
import Foundation
import Server

struct InviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Prints a slip with a one-use code for a member.",
        discussion: """
            The member types what the slip says, on their own machine, within \(AccountStore.inviteDays) \
            days. Joining replaces a key the member had before. A server may be running on the folder.
            """)

    @Option(help: "The committee's id.")
    var committee: String
    @Option(help: "The member's id in the roster, such as w1.")
    var member: String
    @Option(help: "The server's address as members reach it, HOST:PORT.")
    var host = "localhost:8080"
    @Flag(inversion: .prefixedNo, help: "Print the address as a QR code too.")
    var qr = true
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let invitation = try folder.accounts().invite(member: member, of: committee, now: unixTime())
            let url = "\(host)#\(invitation.code.shown)"
            output.print(
                [
                    "code": .string(invitation.code.shown), "url": .string(url),
                    "committee": .string(committee), "member": .string(member),
                    "expires": .number(Double(invitation.expires)),
                ], words: slip(invitation, url: url))
        }
    }

    private func slip(_ invitation: Invitation, url: String) -> String {
        let participant = invitation.participant
        let line = String(repeating: "-", count: 66)
        return """
            \(line)
              Bipartite: invitation for \(participant.name) (\(participant.role.rawValue))
              Committee: \(committee)

              Type once, on your own machine:

                bipartite join \(url)

              Good for one use, until \(day(of: invitation.expires)). Whoever has this slip can
              act in your name: show it to nobody, and destroy it when you have joined.
            \(code(url))\(line)
            """
    }

    /// Nothing for an address too long for a slip.
    private func code(_ url: String) -> String {
        guard qr, let code = QRCode(url) else { return "" }
        return code.lines(onTerminal: isatty(STDOUT_FILENO) == 1).map { "  \($0)\n" }.joined()
    }
}
