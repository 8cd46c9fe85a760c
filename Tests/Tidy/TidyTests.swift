import Foundation
import Testing

/// The style that a machine can check. Each test names every offender at once.
@Suite("The tree is tidy")
struct TidyTests {
    let tree: SourceTree

    init() throws {
        tree = try SourceTree()
        try #require(tree.swift.count > 50, "the tree was not found")
    }

    @Test("No file passes 400 lines")
    func fileLength() {
        let long = tree.swift.filter { !$0.isGenerated && $0.lines.count > 401 }
        #expect(long.map { "\($0.path): \($0.lines.count - 1)" } == [])
    }

    @Test("No line passes 110 columns")
    func lineLength() {
        let long = tree.swift.filter { !$0.isGenerated }.flatMap { file in
            file.lines.enumerated().filter { $0.element.count > 110 }.map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(long == [])
    }

    @Test("No function passes 70 lines")
    func functionLength() {
        let long = tree.swift.filter { !$0.isGenerated }.flatMap { file in
            functions(of: file.lines).filter { $0.lines > 70 }.map {
                "\(file.path):\($0.start) \($0.lines) lines"
            }
        }
        #expect(long == [])
    }

    @Test("The pure core imports only what is pure")
    func pureImports() {
        let shared: Set = ["CRDT", "Crypto", "FoundationEssentials"]
        let allowed: [String: Set<String>] = [
            "CRDT": [],
            "SyncProtocol": shared,
            "Committee": shared,
            "RoomCore": shared.union(["SyncProtocol", "Committee", "DequeModule"]),
            "SyncClient": shared.union(["SyncProtocol", "Committee"]),
            "TerminalKit": [],
            "TerminalApp": shared.union(["SyncProtocol", "Committee", "SyncClient", "TerminalKit"]),
        ]
        var wrong: [String] = []
        for file in tree.swift where !file.path.hasPrefix("Tests/") {
            guard let names = allowed[file.target] else { continue }
            for line in file.lines {
                let words = line.split(separator: " ").drop {
                    ["public", "internal", "package"].contains($0)
                }
                guard words.first == "import", let name = words.dropFirst().first else { continue }
                if !names.contains(String(name)) { wrong.append("\(file.path): \(name)") }
            }
        }
        #expect(wrong == [])
    }

    @Test("The pure core waits for nothing and locks nothing")
    func pureWords() {
        let pure: Set = [
            "CRDT", "SyncProtocol", "Committee", "RoomCore", "SyncClient", "TerminalKit", "TerminalApp",
        ]
        let banned = [
            " async ", "await ", "Date()", "Mutex", "NSLock", "SystemRandomNumberGenerator()", ".random(in:",
        ]
        let wrong = offenders(in: tree.swift.filter { pure.contains($0.target) }, words: banned) { line in
            line.contains(".random(in:") && line.contains("using:")
        }
        #expect(wrong == [])
    }

    @Test("Bytes from outside meet no `try!` and no leftover")
    func bannedWords() {
        let sources = tree.swift.filter { !$0.path.hasPrefix("Tests/") }
        #expect(offenders(in: sources, words: ["try!", "TODO", "FIXME", "fatalError()"]) == [])
    }

    // Names of Yjs are kept: its documentation is ours too.
    @Test("No type is called Manager, Helper, Utils, Base or Impl, but for Yjs's UndoManager")
    func names() {
        let banned = ["Manager", "Helper", "Utils", "Impl"].flatMap { name in
            ["struct ", "class ", "enum ", "actor "].map { ($0, name) }
        }
        var wrong: [String] = []
        for file in tree.swift {
            for (number, line) in file.lines.enumerated() {
                for (keyword, name) in banned {
                    guard let range = line.range(of: keyword) else { continue }
                    let declared = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber }
                    guard declared.hasSuffix(name), declared != "UndoManager" else { continue }
                    wrong.append("\(file.path):\(number + 1)")
                }
            }
        }
        #expect(wrong == [])
    }

    @Test("`@unchecked Sendable` and `nonisolated(unsafe)` say why they are safe")
    func provenSafe() {
        var wrong: [String] = []
        for file in tree.swift where !file.path.hasPrefix("Tests/") {
            for (number, line) in file.lines.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                let above = file.lines[max(0, number - 6)..<number]
                if line.hasPrefix("//") || above.contains(where: { $0.contains("//") }) { continue }
                wrong.append("\(file.path):\(number + 1)")
            }
        }
        #expect(wrong == [])
    }

    private func offenders(
        in files: [SourceTree.File], words: [String], except: (Substring) -> Bool = { _ in false }
    ) -> [String] {
        files.flatMap { file in
            file.lines.enumerated().compactMap { number, line in
                let isComment = line.drop { $0 == " " }.hasPrefix("//")
                let found = words.contains { line.contains($0) }
                return found && !isComment && !except(line) ? "\(file.path):\(number + 1): \(line)" : nil
            }
        }
    }
}

/// Functions by indentation: the tree is formatted, so a body ends where a brace stands at its own column.
private func functions(of lines: [Substring]) -> [(start: Int, lines: Int)] {
    var found: [(start: Int, lines: Int)] = []
    for (number, line) in lines.enumerated() {
        let indent = line.prefix { $0 == " " }
        let words = line.dropFirst(indent.count)
        let isFunction = ["func ", "init(", "init?(", "mutating func "].contains { words.contains($0) }
        guard isFunction, !words.contains(".init("), !words.hasPrefix("//"), !words.hasSuffix("}") else {
            continue
        }
        guard let end = lines[number...].firstIndex(of: indent + "}") else { continue }
        found.append((number + 1, end - number + 1))
    }
    return found
}
