import SyncClient
import TerminalKit

/// A screen nobody sits at locks itself: on a shared machine the next person sees nothing of it.
extension TerminalModel {
    /// Ctrl-C still ends the program; every other key belongs to the PIN.
    mutating func pressedLocked(_ key: Key, _ input: LineInput) -> [Effect] {
        var input = input
        switch key {
        case .control("c"): return [.quit]
        case .enter:
            lock = LineInput()
            return input.text.isEmpty ? [] : [.unlock(pin: input.text)]
        default: if input.take(key) { lock = input }
        }
        return []
    }

    mutating func lockIfIdle() {
        guard let limit = lockAfter, lock == nil, now >= lastKey, now - lastKey >= limit else { return }
        lock = LineInput()
    }

    /// Nothing of the room is on the screen, not even its name.
    func drawLock(_ input: LineInput, in grid: inout Grid) -> Grid.Position? {
        let layout = TextLayout(words[.lockedSays], width: max(8, grid.width - 4))
        var y = max(0, grid.height / 2 - layout.lines.count - 1)
        for line in layout.lines.indices {
            grid.put(layout.text(of: line), x: 2, y: y)
            y += 1
        }
        let dots = String(repeating: "•", count: input.characters.count)
        let x = grid.put("\(words[.pinPrompt]) \(dots)", x: 2, y: y + 1, style: .bold)
        if let notice { grid.putCut(notice, x: 2, y: y + 3, style: .reverse, limit: grid.width - 1) }
        return Grid.Position(x: min(x, grid.width - 1), y: min(y + 1, grid.height - 1))
    }
}
