public import Foundation

/// A conversation in a text file: commands, a line of dashes, answers, a blank line.
public struct Transcript {
    public struct Exchange {
        public var commands: [String]
        public var answers: [String]
    }

    let url: URL
    public private(set) var exchanges: [Exchange] = []

    /// The text files in the folder `Transcripts` beside a source file.
    public static func all(beside file: String = #filePath) throws -> [URL] {
        let folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Transcripts")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
    }

    public init(_ url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        for block in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
            let lines = block.split(separator: "\n").map(String.init)
            let dashes = lines.firstIndex(of: "----") ?? lines.endIndex
            exchanges.append(
                Exchange(commands: Array(lines[..<dashes]), answers: Array(lines[dashes...].dropFirst())))
        }
    }

    /// Runs every command and returns what was answered otherwise than the file says; with REWRITE=1 writes
    /// the answers into the file instead.
    public mutating func run(_ answer: (String) throws -> [String]) throws -> [String] {
        let isRewriting = ProcessInfo.processInfo.environment["REWRITE"] == "1"
        var differences: [String] = []
        for index in exchanges.indices {
            let commands = exchanges[index].commands.filter { !$0.hasPrefix("#") }
            let answers = try commands.flatMap(answer)
            if !isRewriting, answers != exchanges[index].answers {
                differences.append(
                    """
                    \(url.lastPathComponent): \(commands.joined(separator: "; "))
                    written:
                    \(exchanges[index].answers.joined(separator: "\n"))
                    answered:
                    \(answers.joined(separator: "\n"))
                    """)
            }
            exchanges[index].answers = answers
        }
        guard isRewriting else { return differences }
        let text = exchanges.map { exchange in
            (exchange.commands + (exchange.commands.allSatisfy { $0.hasPrefix("#") } ? [] : ["----"])
                + exchange.answers).joined(separator: "\n")
        }
        try (text.joined(separator: "\n\n") + "\n").write(to: url, atomically: true, encoding: .utf8)
        return []
    }
}
