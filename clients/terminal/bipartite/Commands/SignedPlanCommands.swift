import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

struct ExportPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the plan in force, with its signatures, as a file.",
        discussion: """
            The file is JSON that anybody can check offline: bipartite verify FILE. The server signs it; while
            it cannot be reached the file is made from your own copy, with the members' signatures only. With
            --html it is one page to print, in the language asked for beside the originals.
            """)

    @Flag(help: "One page to print instead.") var html = false
    @Option(help: "The language of the page, such as bn; your first if you leave it out.") var language:
        String?
    @Option(help: "Where to write it; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (options, html, language) = (options, html, language)
        let bytes = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> [UInt8] in
            try await sitting.show(.plan, options)
            let session = await sitting.runner.view.session
            if !html, session.link == .online { return try await Self.signedByServer(sitting, session) }
            if !html { warn("The server cannot be reached: this file is without its signature.") }
            let file =
                html
                ? SignedPlanPage.html(session.picture, language: language ?? session.ownLanguage)
                    .map { Array($0.utf8) }
                : SignedPlan.export(session.picture, heads: session.room.heads)
            guard let file else {
                let words = Refusal(.nothingInForce).words(in: session.language)
                throw Failure("\(words.message) \(words.remedy)", .refused)
            }
            return file
        }
        try options.write(bytes, to: out)
    }

    private static func signedByServer(_ sitting: Sitting, _ session: ClientSession) async throws -> [UInt8] {
        let file = try await sitting.runner.get(
            "/v1/committees/\(sitting.identity.committee)/plan/export", language: session.language)
        return Array(file.utf8)
    }
}

struct PrintMinutes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print",
        abstract: "Write signed minutes as one page to print, with the heads of the chain.",
        discussion: "Both sides keep the paper: a record that was changed later does not hold these heads.")

    @OptionGroup var about: MeetingArgument
    @Option(help: "The language of the page, such as bn; your first if you leave it out.") var language:
        String?
    @Option(help: "Where to write it; else it is printed.", completion: .file()) var out: String?
    @OptionGroup var options: CommonOptions

    func run() async throws {
        let (options, meeting, language) = (options, about.meeting, language)
        let page = try await Sitting.run(try options.choice.identity(), .reads) { sitting -> String in
            try await sitting.show(.minutes, options)
            try await sitting.keepHeads()
            let session = await sitting.runner.view.session
            let row = try session.row(meeting, of: .minutes)
            let page = MinutesPage.html(
                of: row.id, session.picture, heads: session.room.heads,
                language: language ?? session.ownLanguage)
            guard let page else {
                throw Failure("Both sides have not signed these minutes yet.", .refused)
            }
            return page
        }
        try options.write(Array(page.utf8), to: out)
    }
}

extension CommonOptions {
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

struct VerifyFile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check an exported plan, to the byte, without a server.",
        discussion: """
            Exit code 0 if all is good, 1 if not. The file can only say which keys it was made with: compare
            the keys with those on paper. The server's key is what GET /v1/server-key answers.
            """)

    @Argument(help: "The exported file.", completion: .file()) var file: String
    @Option(help: "The server's key: the file must be signed by it.") var serverKey: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file) cannot be read; name a file that plan export wrote.", .data)
        }
        let report = SignedPlan.verify(Array(data), serverKey: serverKey)
        if json { say(Self.json(report).json) } else { for line in Self.lines(report) { say(line) } }
        if !report.isGood { throw ExitCode(1) }
    }

    private static func json(_ report: SignedPlan.Report) -> AnyValue {
        .object([
            "good": .bool(report.isGood), "committee": .string(report.committee),
            "root": .string(report.root),
            "items": .number(Double(report.items)), "signatures": .number(Double(report.signatures)),
            "keys": .array(report.keys.map { .string($0) }),
            "server_key": report.serverKey.map { .string($0) } ?? .null,
            "problems": .array(report.problems.map { .string($0) }),
        ])
    }

    private static func lines(_ report: SignedPlan.Report) -> [String] {
        guard report.isGood else {
            return ["NOT GOOD: do not trust this file"] + report.problems.map { "  \($0)" }
        }
        return [
            "good: \(report.committee), \(report.items) items in force, \(report.signatures) signatures",
            "root \(report.root)",
            report.serverKey.map { "signed by the server with the key \($0)" }
                ?? "not signed by a server: days, names and rosters are as whoever made the file says",
            "made with these keys; compare them with those on paper:",
        ] + report.keys.map { "  \($0)" }
    }
}
