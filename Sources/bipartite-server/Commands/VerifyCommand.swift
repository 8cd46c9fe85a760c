import ArgumentParser
import Committee
import CRDT
import Foundation
import RoomCore
import RoomLog

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks every hash chain of a data folder, entry by entry.",
        discussion: """
            Recomputes what every entry says of its content and of the entry before it; erased content is \
            allowed. Changes nothing. A server may be running on the folder. Exits with 65 if something \
            does not fit.
            """)

    @Option(help: "Only this committee.")
    var committee: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let log = try LogInspector(folder: folder.existingFolder())
            let line = ProgressLine()
            let progress = { (done: Int, all: Int) in line.show("checking", done, all) }
            let found: [LogVerification]
            if let committee {
                guard try log.rooms().contains(committee) else {
                    throw CommandFailure("there is no committee \(committee) in this data folder", .usage)
                }
                found = [try log.verify(room: committee, progress: progress)]
            } else {
                found = try log.verify(progress: progress)
            }
            let isWhole = found.allSatisfy(\.isWhole)
            output.print(
                ["ok": .bool(isWhole), "committees": .array(found.map(\.json))],
                words: found.map(\.words).joined(separator: "\n"))
            if !isWhole { throw ExitCode(CommandFailure.Code.badData.rawValue) }
        }
    }
}

extension LogVerification {
    fileprivate var words: String {
        let erased = erasedCount == 0 ? "" : ", content of \(erasedCount) erased"
        let counts = "\(entryCount) entries in \(heads.count) chains\(erased)"
        guard let fault else { return "\(room): whole; \(counts)" }
        return """
            \(room.isEmpty ? "no committee" : room): damaged at entry \(fault.position.rawValue): \
            \(fault.reason); whole before it: \(counts). Bring the folder back from a backup, and keep \
            this one for an inquiry.
            """
    }

    /// As `--json` tells it.
    var json: AnyValue {
        .object([
            "committee": .string(room), "ok": .bool(isWhole), "entries": .number(Double(entryCount)),
            "erased": .number(Double(erasedCount)),
            "heads": .array(
                heads.map { head in
                    .object([
                        "audience": .string(head.audience.rawValue),
                        "sequence": .number(Double(head.sequence)),
                        "hash": .string(
                            head.hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                        ),
                    ])
                }),
            "fault": fault.map { fault in
                .object([
                    "position": .number(Double(fault.position.rawValue)), "reason": .string(fault.reason),
                ])
            } ?? .null,
        ])
    }
}
