import Testing

@testable import TerminalKit

@Suite("Right-to-left text")
struct VisualLineTests {
    /// As it is seen from the left; letters as they are written, not joined.
    private func seen(_ text: String, base: VisualLine.Direction? = nil) -> String {
        let characters = Array(text)
        let line = VisualLine(characters, base: base)
        return String(line.order.map { characters[$0] })
    }

    @Test("Arabic is seen from right to left, and a code or a date in it from left to right")
    func codes() {
        #expect(seen("abc") == "abc")
        #expect(seen("אבג") == "גבא")
        #expect(seen("אב OS-EMER ג") == "ג OS-EMER בא")
        #expect(seen("אב 2024-10-20 ג") == "ג 2024-10-20 בא")
        #expect(seen("אב +962 7 900 ג") == "ג 962 7 900+ בא")
        #expect(seen("אב p02: ג") == "ג :p02 בא")
        #expect(seen("אב HR manager ג") == "ג HR manager בא")
        #expect(seen("p02 אב גד") == "p02 דג בא")
        #expect(seen("due אב 5 ג, p02") == "due ג 5 בא, p02")
        #expect(seen("א ٢٠٢٤/١٠/٢٠ ב") == "ב ٢٠٢٤/١٠/٢٠ א")
    }

    @Test("An isolate is ordered by itself and turns nothing around outside")
    func isolates() {
        #expect(seen("אב \u{2068}HR, אב\u{2069}: 3 ג") == "ג 3 :HR, בא בא")
        #expect(seen("by \u{2068}אב!\u{2069} x") == "by !בא x")
        #expect(seen("open \u{2068}אב") == "open בא")
    }

    @Test("Every place is seen once, brackets turn with the text, and the caret finds its column")
    func places() {
        let text = Array("אב (3) x")
        let line = VisualLine(text)
        #expect(Set(line.order) == Set(0..<text.count))
        #expect(String(line.clusters) == "x (3) בא")
        #expect(line.column(of: 0) == 7)
        #expect(line.column(of: text.count) == -1)
        #expect(VisualLine(Array("ab א")).column(of: 4) == 4)
    }

    @Test("Letters are joined as their neighbours ask for")
    func joining() {
        // Beh, alef, beh: beh joins alef, alef never joins what follows.
        #expect(ArabicShape.joined(Array("باب")) == ["\u{FE91}", "\u{FE8E}", "ب"])
        #expect(
            ArabicShape.joined(Array("مكتب")).map(\.unicodeScalars.first?.value) == [
                0xFEE3, 0xFEDC, 0xFE98, 0xFE90,
            ])
        #expect(String(ArabicShape.joined(Array("بَب")).first ?? " ").unicodeScalars.count == 2)
    }

    @Test("A row is cut where it is read to, not where it is seen from")
    func cutting() {
        var grid = Grid(width: 4, height: 1)
        grid.put("אבגדה", x: 0, y: 0)
        #expect(grid.line(0) == "דגבא")
        var plain = Grid(width: 4, height: 1, isOrdered: false)
        plain.put("אב\u{2068}ג\u{2069}", x: 0, y: 0)
        #expect(plain.line(0) == "אבג")
    }
}
