@testable import TerminalKit

/// A terminal small enough to see through. It counts every cluster terminals disagree about as
/// `columnsOfOthers` cells, which may be wrong, as terminals are, and clears them all.
struct Emulator {
    var cells: [[String]]
    var reversed: [[Bool]]
    var cursor: (x: Int, y: Int) = (0, 0)
    var isCursorShown = true
    var updatesOpen = 0
    private(set) var complaints: [String] = []
    private var isReverse = false
    private var region: Range<Int>
    private let columnsOfOthers: Int

    init(width: Int, height: Int, columnsOfOthers: Int) {
        cells = Array(repeating: Array(repeating: "?", count: width), count: height)
        reversed = Array(repeating: Array(repeating: false, count: width), count: height)
        self.columnsOfOthers = columnsOfOthers
        region = 0..<height
    }

    mutating func feed(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let character = rest.popFirst() {
            if character == "\u{1B}" {
                guard rest.popFirst() == "[" else { return complain("not a control sequence") }
                let parameters = rest.prefix { !$0.isLetter && $0 != "@" }
                rest.removeFirst(parameters.count)
                guard let final = rest.popFirst() else { return complain("cut short") }
                control(final, String(parameters))
            } else if character == "\n" {
                lineFeed()
            } else {
                write(character)
            }
        }
    }

    private mutating func write(_ character: Character) {
        guard cells.indices.contains(cursor.y), cells[0].indices.contains(cursor.x) else {
            return complain("writes outside at \(cursor)")
        }
        cells[cursor.y][cursor.x] = String(character)
        reversed[cursor.y][cursor.x] = isReverse
        let columns =
            character.isASCII ? 1 : Width.isAgreed(character) ? Width.cells(of: character) : columnsOfOthers
        for x in (cursor.x + 1)..<max(cursor.x + 1, min(cursor.x + columns, cells[0].count)) {
            blank(x, cursor.y)
        }
        cursor.x += columns
    }

    private mutating func control(_ final: Character, _ parameters: String) {
        switch (final, parameters) {
        case ("h", "?2026"): updatesOpen += 1
        case ("l", "?2026"): updatesOpen -= 1
        case ("h", "?25"): isCursorShown = true
        case ("l", "?25"): isCursorShown = false
        case ("h", "?7"), ("l", "?7"): break
        case ("J", "2"): self.clear()
        case ("K", ""): for x in cursor.x..<cells[cursor.y].count { blank(x, cursor.y) }
        case ("C", _): cursor.x += Int(parameters) ?? 1
        case ("D", _): cursor.x -= Int(parameters) ?? 1
        case ("@", _): shift(by: Int(parameters) ?? 1)
        case ("P", _): shift(by: -(Int(parameters) ?? 1))
        case ("L", _): scroll(by: -(Int(parameters) ?? 1))
        case ("M", _): scroll(by: Int(parameters) ?? 1)
        case ("r", _):
            let numbers = parameters.split(separator: ";").compactMap { Int($0) }
            region = numbers.count == 2 ? (numbers[0] - 1)..<numbers[1] : 0..<cells.count
            cursor = (0, 0)
        case ("H", _):
            let numbers = parameters.split(separator: ";").compactMap { Int($0) }
            guard numbers.count == 2 else { return complain("address \(parameters)") }
            cursor = (numbers[1] - 1, numbers[0] - 1)
        case ("m", _): isReverse = parameters.split(separator: ";").dropFirst().contains("7")
        default: complain("unknown \(parameters)\(final)")
        }
    }

    private mutating func lineFeed() {
        guard cursor.y + 1 < cells.count else { return complain("scrolls the screen") }
        cursor.y += 1
    }

    private mutating func blank(_ x: Int, _ y: Int) {
        (cells[y][x], reversed[y][x]) = (" ", isReverse)
    }

    /// What stands at the cursor and behind it moves right, or left where `count` is negative.
    private mutating func shift(by count: Int) {
        let (y, width) = (cursor.y, cells[cursor.y].count)
        let (line, looks) = (cells[y], reversed[y])
        for x in cursor.x..<width {
            let from = x - count
            if (cursor.x..<width).contains(from) {
                (cells[y][x], reversed[y][x]) = (line[from], looks[from])
            } else {
                blank(x, y)
            }
        }
    }

    /// The rows of the region move up, or down where `count` is negative.
    private mutating func scroll(by count: Int) {
        guard cursor.y == region.lowerBound else { return complain("moves rows from \(cursor.y)") }
        let (old, looks) = (cells, reversed)
        for y in region {
            if region.contains(y + count) {
                (cells[y], reversed[y]) = (old[y + count], looks[y + count])
            } else {
                for x in cells[y].indices { blank(x, y) }
            }
        }
    }

    private mutating func clear() {
        for y in cells.indices {
            for x in cells[y].indices { (cells[y][x], reversed[y][x]) = (" ", false) }
        }
    }

    private mutating func complain(_ words: String) { complaints.append(words) }
}
