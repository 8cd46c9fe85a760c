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
    @Option(help: "How long it is good: 15m, 12h or 30d, a year at most. (default: 30d)")
    var expires: Lifetime?
    @Option(help: "The same in whole days.")
    var days: Int?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard days == nil || expires == nil else {
            throw ValidationError("--expires and --days say the same; pass one of them")
        }
        guard days.map({ (1...366).contains($0) }) ?? true else {
            throw ValidationError("--days is a number from 1 to 366, not \(days ?? 0)")
        }
    }

    func run() async throws {
        try await reporting {
            let seconds = expires?.seconds ?? (days ?? 30) * 86_400
            let issued = try folder.accounts().issueToken(
                member: member, of: committee, lifetimeSeconds: seconds, now: unixTime())
            output.print(
                [
                    "token": .string(issued.token), "committee": .string(committee),
                    "member": .string(member),
                    "expires": .number(Double(issued.expires)),
                ], words: issued.token)
        }
    }
}

/// A number and its unit: `15m`, `12h`, `30d`.
struct Lifetime: ExpressibleByArgument {
    var seconds: Int

    init?(argument: String) {
        let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = UInt16(argument.dropLast()),
            (1...366 * 86_400).contains(Int(count) * unit)
        else { return nil }
        seconds = Int(count) * unit
    }
}
