import Testing

@testable import TerminalKit
import TestSupport

@Suite("The renderer")
struct RendererTests {
    static let clusters: [Character] = Array("ab  x夜班é") + Array("তৃস্তক្ដៅعم😀👩‍👩‍👧🇯🇴❤️─") + ["\u{301}", "\u{7}"]

    static func randomGrid(_ random: inout SeededGenerator, from old: Grid?) -> Grid {
        var grid = old ?? Grid(width: 24, height: 6)
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let text = String(
                (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    clusters.randomElement(using: &random) ?? "a"
                })
            let style: Style = Bool.random(using: &random) ? .reverse : .plain
            grid.put(
                text, x: Int.random(in: 0..<24, using: &random), y: Int.random(in: 0..<6, using: &random),
                style: style)
        }
        return grid
    }

    @Test(
        "Frames reproduce any grid, even where the terminal counts cells otherwise", arguments: [0, 1, 2])
    func reproduces(_ columnsOfOthers: Int) {
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var renderer = Renderer(.none)
            var emulator = Emulator(width: 24, height: 6, columnsOfOthers: columnsOfOthers)
            var grid: Grid?
            for frame in 0..<6 {
                let next = Self.randomGrid(&random, from: frame == 3 ? nil : grid)
                let cursor = Bool.random(using: &random) ? Grid.Position(x: 3, y: 2) : nil
                emulator.feed(renderer.frame(next, cursor: cursor))
                grid = next
                #expect(emulator.complaints == [])
                #expect(emulator.updatesOpen == 0)
                #expect(emulator.isCursorShown == (cursor != nil))
                if cursor != nil { #expect(emulator.cursor == (3, 2)) }
                #expect(differences(next, emulator) == [], "seed \(seed), frame \(frame)")
            }
        }
    }

    @Test("Text that moves within its row or to another row is moved, not written again")
    func moving() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var renderer = Renderer(.none)
            var emulator = Emulator(width: 40, height: 12, columnsOfOthers: 2)
            var rows = (0..<12).map { "row \($0) of a page that moves, é 夜班 \($0)" }
            for _ in 0..<8 {
                let y = Int.random(in: 0..<12, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: rows.remove(at: y); rows.append("a row that came")
                case 1: rows.insert("another", at: y); rows.removeLast()
                case 2: rows[y].insert(contentsOf: "abc", at: rows[y].index(rows[y].startIndex, offsetBy: 3))
                default: rows[y].remove(at: rows[y].startIndex)
                }
                var grid = Grid(width: 40, height: 12)
                for (y, row) in rows.enumerated() {
                    grid.put(row, x: 0, y: y, style: y == 3 ? .reverse : .plain)
                }
                emulator.feed(renderer.frame(grid, cursor: nil))
                #expect(emulator.complaints == [])
                #expect(differences(grid, emulator) == [], "seed \(seed)")
            }
        }
    }

    @Test("A letter in the middle of a long row, and a row more in a page, cost few bytes")
    func fewBytes() {
        let words = "Hold a night-shift drill in both halls before the end of the month, and write it down"
        var renderer = Renderer(.sixteen)
        func bytes(_ rows: [String]) -> Int {
            var grid = Grid(width: 100, height: 20)
            for (y, row) in rows.enumerated() { grid.put(row, x: 4, y: y) }
            return renderer.frame(grid, cursor: .init(x: 10, y: 0)).count
        }
        var rows = (0..<18).map { "\($0) " + words }
        _ = bytes(rows)
        rows[0].insert("x", at: rows[0].index(rows[0].startIndex, offsetBy: 7))
        #expect(bytes(rows) < 40)
        rows.insert("another row", at: 2)
        #expect(bytes(rows) < 120)
        rows.remove(at: 5)
        #expect(bytes(rows) < 160)
    }

    private func differences(_ grid: Grid, _ emulator: Emulator) -> [String] {
        var found: [String] = []
        for y in 0..<grid.height {
            for x in 0..<grid.width where grid[x, y].width > 0 {
                let cell = grid[x, y]
                let isSame =
                    emulator.cells[y][x] == String(cell.text)
                    && emulator.reversed[y][x] == cell.style.isReverse
                if !isSame { found.append("\(x),\(y): \(cell.text) became \(emulator.cells[y][x])") }
            }
        }
        return found
    }

    @Test("A frame that shows nothing new is empty")
    func nothingNew() {
        var grid = Grid(width: 20, height: 3)
        grid.put("saved 14:02", x: 0, y: 2)
        var renderer = Renderer(.sixteen)
        #expect(!renderer.frame(grid, cursor: nil).isEmpty)
        #expect(renderer.frame(grid, cursor: nil).isEmpty)
        renderer.forget()
        #expect(!renderer.frame(grid, cursor: nil).isEmpty)
    }

    @Test("One letter more costs few bytes")
    func smallDiff() {
        var grid = Grid(width: 80, height: 24)
        grid.put("Hold a night-shift drill", x: 3, y: 5)
        var renderer = Renderer(.sixteen)
        _ = renderer.frame(grid, cursor: nil)
        grid.put("s", x: 27, y: 5)
        #expect(renderer.frame(grid, cursor: nil).count < 60)
    }

    @Test("Under NO_COLOR no colour is sent, and reverse still is")
    func noColour() {
        var grid = Grid(width: 10, height: 1)
        grid.put(
            "W", x: 0, y: 0,
            style: Style {
                $0.isReverse = true
                $0.foreground = .ansi(6)
                $0.background = .indexed(200)
            })
        func sent(_ depth: ColourDepth) -> String {
            var renderer = Renderer(depth)
            return String(decoding: renderer.frame(grid, cursor: nil), as: UTF8.self)
        }
        #expect(sent(.none).contains("\u{1B}[0;7m"))
        #expect(sent(.sixteen).contains("\u{1B}[0;7;36m"))
        #expect(sent(.manyColours).contains("\u{1B}[0;7;36;48;5;200m"))
        #expect(ColourDepth(environment: ["NO_COLOR": "1", "TERM": "xterm-256color"]) == .none)
        #expect(ColourDepth(environment: ["NO_COLOR": "", "TERM": "xterm-256color"]) == .manyColours)
        #expect(ColourDepth(environment: ["TERM": "linux"]) == .sixteen)
    }

    @Test("A terminal without UTF-8 is sent ASCII alone, each cluster in its column")
    func ascii() {
        var grid = Grid(width: 30, height: 2)
        grid.put("│ 夜班 Hợp đồng তৃ … ›ok", x: 0, y: 0)
        var renderer = Renderer(.none, .ascii)
        let bytes = renderer.frame(grid, cursor: nil)
        #expect(bytes.allSatisfy { $0 < 0x80 })
        var emulator = Emulator(width: 30, height: 2, columnsOfOthers: 1)
        emulator.feed(bytes)
        for x in 0..<30 where grid[x, 0].width > 0 && grid[x, 0].text.isASCII {
            #expect(emulator.cells[0][x] == String(grid[x, 0].text))
        }
        #expect(emulator.cells[0][0] == "|")
        #expect(emulator.cells[0][2] == "?")
    }

    @Test("The first locale that is set says whether the terminal has UTF-8; none at all means it has")
    func locale() {
        #expect(Charset(environment: [:]) == .utf8)
        #expect(Charset(environment: ["LANG": "C.UTF-8", "LC_ALL": ""]) == .utf8)
        #expect(Charset(environment: ["LANG": "vi_VN.utf8"]) == .utf8)
        #expect(Charset(environment: ["LANG": "C.UTF-8", "LC_ALL": "C"]) == .ascii)
        #expect(Charset(environment: ["LC_CTYPE": "km_KH"]) == .ascii)
    }
}
