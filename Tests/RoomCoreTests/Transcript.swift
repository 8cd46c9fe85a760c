import Foundation
import Testing

/// A conversation in a text file: commands, a line of dashes, answers, a blank line.
struct Transcript {
    struct Exchange {
        var commands: [String]
        var answers: [String]
    }

    let url: URL
    var exchanges: [Exchange] = []

    static func all() throws -> [URL] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
    }

    init(_ url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        for block in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
            let lines = block.split(separator: "\n").map(String.init)
            let dashes = lines.firstIndex(of: "----") ?? lines.endIndex
            exchanges.append(
                Exchange(commands: Array(lines[..<dashes]), answers: Array(lines[dashes...].dropFirst())))
        }
    }

    /// Runs every command; compares, or with REWRITE=1 writes the answers into the file.
    mutating func run(_ answer: (String) throws -> [String]) throws {
        let isRewriting = ProcessInfo.processInfo.environment["REWRITE"] == "1"
        for index in exchanges.indices {
            let commands = exchanges[index].commands.filter { !$0.hasPrefix("#") }
            let answers = try commands.flatMap(answer)
            if !isRewriting {
                let name = url.lastPathComponent
                #expect(answers == exchanges[index].answers, "\(name): \(commands.joined(separator: "; "))")
            }
            exchanges[index].answers = answers
        }
        guard isRewriting else { return }
        let text = exchanges.map { exchange in
            (exchange.commands + (exchange.commands.allSatisfy { $0.hasPrefix("#") } ? [] : ["----"])
                + exchange.answers).joined(separator: "\n")
        }
        try (text.joined(separator: "\n\n") + "\n").write(to: url, atomically: true, encoding: .utf8)
    }
}
