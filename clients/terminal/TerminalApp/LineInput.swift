import TerminalKit

/// One line that is typed: a value, or what to jump to.
struct LineInput: Hashable, Sendable {
    private(set) var characters: [Character] = []
    private(set) var caret = 0

    init(_ text: String = "") {
        characters = Array(text)
        caret = characters.count
    }

    var text: String { String(characters) }

    /// Cells before the caret.
    var column: Int { Width.cells(of: String(characters.prefix(caret))) }

    /// Takes an editing key; false if it is none.
    mutating func take(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .paste(let text): insert(String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }))
        case .backspace:
            if caret > 0 {
                characters.remove(at: caret - 1)
                caret -= 1
            }
        case .delete: if caret < characters.count { characters.remove(at: caret) }
        case .left: caret = max(0, caret - 1)
        case .right: caret = min(characters.count, caret + 1)
        case .home, .control("a"): caret = 0
        case .end, .control("e"): caret = characters.count
        default: return false
        }
        return true
    }

    /// What is typed may join with the cluster before it.
    private mutating func insert(_ text: String) {
        let before = String(characters.prefix(caret)) + text
        let after = characters.dropFirst(caret)
        characters = Array(before) + after
        caret = before.count
    }
}
