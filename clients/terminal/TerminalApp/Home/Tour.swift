import SyncClient
import TerminalKit

/// What a newcomer is told at the first start: a few pages, a minute. `:tour` brings them back.
struct Tour: Hashable, Sendable {
    static let pages: [Phrase] = [
        .tourRoom, .tourLine, .tourMoving, .tourWriting, .tourDeciding, .tourReaders,
    ]
    private static let cellsMax = 64

    var page = 0
    /// Whether home follows, as at the first start.
    var isFirst = false

    func draw(in grid: inout Grid, _ words: Catalogue) {
        let width = min(grid.width, Self.cellsMax)
        let text = TextLayout(words[Self.pages[page]], width: max(1, width - 6))
        let height = min(text.lines.count + 4, grid.height - 2)
        let left = (grid.width - width) / 2
        let top = max(1, (grid.height - height) / 2)
        let frame = Rect(x: left..<(left + width), y: top..<(top + height))
        grid.fill(x: 0..<grid.width, y: 1..<(grid.height - 1))
        grid.frame(frame, title: "\(words[.tourTitle]) \(page + 1)/\(Self.pages.count)")
        for (line, y) in zip(text.lines.indices, (top + 2)..<(top + height - 1)) {
            let shown = String(text.text(of: line))
            var x = left + 3
            if grid.isOrdered, words.isRightToLeft { x += max(0, width - 6 - Width.cells(of: shown)) }
            grid.put(shown, x: x, y: y, base: words.isRightToLeft ? .rightToLeft : .leftToRight)
        }
    }
}

extension TerminalModel {
    mutating func tour(_ key: Key, _ tour: Tour) -> [Effect] {
        var tour = tour
        switch key {
        case .enter, .character(" "), .right, .down, .pageDown, .character("j"): tour.page += 1
        case .left, .up, .pageUp, .backspace, .character("k"): tour.page = max(0, tour.page - 1)
        case .escape, .character("q"): tour.page = Tour.pages.count
        default: return []
        }
        guard !Tour.pages.indices.contains(tour.page) else {
            mode = .touring(tour)
            return []
        }
        mode = .browsing
        guard tour.isFirst else { return [] }
        openHome()
        return [.tourSeen]
    }
}
