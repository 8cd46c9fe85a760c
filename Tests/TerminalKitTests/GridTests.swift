import Testing

@testable import TerminalKit

@Suite("Cells")
struct GridTests {
    @Test(
        "Clusters take the cells terminals give them",
        arguments: [
            ("a", 1), ("é", 1), ("夜", 2), ("가", 2), ("😀", 2), ("👩‍👩‍👧", 2), ("🇯🇴", 2), ("❤️", 2), ("ع", 1),
            ("…", 1),
            ("\u{301}", 0), ("\u{200B}", 0), ("\u{7}", 0), ("កា", 2), ("ー", 2), ("│", 1),
        ] as [(Character, Int)])
    func widths(_ character: Character, _ cells: Int) {
        #expect(Width.cells(of: character) == cells)
    }

    @Test("Control characters are replaced, marks without a letter sit on a space")
    func replaced() {
        var grid = Grid(width: 10, height: 1)
        grid.put("a\u{1B}b\u{202E}c\u{301}", x: 0, y: 0)
        #expect(grid.line(0) == "a\u{FFFD}b\u{FFFD}c\u{301}")
        grid.put("\u{301}", x: 0, y: 0)
        #expect(grid[0, 0].text == " \u{301}")
    }

    @Test("A wide cluster that is overwritten in part is gone as a whole")
    func overwritten() {
        var grid = Grid(width: 6, height: 1)
        grid.put("夜班", x: 0, y: 0)
        grid.put("x", x: 1, y: 0)
        #expect(grid.line(0) == " x班")
        grid.put("夜", x: 2, y: 0)
        #expect(grid.line(0) == " x夜")
    }

    @Test("Nothing is written beyond the edge or the limit")
    func limits() {
        var grid = Grid(width: 5, height: 1)
        #expect(grid.put("ab夜夜", x: 0, y: 0) == 4)
        #expect(grid.line(0) == "ab夜")
        #expect(grid.put("xyz", x: 0, y: 0, limit: 2) == 2)
        grid.put("far", x: 9, y: 0)
        grid.put("out", x: 0, y: 3)
        #expect(grid.line(0) == "xy夜")
    }

    @Test(
        "A line that does not fit is cut where its reading breaks off",
        arguments: [
            ("night shift", 6, "night…"), ("night", 5, "night"), ("夜班也要", 6, "夜班…"),
            ("שלום עולם", 6, "… םולש"), ("p02 שלום עולם", 8, "p02 …ולש"), ("שלום abc", 6, "… םולש"),
        ])
    func cut(_ text: String, _ cells: Int, _ seen: String) {
        var grid = Grid(width: 12, height: 1)
        grid.putCut(text, x: 0, y: 0, limit: cells)
        #expect(grid.line(0) == seen)
        var raw = Grid(width: 12, height: 1, isOrdered: false)
        raw.putCut(text, x: 0, y: 0, limit: cells)
        #expect(raw.line(0).hasSuffix("…") == (seen.contains("…")))
    }

    @Test("An indent stays at the left of a line that is read from the right")
    func indented() {
        var grid = Grid(width: 12, height: 1)
        grid.putIndented("  שלום abc", x: 1, y: 0, limit: 12)
        #expect(grid.line(0) == "   abc םולש")
    }
}
