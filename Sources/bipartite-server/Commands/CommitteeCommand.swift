import ArgumentParser
import CRDT
import Committee
import RoomLog
import Server

struct CommitteeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "committee",
        abstract: "Brings committees in and lists them.",
        subcommands: [CommitteeImportCommand.self, CommitteeListCommand.self])
}

struct CommitteeListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the committees of a data folder and their members.")

    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let accounts = try folder.accounts()
            var committees: [AnyValue] = []
            var lines: [String] = []
            for id in try LogInspector(folder: folder.existingFolder()).rooms() {
                let members = (try? accounts.members(of: id)) ?? []
                lines.append(id)
                lines += members.map { "  \($0.id)  \($0.role.rawValue)  \($0.name)" }
                committees.append(
                    .object([
                        "committee": .string(id),
                        "members": .array(
                            members.map { member in
                                .object([
                                    "id": .string(member.id), "name": .string(member.name),
                                    "role": .string(member.role.rawValue),
                                ])
                            }),
                    ]))
            }
            if lines.isEmpty {
                lines.append("no committees; `bipartite-server committee import` brings one in")
            }
            output.print(["committees": .array(committees)], words: lines.joined(separator: "\n"))
        }
    }
}
