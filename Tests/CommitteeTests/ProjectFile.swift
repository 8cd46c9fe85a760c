import Foundation
import Testing

/// Files of the project that tests read.
enum ProjectFile {
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: root.appending(path: path))
    }

    /// Expects a file to hold a text that is made; `REWRITE=1` writes it.
    static func holds(_ made: String, at path: String) throws {
        if ProcessInfo.processInfo.environment["REWRITE"] == "1" {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            return try write(made, to: path)
        }
        let found = try? text(path)
        #expect(found == made, "\(path) is not current: REWRITE=1 scripts/test writes it")
    }

    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    static func sample() throws -> String { try text("docs/samples/sample-committee.json") }
}
