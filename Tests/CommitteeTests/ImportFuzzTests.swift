import Committee
import Testing
import TestSupport

@Suite("Files that went wrong")
struct ImportFuzzTests {
    static let pieces = [
        "null", "[]", "{}", "\"\"", "0", "-1", "1e308", "\"w1\"", "\"i04\"", "\"restricted\"", "true",
        "\"a.b\"",
        "{\"lang\":\"en\",\"text\":\"x\"}", ",", "\"", "\u{1F600}", "\u{0}",
    ]

    @Test(
        "A file with pieces exchanged is imported or refused, and never stops the server", arguments: 0..<60)
    func exchanged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sample = Array(try ProjectFile.sample().utf8)
        for _ in 0..<5 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...12, using: &random))
                let piece = Self.pieces.randomElement(using: &random) ?? ""
                bytes.replaceSubrange(start..<end, with: piece.utf8)
            }
            _ = try? CommitteeImport(json: bytes, random: &random)
        }
    }

    /// Whole values are exchanged, so that the file stays JSON and the checks behind the parser are met.
    @Test("A file with values exchanged is imported or refused", arguments: 0..<60)
    func values(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var lines = try ProjectFile.sample().split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        for _ in 0..<2 {
            let place = Int.random(in: 0..<lines.count, using: &random)
            guard let colon = lines[place].firstIndex(of: ":"), !lines[place].hasSuffix("{"),
                !lines[place].hasSuffix("[")
            else { continue }
            let comma = lines[place].hasSuffix(",") ? "," : ""
            lines[place] =
                lines[place][...colon] + (Self.pieces.prefix(13).randomElement(using: &random) ?? "") + comma
        }
        _ = try? CommitteeImport(json: Array(lines.joined(separator: "\n").utf8), random: &random)
    }

    @Test(
        "What the shape admits, the documents hold",
        arguments: [
            ("\"people\": [", "\"\(String(repeating: "b", count: 64))\": ["),
            ("\"people\": [", "\"two words, ok\": ["),
            ("\"unit\": \"percent\"", "\"unit\": \"\(String(repeating: "u", count: 500))\""),
            ("\"ref\": \"ev-011\"", "\"ref\": \"\(String(repeating: "r", count: 500))\", \"label\": \"L\""),
            ("\"by\": \"m3\"", "\"by\": \"adv1\""), ("\"current\": 100,", "\"current\": null,"),
        ])
    func edges(found: String, replacement: String) throws {
        let text = try ProjectFile.sample().replacing(found, with: replacement, maxReplacements: 1)
        let imported = try Imported(text)
        for row in imported.rows(.plan) {
            #expect(!row.fields.contains { if case .unreadable = $0.content { true } else { false } })
        }
    }
}
