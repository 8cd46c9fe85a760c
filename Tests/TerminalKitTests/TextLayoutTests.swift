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
