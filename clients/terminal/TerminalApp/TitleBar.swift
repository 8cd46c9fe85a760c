import SyncClient
import TerminalKit

/// The top line: the committee, who I am, who else is here.
struct TitleBar {
    var committee: String
    var me: (letter: Character, name: String)
    var others: [(letter: Character, name: String)]
    var words: Catalogue

    /// A name longer than this is cut.
    private static let nameCells = 22

    func draw(in grid: inout Grid) {
        grid.fill(x: 0..<grid.width, y: 0..<1, style: Palette.title)
        let name = Self.cut(Self.short(committee), to: 30)
        let mine = " \(name) · \(Self.naming(me))"
        let room = grid.width - Width.cells(of: mine) - 3
        let plain = Palette.title.with { $0.isBold = false }
        let after = grid.put(" \(name)", x: 0, y: 0, style: Palette.title)
        grid.putCut(" · \(Self.naming(me))", x: after, y: 0, style: plain, limit: grid.width)
        Self.colour(me.letter, x: after + 3, in: &grid)
        guard !others.isEmpty else { return }
        let forms = [
            words[.hereWord] + " " + others.map(Self.naming).joined(separator: "  "),
            words[.hereWord] + " " + others.map { String($0.letter) }.joined(separator: " "),
            words[.countHere, ["count": String(others.count)]],
        ]
        guard let here = forms.first(where: { Width.cells(of: $0) <= room }) else { return }
        let start = grid.width - Width.cells(of: here) - 1
        grid.put(here, x: start, y: 0, style: Palette.title)
        guard here != forms.last else { return }
        var x = start + Width.cells(of: words[.hereWord] + " ")
        for person in others {
            Self.colour(person.letter, x: x, in: &grid)
            x += here == forms[0] ? Width.cells(of: Self.naming(person)) + 2 : 2
        }
    }

    /// The letter of a side in its colour.
    private static func colour(_ letter: Character, x: Int, in grid: inout Grid) {
        guard x < grid.width else { return }
        grid.restyle(x: x..<(x + 1), y: 0) { $0 = Palette.letter(letter).with { $0.isBold = true } }
    }

    private static func naming(_ person: (letter: Character, name: String)) -> String {
        "\(person.letter) \(cut(short(person.name), to: nameCells))"
    }

    private static func cut(_ text: String, to cells: Int) -> String {
        guard Width.cells(of: text) > cells else { return text }
        var kept = ""
        for character in text {
            if Width.cells(of: kept) + Width.cells(of: String(character)) >= cells { break }
            kept.append(character)
        }
        return kept.trimmed + "…"
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
