import ArgumentParser
import CRDT
import Committee
import Foundation
import RoomCore
import RoomLog
import Server

struct CommitteeImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes a room of a committee file.",
        discussion: """
            All or nothing: a file with a mistake is named by line and field, and nothing is imported. \
            Every row goes to the document of its label; signatures are never taken. No server may be \
            running on the folder.
            """)

    @Argument(help: "The committee file (JSON).", completion: .file())
    var file: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let committee = try read()
            let folder = try folder.folder()
            let log = try SQLiteRoomLog(folder: folder)
            defer { log.close() }
            let members = Projection.roster(committee.events).map {
                Participant(id: $0.id, name: $0.name, role: $0.role, isHandler: $0.isHandler)
            }
            let content = ImportBatch(
                id: committee.committee, events: committee.events, updates: committee.updates)
            try CommitteeInstallation(
                content: content, members: members, day: day(of: unixTime(), in: committee.timeZone)
            ).install(
                into: log, signer: HeadSigner(seed: log.headSeed), accounts: AccountStore(folder: folder))
            show(committee, members)
        }
    }

    private func read() throws -> CommitteeImport {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandFailure("\(file) cannot be read; check its name and that you may read it", .noInput)
        }
        var random = SystemRandomNumberGenerator()
        do {
            return try CommitteeImport(json: Array(bytes), random: &random)
        } catch {
            let place = error.line > 0 ? "\(file):\(error.line)" : file
            throw CommandFailure(
                "\(place): \(error.field): expected \(error.expected), found \(error.found); "
                    + "nothing was imported",
                .badData)
        }
    }

    private func show(_ committee: CommitteeImport, _ members: [Participant]) {
        let names = members.map(\.id).joined(separator: ", ")
        let words =
            committee.report + [
                "Imported \(committee.committee): \(members.count) members (\(names)).",
                "Next: bipartite-server invite --committee \(committee.committee) --member ID "
                    + "--host HOST:PORT\(folder.repeated)",
            ]
        output.print(
            [
                "committee": .string(committee.committee),
                "members": .array(members.map { .string($0.id) }),
                "events": .number(Double(committee.events.count)),
                "documents": .array(committee.updates.map { .string($0.document.rawValue) }),
                "report": .array(committee.report.map { .string($0) }),
            ], words: words.joined(separator: "\n"))
    }
}
