import Testing

@testable import TerminalKit
import TestSupport

@Suite("Wrapping")
struct TextLayoutTests {
    private func lines(_ text: String, _ width: Int) -> [String] {
        let layout = TextLayout(text, width: width)
        return layout.lines.indices.map { String(layout.text(of: $0)) }
    }

    @Test("Lines break between words, and inside a word only where it is longer than a line")
    func words() {
        #expect(lines("Hold a night-shift drill", 12) == ["Hold a", "night-shift", "drill"])
        #expect(lines("extraordinarily", 6) == ["extrao", "rdinar", "ily"])
        #expect(lines("one\ntwo\n", 10) == ["one", "two", ""])
        #expect(lines("", 10) == [""])
        #expect(lines("夜班从未参加", 5) == ["夜班", "从未", "参加"])
    }

    @Test("No cluster is cut, lost or repeated, and no line is wider than it may be")
    func whole() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            let characters = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                (RendererTests.clusters + ["\n", " "]).randomElement(using: &random) ?? "a"
            }
            let width = Int.random(in: 8...30, using: &random)
            let layout = TextLayout(Array(String(characters)), width: width)
            #expect(layout.lines.flatMap { Array(layout.characters[$0]) } == layout.characters)
            for line in layout.lines.indices {
                #expect(Width.cells(of: String(layout.text(of: line)).trimmedEnd) <= width)
            }
        }
    }

    @Test("An edit leaves what laying out the whole text anew gives")
    func edits() {
        let pieces = [
            "a", "b ", " ", "\n", "\r\n", "\r", "夜", "班", "e\u{301}", "\u{301}", "👩‍👩‍👧", "\u{200D}", "👧", "🇯🇴",
            "\u{1F1EF}", "ក្ដៅ", "তৃ",
            "word and word ", "long" + String(repeating: "er", count: 9), "क्", "ष",
        ]
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let width = Int.random(in: 4...24, using: &random)
            var units = Array((0..<30).map { _ in pieces.randomElement(using: &random) ?? "" }.joined().utf16)
            var layout = TextLayout(String(decoding: units, as: UTF16.self), width: width)
            for _ in 0..<30 {
                // Never between the halves of a pair, as documents do not either.
                let places = (0...units.count).filter {
                    $0 == units.count || !UTF16.isTrailSurrogate(units[$0])
                }
                let start = places.randomElement(using: &random) ?? 0
                let end = places.filter { $0 >= start }.prefix(6).randomElement(using: &random) ?? start
                let text = Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? "" : ""
                units.replaceSubrange(start..<end, with: text.utf16)
                layout.replace(unit: start, count: end - start, with: text)
                let whole = TextLayout(String(decoding: units, as: UTF16.self), width: width)
                #expect(
                    layout.characters.map(String.init) == whole.characters.map(String.init), "seed \(seed)")
                #expect(layout.lines == whole.lines, "seed \(seed)")
                #expect(layout.unitCount == units.count)
                for offset in 0...whole.characters.count {
                    let unit = whole.characters[..<offset].reduce(0) { $0 + $1.utf16.count }
                    #expect(layout.unit(before: offset) == unit)
                    #expect(layout.offset(ofUnit: unit) == offset)
                }
            }
        }
    }

    @Test("Every offset has a place, and the place leads back to it")
    func places() {
        let layout = TextLayout("Both sides: hold a drill\nand 夜班 too", width: 10)
        for offset in 0...layout.characters.count {
            let place = layout.place(of: offset)
            #expect(layout.offset(line: place.line, column: place.column) == offset)
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
