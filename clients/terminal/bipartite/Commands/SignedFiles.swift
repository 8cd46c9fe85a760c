import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient
import TerminalApp

extension Sitting {
    /// A file of what both sides signed: as the server gives it out, or of the own copy where it cannot be
    /// reached.
    ///
    /// - Parameters:
    ///   - path: of what is exported, behind the committee's.
    ///   - refusal: why the own copy makes no file.
    func signedFile(
        _ path: String, else refusal: RefusalCode, own: (ClientSession) -> [UInt8]?
    ) async throws -> [UInt8] {
        let session = await runner.view.session
        guard session.link != .online else {
            let path = "/v1/committees/\(identity.committee)/\(path)/export"
            return Array(try await runner.get(path, language: session.language).utf8)
        }
        guard let file = own(session) else { throw Failure(refusal, in: session.language) }
        warn("The server cannot be reached: this file is without its signature.")
        return file
    }
}

extension Failure {
    /// In the words of a refusal.
    init(_ refusal: RefusalCode, in language: String) {
        let words = Refusal(refusal).words(in: language)
        self.init("\(words.message) \(words.remedy)", .refused)
    }
}

extension CommonOptions {
    /// Writes a page to print: with `--json` and no file it is a member of an object.
    func write(page: String, to out: String?) throws(Failure) {
        guard json, out == nil else { return try write(Array(page.utf8), to: out) }
        say(AnyValue.object(["html": .string(page)]).json)
    }

    /// Writes a file, or prints it where none is named.
    func write(_ bytes: [UInt8], to out: String?) throws(Failure) {
        guard let out else { return say(String(decoding: bytes, as: UTF8.self)) }
        do {
            try Data(bytes).write(to: URL(filePath: out))
        } catch {
            throw Failure("\(out) could not be written; free some space or mend its permissions.", .disk)
        }
        show(
            .object(["file": .string(out), "bytes": .number(Double(bytes.count))]), else: ["written: \(out)"])
    }
}

extension Paper {
    /// A page in any language can be asked for, because texts are translated into any. One without headings
    /// is said to be.
    static func warn(of language: String?, printed: [String]) {
        guard let language, !printed.contains(language.prefix { $0 != "-" }.lowercased()) else { return }
        bipartite.warn(
            "There are no headings in \(language), so they are in English; there are "
                + printed.joined(separator: ", ") + ".")
    }
}

struct VerifyFile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check an exported plan or exported minutes, to the byte, without a server.",
        discussion: """
            Exit code 0 if all is good, 1 if not. The file can only say which keys it was made with: compare
            the keys with those on paper. The server's key is what GET /v1/server-key answers.
            """)

    @Argument(help: "The exported file.", completion: .file()) var file: String
    @Option(help: "The server's key: the file must be signed by it.") var serverKey: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(
                "\(file) cannot be read; name a file that plan export or minutes export wrote.", .data)
        }
        let report = SignedFile.verify(Array(data), serverKey: serverKey)
        if json { say(report.json.json) } else { for line in report.lines { say(line) } }
        if !report.isGood { throw ExitCode(1) }
    }
}

extension SignedFile.Report {
    fileprivate var json: AnyValue {
        .object(
            [
                .init("good", .bool(isGood)), .init("committee", .string(committee)),
                .init("signatures", .number(Double(signatures))),
                .init("heads", .object(heads.map { .init($0.rawValue, $1.json) })),
                .init("keys", .array(keys.map { .string($0) })),
                .init("server_key", serverKey.map { .string($0) } ?? .null),
                .init("problems", .array(problems.map { .string($0) })),
            ] + (plan?.members ?? []) + (minutes?.members ?? []))
    }

    /// What was found and, where all is good, what was checked to say so.
    fileprivate var lines: [String] {
        guard isGood else {
            return ["NOT GOOD: do not trust this file"] + problems.map { "  \($0)" }
        }
        let holds = plan?.lines(committee, signatures) ?? minutes?.lines(committee, signatures) ?? []
        let known = Side.allCases.compactMap { side in
            heads[side].map { "  \(side.rawValue) side: \($0.sequence) \($0.hash)" }
        }
        return holds + [
            serverKey.map { "signed by the server with the key \($0)" }
                ?? "not signed by a server: days, names and rosters are as whoever made the file says",
            "checked: every byte by the seal, every text by its digest, every signature by its key, and that"
                + " enough of both sides signed each version",
            "the newest entry of the record that each side signed in sight of:",
        ] + known + ["made with these keys; compare them with those on paper:"] + keys.map { "  \($0)" }
    }
}

extension SignedPlan.Summary {
    fileprivate func lines(_ committee: String, _ signatures: Int) -> [String] {
        ["good: \(committee), items in force: \(items), signatures: \(signatures)", "root \(root)"]
    }

    fileprivate var members: [AnyValue.Member] {
        [.init("root", .string(root)), .init("items", .number(Double(items)))]
    }
}

extension SignedMinutes.Summary {
    fileprivate func lines(_ committee: String, _ signatures: Int) -> [String] {
        let sides = Side.allCases.map { side in
            "\(side.rawValue) side: \(present[side, default: []].joined(separator: ", "))"
        }
        return [
            "good: \(committee), minutes of \(held), corrections: \(corrections), \(signatures) signatures",
            "digest \(digest)",
            "present, \(sides.joined(separator: "; ")); \(isQuorate ? "quorate" : "not quorate")",
            planVersion.map { "decisions: \(decisions), on version \($0) of the plan" }
                ?? "decisions: \(decisions), before any plan was in force",
        ]
    }

    fileprivate var members: [AnyValue.Member] {
        [
            .init("meeting", .string(meeting)), .init("digest", .string(digest)),
            .init("held", .string(held)), .init("quorate", .bool(isQuorate)),
            .init("present", .object(present.map { .init($0.rawValue, .array($1.map { .string($0) })) })),
            .init("decisions", .number(Double(decisions))),
            .init("plan_version", planVersion.map { .number(Double($0)) } ?? .null),
            .init("corrections", .number(Double(corrections))),
        ]
    }
}

extension SignatureStatement.Head {
    fileprivate var json: AnyValue {
        .object(["sequence": .number(Double(sequence)), "hash": .string(hash)])
    }
}
