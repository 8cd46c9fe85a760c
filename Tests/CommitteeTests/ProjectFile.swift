import Foundation

/// Files of the project that tests read.
enum ProjectFile {
    static func text(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func sample() throws -> String { try text("docs/samples/sample-committee.json") }
}
