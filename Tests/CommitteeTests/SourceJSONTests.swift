import CRDT
import Testing

@testable import Committee

@Suite("Files are read with their lines")
struct SourceJSONTests {
    @Test("Every value knows the line it starts at")
    func lines() throws {
        let file = try SourceJSONParser.parse(Array("\u{FEFF}{\n \"a\": 1,\n \"b\": [true,\n  null]\n}".utf8))
        #expect(file.line == 1)
        #expect(file["a"]?.line == 2)
        #expect(file["b"]?.elements.map(\.line) == [3, 4])
    }

    @Test("Escapes and numbers are read as JSON has them")
    func values() throws {
        let text = #"{"s": "a\n\u00e9\ud83d\ude00\/", "n": [-0.5, 1e3, 10, 0, 1.25E-2]}"#
        let file = try SourceJSONParser.parse(Array(text.utf8))
        #expect(file["s"]?.string == "a\né😀/")
        #expect(file["n"]?.elements.compactMap(\.plain?.double) == [-0.5, 1000, 10, 0, 0.0125])
    }

    static let broken: [(String, line: Int, field: String)] = [
        ("", 1, ""), ("{", 1, ""), ("[1,]", 1, "[1]"), ("{\"a\":1,}", 1, ""), ("{\"a\" 1}", 1, "a"),
        ("{\n\"a\": 01}", 2, "a"), ("{\"a\": +1}", 1, "a"), ("{\"a\": .5}", 1, "a"), ("{\"a\": 1.}", 1, "a"),
        ("{\"a\": 1e999}", 1, "a"), ("{\"a\": tru}", 1, "a"), ("{} {}", 1, ""), ("{\"a\":\n\"x", 2, "a"),
        ("{\"a\": \"\n\"}", 1, "a"), ("{\"a\": \"\\x\"}", 1, "a"), ("{\"a\": \"\\ud800\"}", 1, "a"),
        ("{\"a\": \"\\u+123\"}", 1, "a"), ("{\"a\": 1,\n\"a\": 2}", 2, "a"), ("// no\n{}", 1, ""),
        ("{\"a\": {\"b\": [1, 2,\n nul]}}", 2, "a.b[2]"), ("{\"a\": NaN}", 1, "a"), ("{a: 1}", 1, ""),
    ]

    @Test("Text that is no JSON is refused with line and field", arguments: broken)
    func mistakes(text: String, line: Int, field: String) {
        let failure = #expect(throws: ImportFailure.self) { try SourceJSONParser.parse(Array(text.utf8)) }
        #expect(failure?.line == line)
        #expect(failure?.field == field)
    }

    @Test("Nesting, size and bytes that are not UTF-8 are refused")
    func limits() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ImportFailure.self) { try SourceJSONParser.parse(Array(deep.utf8)) }
        let large = [UInt8](repeating: 0x20, count: SourceJSONParser.bytesMax + 1)
        #expect(throws: ImportFailure.self) { try SourceJSONParser.parse(large) }
        #expect(throws: ImportFailure.self) { try SourceJSONParser.parse([0x22, 0xFF, 0x22]) }
    }
}
