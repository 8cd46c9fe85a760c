import CRDT
import Committee
import Foundation
import SyncClient

/// What a script asks for by authority: judged here, kept, sent, waited for until the server has answered.
struct Asking: Sendable {
    /// One command in the making.
    struct Request: Sendable {
        var type: CommandType
        var subject: String
        var data: [AnyValue.Member]
        /// What stands in the answer for people once it is recorded.
        var words: String

        init(_ type: CommandType, _ subject: String = "", _ data: [AnyValue.Member] = [], words: String) {
            (self.type, self.subject, self.data, self.words) = (type, subject, data, words)
        }

        /// About what is signed or to be signed.
        init(_ type: CommandType, on scope: SignOffScope, words: String) {
            self.init(type, scope.row, [.init("scope", .string(scope.rawValue))], words: words)
        }
    }

    var options: CommonOptions

    /// Asks for what `make` reads out of the session, with every document in step where the link allows.
    func perform(
        _ make: @escaping @Sendable (ClientSession) throws(Failure) -> Request
    ) async throws {
        try await performAll { session throws(Failure) in [try make(session)] }
    }

    /// The same of several, each answered by itself. One that has to wait holds up none of the others.
    func performAll(
        _ make: @escaping @Sendable (ClientSession) throws(Failure) -> [Request]
    ) async throws {
        try await Sitting.run(try options.choice.identity(), .writes(wait: options.patience)) { sitting in
            _ = try await sitting.joinAll(within: options.patience)
            var later: Failure?
            for request in try make(await sitting.runner.view.session) {
                let command = Command(
                    id: UUID().uuidString.lowercased(), type: request.type, subject: request.subject,
                    data: .object(request.data))
                do {
                    try await sitting.ask(command, options, words: request.words)
                } catch let failure as Failure where failure.code == .later {
                    later = failure
                }
            }
            if let later { throw later }
        }
    }
}

extension Sitting {
    /// Asks, waits for the answer, and prints it.
    func ask(_ command: Command, _ options: CommonOptions, words: String) async throws {
        let id = command.id
        let refusal = try await runner.with { session -> (RefusedCommand?, [ClientSession.Effect]) in
            do throws(Refusal) {
                return (nil, try session.command(command))
            } catch {
                return (RefusedCommand(error, of: command, in: session.language), [])
            }
        }
        if let refusal { return try refusal.answer(options) }
        _ = await runner.wait(options.patience) { view in
            !view.session.waitingCommands.contains { $0.id == id }
        }
        let session = await runner.view.session
        if let refused = session.refusedCommands.first(where: { $0.command.id == id }) {
            // The member is told here and now: it need not be kept.
            try await runner.with { ((), $0.forgetRefused(id)) }
            return try refused.answer(options)
        }
        try await keepHeads()
        let facts: [AnyValue.Member] = [
            .init("command", .string(id)), .init("type", .string(command.type.rawValue)),
            .init("subject", .string(command.subject)),
        ]
        guard session.waitingCommands.contains(where: { $0.id == id }) else {
            return options.show(.object([.init("recorded", .bool(true))] + facts), else: [words])
        }
        let count = session.waitingCommands.count
        options.show(
            .object(
                [.init("recorded", .bool(false)), .init("waiting", .number(Double(count)))] + facts),
            else: [])
        throw Failure(
            (session.link == .online ? "not answered yet" : "offline")
                + ", \(count) waiting: kept here, it goes out with the next command.", .later)
    }
}

extension RefusedCommand {
    /// Prints the refusal with `--json`, and ends the command in plain words: a value that is none is the
    /// input's fault, and what stands already is done.
    func answer(_ options: CommonOptions) throws(Failure) {
        let words = [message, remedy].filter { !$0.isEmpty }.joined(separator: " ")
        let isDone = code == RefusalCode.noChange.rawValue
        options.show(
            .object([
                "recorded": .bool(false),
                "refusal": .object([
                    "code": .string(code), "message": .string(message), "remedy": .string(remedy),
                    "details": details,
                ]),
            ]), else: isDone ? [words] : [])
        guard !isDone else { return }
        let wrong: [RefusalCode] = [.valueInvalid, .commandUnreadable]
        throw Failure(words, wrong.map(\.rawValue).contains(code) ? .data : .refused)
    }
}

/// The language for sentences of the server and the rules, as the environment names it.
enum PreferredLanguage {
    /// A tag such as `zh-CN`; `en` where nothing or only `C` is set.
    static func tag(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let names = ["BIPARTITE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]
        let set = names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let tag = set.prefix { $0 != "." && $0 != "@" }.replacing("_", with: "-")
        return ["", "C", "POSIX"].contains(tag) ? "en" : String(tag)
    }
}
