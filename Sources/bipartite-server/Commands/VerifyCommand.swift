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
    @Option(
        help: """
            Heads to hold the chains of --committee against: `bipartite status --json`, or an exported plan \
            or minutes.
            """,
        completion: .file())
    var heads: String?
    @OptionGroup var folder: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let log = try LogInspector(folder: folder.existingFolder())
            let line = ProgressLine()
            let progress = { (done: Int, all: Int) in line.show("checking", done, all) }
            var found: [LogVerification]
            if let committee {
                guard try log.rooms().contains(committee) else {
                    throw CommandFailure("there is no committee \(committee) in this data folder", .usage)
                }
                found = [try log.verify(room: committee, progress: progress)]
            } else {
                found = try log.verify(progress: progress)
            }
            if let heads { found = try held(against: heads, found, log) }
            let isWhole = found.allSatisfy(\.isWhole)
            output.print(
                ["ok": .bool(isWhole), "committees": .array(found.map(\.json))],
                words: found.map(\.words).joined(separator: "\n"))
            if !isWhole { throw ExitCode(CommandFailure.Code.badData.rawValue) }
        }
    }

    /// A chain that is whole in itself may be another one than members have heard of: cut at its end, taken
    /// from an older copy, or written anew.
    private func held(
        against file: String, _ found: [LogVerification], _ log: LogInspector
    ) throws -> [LogVerification] {
        guard let committee else { throw CommandFailure("--heads needs --committee", .usage) }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let json = try? AnyValue(json: text), let kept = Self.heads(in: json)
        else { throw CommandFailure("\(file) holds no heads, or one that is not as clients keep it", .usage) }
        try checkSignatures(in: json, of: committee, file)
        return try found.map { one in
            guard one.isWhole else { return one }
            var one = one
            for head in kept {
                let link = try log.links(room: committee, at: [head.place]).first
                guard link != head else { continue }
                let what = link == nil ? "is gone" : "is another one"
                one.fault = .init(
                    position: LogPosition(head.sequence),
                    reason:
                        "entry \(head.sequence) of \(head.audience.rawValue), which a member keeps, \(what)")
                break
            }
            return one
        }
    }

    /// Anybody can write a head down; one with a signature must bear the one of this folder's server.
    private func checkSignatures(in json: AnyValue, of committee: String, _ file: String) throws {
        let seed = try [UInt8](Data(contentsOf: URL(filePath: folder.existingFolder() + "/head.key")))
        guard seed.count == 32 else {
            throw CommandFailure("head.key has \(seed.count) bytes, not 32", .badData)
        }
        let key = HeadSigner(seed: seed).publicKey
        for head in Self.listed(in: json) where head["signature"] != nil {
            guard !SignedHead.isGenuine(head, committee: committee, key: key) else { continue }
            throw CommandFailure(
                "entry \(head["sequence"]?.int ?? 0) in \(file) does not bear the signature of this "
                    + "folder's server (head.key): it proves nothing here. "
                    + "Take heads that this server signed.",
                .usage)
        }
    }

    private static func listed(in json: AnyValue) -> [AnyValue] {
        ((json["body"] ?? json)["heads"] ?? json).array ?? []
    }

    /// By number. Of an exported file those it was given, and those in sight of which its members signed; nil
    /// where there is none, or one that cannot be read: who holds a folder against nothing is told so.
    private static func heads(in json: AnyValue) -> [Head]? {
        let signed = (json["body"]?["records"]?.array ?? []).map { record in
            AnyValue.object(
                [.init("audience", .string(Audience.committee.rawValue))]
                    + (record["statement"]?["head"]?.members ?? []))
        }
        let heads = (listed(in: json) + signed).map(Head.init(kept:))
        guard !heads.isEmpty, !heads.contains(nil) else { return nil }
        return heads.compactMap { $0 }.sorted { $0.sequence < $1.sequence }
    }
}

extension LogVerification {
    fileprivate var words: String {
        let erased = erasedCount == 0 ? "" : ", content of \(erasedCount) erased"
        let counts = "\(entryCount) entries in \(heads.count) chains\(erased)"
        guard let fault else { return "\(room): whole; \(counts)" }
        let whole = room.isEmpty ? "" : "; whole before it: \(counts)"
        return """
            \(room.isEmpty ? "the log" : room): damaged at entry \(fault.position.rawValue): \
            \(fault.reason)\(whole). Bring the folder back from a backup, and keep this one for an inquiry.
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
                        "hash": .string(Hexadecimal.text(head.hash)),
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

extension Head {
    /// As clients keep it.
    fileprivate init?(kept json: AnyValue) {
        guard let audience = json["audience"]?.string.flatMap(Audience.init(rawValue:)),
            let sequence = json["sequence"]?.int.flatMap(SequenceNumber.init(exactly:)),
            let hash = json["hash"]?.string.flatMap(Hexadecimal.bytes), hash.count == 32
        else { return nil }
        self.init(audience: audience, sequence: sequence, hash: hash)
    }
}
