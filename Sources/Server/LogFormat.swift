import CRDT
import Foundation
import Logging

/// How the server's log lines look, on standard error.
public enum LogFormat: String, CaseIterable, Sendable {
    case words
    /// One JSON object a line: `time`, `level`, `message`, and what belongs to it.
    case json

    /// A logger that writes so.
    func logger(level: Logger.Level) -> Logger {
        var logger = Logger(
            label: "bipartite",
            factory: { label in
                switch self {
                case .words: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) }
                }
            })
        logger.logLevel = level
        return logger
    }
}

/// Writes each event as one line of JSON.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    private let write: @Sendable (String) -> Void

    init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members: [AnyValue.Member] = [
            .init(
                "time", .string(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            .init("level", .string(event.level.rawValue)), .init("message", .string("\(event.message)")),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            let isTaken = members.contains { $0.key == key }
            members.append(.init(isTaken ? "\(key)_" : key, .string("\(value)")))
        }
        write(AnyValue.object(members).json + "\n")
    }
}
