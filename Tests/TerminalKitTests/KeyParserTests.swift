import Testing

@testable import TerminalKit
import TestSupport

@Suite("Keys")
struct KeyParserTests {
    /// Bytes, and the keys they are.
    static let typed: [(text: String, keys: [Key])] = [
        ("ab", [.character("a"), .character("b")]),
        ("é夜😀", [.character("é"), .character("夜"), .character("😀")]),
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
        ("\u{1B}OA\u{1B}OH\u{1B}OF", [.up, .home, .end]),
        (
            "\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[5~\u{1B}[6~",
            [.home, .end, .home, .end, .pageUp, .pageDown]
        ),
        ("\u{1B}[3~\u{7F}\u{08}", [.delete, .backspace, .backspace]),
        ("\u{1B}[1;5C", [.right]),
        ("\r\n\t\u{1B}[Z", [.enter, .enter, .tab, .backTab]),
        ("\u{13}\u{03}", [.control("s"), .control("c")]),
        ("\u{1B}\u{1B}\u{1B}n", [.escape, .escape, .escape, .character("n")]),
        ("\u{1B}é", [.escape, .character("é")]),
        ("\u{1B}[200~two\nlines \u{1B}[A é\u{1B}[201~x", [.paste("two\nlines \u{1B}[A é"), .character("x")]),
        ("\u{1B}[99;1;2qz", [.character("z")]),
    ]

    @Test("Keys are the same however their bytes are split over reads", arguments: typed.indices)
    func split(_ index: Int) {
        let (text, keys) = Self.typed[index]
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var parser = KeyParser()
            #expect(
                parser.feed(Array(bytes[..<cut])) + parser.feed(Array(bytes[cut...])) == keys, "cut \(cut)")
            #expect(!parser.isWaiting)
        }
        var parser = KeyParser()
        #expect(bytes.flatMap { parser.feed([$0]) } == keys)
    }

    @Test("An Escape alone is a key once nothing has followed")
    func escapeAlone() {
        var parser = KeyParser()
        #expect(parser.feed([0x1B]) == [])
        #expect(parser.isWaiting)
        #expect(parser.timedOut() == [.escape])
        #expect(!parser.isWaiting)
        #expect(parser.feed([0x1B, 0x5B]) == [])
        #expect(parser.timedOut() == [.escape, .character("[")])
    }

    @Test("A paste waits for its end, not for time")
    func pasteWaits() {
        var parser = KeyParser()
        #expect(parser.feed(Array("\u{1B}[200~half".utf8)) == [])
        #expect(!parser.isWaiting)
        #expect(parser.feed(Array(" whole\u{1B}[201~".utf8)) == [.paste("half whole")])
    }

    @Test("Any bytes leave a parser that still reads keys")
    func anyBytes() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            var parser = KeyParser()
            let noise = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                [0x1B, 0x5B, 0x4F, 0x7E, 0x31, 0xC3, 0xA9, 0xF0, 0x9F, 0xFF, 0x41]
                    .randomElement(using: &random) ?? UInt8(0)
            }
            _ = parser.feed(noise.map { UInt8($0) })
            _ = parser.timedOut()
            #expect(parser.feed(Array("j".utf8)) == [.character("j")], "\(noise)")
        }
    }
}
