public import CRDT
public import Committee

/// A command the server has turned down: kept until its member has seen it.
public struct RefusedCommand: Hashable, Sendable {
    public var command: Command
    /// A stable code; a newer server may know more than `RefusalCode`.
    public var code: String
    /// One sentence, in the language the command was sent with.
    public var message: String
    public var remedy: String
    /// For programs, such as what changed since the digest that was shown; null if there is nothing.
    public var details: AnyValue

    public init(command: Command, code: String, message: String, remedy: String, details: AnyValue = .null) {
        self.command = command
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details = details
    }
}

extension RefusedCommand {
    /// As the rules turn it down here, before anything is sent.
    public init(_ refusal: Refusal, of command: Command, in language: String) {
        self.init(command: command, refusal: refusal.json(in: language))
    }
}

/// The server's word on one command.
public enum CommandAnswer: Hashable, Sendable {
    /// Its events are in the log, flushed. They come by themselves, each to its audience.
    case recorded(Command)
    case refused(RefusedCommand)

    public var command: Command {
        switch self {
        case .recorded(let command): command
        case .refused(let refused): refused.command
        }
    }
}

/// The form on disk.
extension RefusedCommand {
    var json: AnyValue {
        .object([
            "command": command.json, "code": .string(code), "message": .string(message),
            "remedy": .string(remedy), "details": details,
        ])
    }

    init?(json: AnyValue) {
        guard let stored = json["command"], let command = try? Command(json: stored) else { return nil }
        self.init(command: command, refusal: json)
    }

    /// As the server's answer says it.
    init(command: Command, refusal: AnyValue) {
        self.init(
            command: command, code: refusal["code"]?.string ?? "refused",
            message: refusal["message"]?.string ?? "The server turned it down.",
            remedy: refusal["remedy"]?.string ?? "", details: refusal["details"] ?? .null)
    }
}
