import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient

/// A command that asks the room for one thing by authority. A type says what people type and what is asked;
/// judging, keeping, sending, waiting and printing are the same for all.
protocol AskingCommand: AsyncParsableCommand, Sendable {
    var options: CommonOptions { get }
    /// What is asked, read out of the session with every document in step where the link allows.
    func request(_ session: ClientSession) throws(Failure) -> Asking.Request
}

extension AskingCommand {
    func run() async throws {
        let command = self
        try await Asking(options: options).perform { session throws(Failure) in try command.request(session) }
    }
}

/// What people type to name one row of a document.
protocol RowArgument: ParsableArguments, Sendable {
    static var document: DocumentName { get }
    var row: String { get }
}

/// A command that asks for something about one row.
protocol RowCommand: AskingCommand {
    associatedtype Target: RowArgument
    var target: Target { get }
    func request(_ row: Row, _ session: ClientSession) throws(Failure) -> Asking.Request
}

extension RowCommand {
    func request(_ session: ClientSession) throws(Failure) -> Asking.Request {
        try request(session.row(target.row, of: Target.document), session)
    }
}

/// A command that reads the room and prints what it finds; offline it reads what was kept.
protocol ReadingCommand: AsyncParsableCommand, Sendable {
    var options: CommonOptions { get }
    /// Whether it reads documents, not only what the room's events add up to.
    static var readsDocuments: Bool { get }
    /// The JSON form, and the lines for people.
    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String])
}

extension ReadingCommand {
    static var readsDocuments: Bool { true }

    func run() async throws {
        let command = self
        let (json, lines) = try await Sitting.run(try options.choice.identity(), .reads) { sitting in
            try await sitting.catchUp(within: command.options.patience, withDocuments: Self.readsDocuments)
            return try command.answer(await sitting.runner.view.session)
        }
        options.show(json, else: lines)
    }
}

extension Sitting {
    /// Comes into step with the room, and with all its documents. Offline what was kept is read, and a line
    /// says so.
    func catchUp(within wait: Duration, withDocuments: Bool) async throws {
        let isOnline =
            withDocuments
            ? try await joinAll(within: wait) : try await join([], within: wait, isPatient: false)
        if !isOnline { warnOffline() }
    }

    func warnOffline() { warn("offline: this is how it stood at the last visit") }
}

extension ClientSession {
    /// The row people mean.
    func row(_ name: String, of document: DocumentName) throws(Failure) -> Row {
        try RowFinder.row(name, in: rows(of: document))
    }
}

extension AnyValue {
    /// What somebody says, with the language they say it in: the tag they give, else their own.
    static func said(_ text: String, in language: String?, _ session: ClientSession) -> AnyValue {
        .object(["lang": .string(language ?? session.ownLanguage), "text": .string(text)])
    }

    /// A list of words that people separate by commas.
    static func list(_ words: String) -> AnyValue {
        .array(words.split(separator: ",").map { .string($0.trimmingCharacters(in: .whitespaces)) })
    }
}
