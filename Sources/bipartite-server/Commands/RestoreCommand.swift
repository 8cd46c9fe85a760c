import ArgumentParser
import CRDT
import Foundation
import RoomLog
import Server

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Makes a data folder of a backup.",
        discussion: """
            Checks every file and every chain. Then every document enters a new epoch: clients take the \
            backup's state and write anew what they had not sent, or show it to its author. All tokens and \
            open codes end, because some may have been revoked or used since; members' programs get new \
            tokens by themselves, integrations need new ones.
            """)

    @Option(help: "What `backup` made: a folder or a .tar file.", completion: .file())
    var from: String
    @Option(
        help: """
            The file case.key, which is kept apart from backups; nothing is restored without it where \
            anything was ever sealed.
            """,
        completion: .file())
    var caseKey: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let restored = try FolderRestore.restore(
                from: from, to: folder.folder(), caseKey: caseKey, progress: ProgressLine().show)
            let entries = restored.committees.reduce(0) { $0 + $1.entryCount }
            output.print(
                [
                    "data": .string(restored.path), "taken": .string(restored.taken),
                    "entries": .number(Double(entries)), "epochs": .number(Double(restored.newEpochs)),
                    "void_tokens": .number(Double(restored.voidTokens)),
                    "void_codes": .number(Double(restored.voidCodes)), "ok": .bool(true),
                    "committees": .array(restored.committees.map(\.json)),
                ],
                words: """
                    \(restored.path): as of \(restored.taken); \
                    \(counted(restored.committees.count, "committee")), \
                    \(counted(entries, "entry", "entries")), every chain whole.
                    \(counted(restored.newEpochs, "document")) in a new epoch; ended: \
                    \(counted(restored.voidTokens, "token")), \(counted(restored.voidCodes, "open code")).
                    Members who joined, or were revoked, since then: compare `committee list`, then `invite` \
                    or `revoke` them again.
                    Next: bipartite-server serve --data \(restored.path)
                    """)
        }
    }
}
