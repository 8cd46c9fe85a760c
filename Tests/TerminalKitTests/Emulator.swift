import TerminalKit

/// A terminal small enough to see through. It counts every non-ASCII cluster as `columnsOfOthers` cells,
/// which may be wrong, as terminals are.
struct Emulator {
    var cells: [[String]]
    var reversed: [[Bool]]
    var cursor: (x: Int, y: Int) = (0, 0)
    var isCursorShown = true
    var updatesOpen = 0
    private(set) var complaints: [String] = []
    private var isReverse = false
    private let columnsOfOthers: Int

    init(width: Int, height: Int, columnsOfOthers: Int) {
        cells = Array(repeating: Array(repeating: "?", count: width), count: height)
        reversed = Array(repeating: Array(repeating: false, count: width), count: height)
        self.columnsOfOthers = columnsOfOthers
    }

    mutating func feed(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let character = rest.popFirst() {
            if character == "\u{1B}" {
                guard rest.popFirst() == "[" else { return complain("not a control sequence") }
                let parameters = rest.prefix { !$0.isLetter }
                rest.removeFirst(parameters.count)
                guard let final = rest.popFirst() else { return complain("cut short") }
                control(final, String(parameters))
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
        cursor.x += character.isASCII ? 1 : columnsOfOthers
    }

    private mutating func control(_ final: Character, _ parameters: String) {
        switch (final, parameters) {
        case ("h", "?2026"): updatesOpen += 1
        case ("l", "?2026"): updatesOpen -= 1
        case ("h", "?25"): isCursorShown = true
        case ("l", "?25"): isCursorShown = false
        case ("h", "?7"), ("l", "?7"): break
        case ("J", "2"): self.clear()
        case ("H", _):
            let numbers = parameters.split(separator: ";").compactMap { Int($0) }
            guard numbers.count == 2 else { return complain("address \(parameters)") }
            cursor = (numbers[1] - 1, numbers[0] - 1)
        case ("m", _): isReverse = parameters.split(separator: ";").dropFirst().contains("7")
        default: complain("unknown \(parameters)\(final)")
        }
    }

    private mutating func clear() {
        for y in cells.indices {
            for x in cells[y].indices { (cells[y][x], reversed[y][x]) = (" ", false) }
        }
    }

    private mutating func complain(_ words: String) { complaints.append(words) }
}
