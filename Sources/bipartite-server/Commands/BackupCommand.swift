import ArgumentParser
import CRDT
import Foundation
import RoomLog
import Server

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Takes a whole copy of a data folder, also while a server writes to it.",
        discussion: """
            Log, accounts and head key, all of one moment; every chain of the copy is checked before it gets \
            its name. The server goes on meanwhile. A copy holds all that was ever written, and the key \
            that signs heads: keep it as safe as the folder itself. Matters, cases and anonymous reports are \
            sealed with case.key, which is not in it: keep that file apart, or nobody can read them again.
            """)

    @Option(
        help: "What is made: a folder, or one file if the name ends in .tar. Nothing may be there yet.",
        completion: .file())
    var to: String
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let backup = try FolderBackup.take(
                from: folder.existingFolder(), to: to, progress: ProgressLine().show)
            let entries = backup.committees.reduce(0) { $0 + $1.entryCount }
            output.print(
                [
                    "backup": .string(backup.path), "bytes": .number(Double(backup.bytes)),
                    "entries": .number(Double(entries)), "ok": .bool(true),
                    "committees": .array(backup.committees.map(\.json)),
                ],
                words: """
                    \(backup.path): \(counted(backup.committees.count, "committee")), \(entries) entries, \
                    \(backup.bytes) bytes; every chain is whole.
                    case.key is not in it; keep that file apart.
                    Back to life: bipartite-server restore --from \(backup.path) --case-key FILE --data NEWDIR
                    """)
        }
    }
}
