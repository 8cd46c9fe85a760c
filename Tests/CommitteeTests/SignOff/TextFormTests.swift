import CRDT
import Foundation
import Testing
import TestSupport

@testable import Committee

@Suite("Texts in one form")
struct TextFormTests {
    @Test("NFC is that of Unicode 17.0, for every kind of character and for random strings")
    func normalForm() throws {
        let vectors = try AnyValue(json: ProjectFile.text("Protocol/vectors/normal-form.json"))
        #expect(vectors["unicode"]?.string == "17.0.0")
        let cases = try #require(vectors["cases"]?.array)
        #expect(cases.count > 2_000)
        var wrong: [String] = []
        for pair in cases {
            let (text, normal) = try (#require(pair.array?[0].string), #require(pair.array?[1].string))
            if !NormalForm.of(text).utf8.elementsEqual(normal.utf8) { wrong.append(text) }
        }
        #expect(wrong == [])
    }

    @Test("NFC changes nothing that Swift takes for equal, and is done once")
    func equivalence() {
        for seed in Seeds.range(count: 300) {
            var random = SeededGenerator(seed: seed)
            let text = String(
                String.UnicodeScalarView(
                    (0..<20).compactMap { _ in
                        Unicode.Scalar(
                            random.pick([
                                UInt32.random(in: 0x20...0x36F, using: &random),
                                UInt32.random(in: 0x900...0xDFF, using: &random),
                                UInt32.random(in: 0x1100...0x11FF, using: &random),
                                UInt32.random(in: 0xAC00...0xD7A3, using: &random),
                            ]))
                    }))
            let normal = NormalForm.of(text)
            #expect(normal == text, "seed \(seed)")
            #expect(NormalForm.of(normal).utf8.elementsEqual(normal.utf8), "seed \(seed)")
        }
    }

    @Test("Lines end in LF")
    func lines() {
        #expect(NormalForm.of("a\r\nb\rc\n\r\n") == "a\nb\nc\n\n")
    }

    @Test("Canonical JSON sorts, keeps numbers short, and knows no name twice")
    func canonical() throws {
        let value = try AnyValue(json: #"{"b": 1.50, "a": ["e\u0301", -0, 1e21, 1e-7, "\u0001\u007f"]}"#)
        #expect(CanonicalJSON.text(of: value) == "{\"a\":[\"é\",0,1e+21,1e-7,\"\\u0001\u{7f}\"],\"b\":1.5}")
        let twice = AnyValue.object([.init("\u{E9}", .null), .init("e\u{301}", .null)])
        #expect(CanonicalJSON.text(of: twice) == nil)
        #expect(CanonicalJSON.read(#"{"a":1}"#) != nil)
        for other in [#"{"a": 1}"#, #"{"a":1.0}"#, #"{"a":1,"a":1}"#, #"{"b":1,"a":1}"#, #"{"a":"e\u0301"}"#]
        {
            #expect(CanonicalJSON.read(other) == nil, "\(other)")
        }
    }

    @Test(
        "The words of a change, in scripts with and without blanks",
        arguments: [
            ("Clear the exit today", "Clear the exit tomorrow", "Clear the exit |-today|+tomorrow"),
            ("去污剂容器无标签", "去污剂容器有标签", "去污剂容器|-无|+有|标签"),
            ("تم تخطيط الممر", "تم نقل الممر", "تم |-تخطيط|+نقل| الممر"),
            ("ផ្លូវចេញ", "ផ្លូវចូល", "ផ្លូវ|-ចេញ|+ចូល"),
            ("", "new", "+new"), ("same", "same", "same"),
        ])
    func words(old: String, new: String, expected: String) {
        let shown = WordDiff(from: old, to: new).pieces.map { piece in
            switch piece {
            case .same(let text): text
            case .removed(let text): "-" + text
            case .added(let text): "+" + text
            }
        }
        #expect(shown.joined(separator: "|") == expected)
    }

    @Test("The pieces of a change give both texts back")
    func pieces() {
        for seed in Seeds.range(count: 200) {
            var random = SeededGenerator(seed: seed)
            let words = ["exit", " ", "drill", "ថ្ងៃ", "工厂", ".", "\n", "الممر"]
            let texts = (0..<2).map { _ in
                (0..<random.number(below: 40)).map { _ in random.pick(words) }.joined()
            }
            let pieces = WordDiff(from: texts[0], to: texts[1]).pieces
            let old = pieces.map { if case .added = $0 { "" } else { $0.text } }.joined()
            let new = pieces.map { if case .removed = $0 { "" } else { $0.text } }.joined()
            #expect(old == texts[0] && new == texts[1], "seed \(seed)")
        }
    }

    @Test("Two long texts with nothing in common are compared in bounded work")
    func longTexts() {
        let old = (0..<3_000).map { "a\($0)" }.joined(separator: " ")
        let new = (0..<3_000).map { "b\($0)" }.joined(separator: "-")
        #expect(WordDiff(from: old, to: new).pieces == [.removed(old), .added(new)])
    }
}

extension WordDiff.Piece {
    var text: String {
        switch self {
        case .same(let text), .removed(let text), .added(let text): text
        }
    }
}
