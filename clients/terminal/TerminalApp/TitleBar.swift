import SyncClient
import TerminalKit

/// The top line: the committee, who I am, who else is here.
struct TitleBar {
    var committee: String
    var me: (letter: Character, name: String)
    var others: [(letter: Character, name: String)]

    func draw(in grid: inout Grid) {
        grid.fill(x: 0..<grid.width, y: 0..<1, style: Palette.title)
        let names = others.map { "\($0.letter) \(Self.short($0.name))" }
        let here = names.isEmpty ? "" : "here: " + names.joined(separator: "  ") + " "
        let letters =
            others.isEmpty ? "" : "here: " + others.map { String($0.letter) }.joined(separator: " ") + " "
        let mine = "\(me.letter) \(Self.short(me.name))"
        let needed = Width.cells(of: mine) + 5
        let right = [here, letters].first { Width.cells(of: $0) + needed + 12 <= grid.width } ?? letters
        let rightStart = max(0, grid.width - Width.cells(of: right))
        let room = max(0, rightStart - needed)
        grid.putCut(" " + committee, x: 0, y: 0, style: Palette.title, limit: room)
        let after = min(room, 1 + Width.cells(of: committee))
        var plain = Palette.title
        plain.isBold = false
        grid.putCut("· \(mine)", x: after + 1, y: 0, style: plain, limit: rightStart - 1)
        grid.put(right, x: rightStart, y: 0, style: Palette.title)
    }

    /// "Worker co-chair, sewing line 3" -> "Worker co-chair".
    static func short(_ name: String) -> String {
        String(name.prefix { $0 != "," && $0 != "(" }).trimmed
    }
}

extension String {
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
