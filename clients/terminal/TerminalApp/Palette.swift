import TerminalKit

/// The few looks the screen is made of.
enum Palette {
    static let title = Style.reverse.with { $0.isBold = true }
    static let selected = Style.reverse
    /// Selected, in a pane that has not the focus.
    static let marked = Style.bold
    static let rule = Style.dim
    static let news = Style { ($0.isBold, $0.foreground) = (true, .ansi(3)) }
    static let hint = Style.dim
    static let alarm = Style { ($0.isBold, $0.isReverse, $0.foreground) = (true, true, .ansi(1)) }

    /// The colour of a side, by its letter. The letter itself is always shown beside it.
    static func colour(of letter: Character) -> Style.Colour {
        switch letter {
        case "W": .ansi(6)
        case "M": .ansi(5)
        case "A": .ansi(2)
        default: .ansi(3)
        }
    }

    /// The colour of a row's status: settled, under way, in dispute; nil for every other.
    static func status(_ words: String) -> Style.Colour? {
        switch words {
        case "completed", "agreed", "resolved", "closed", "signed": .ansi(2)
        case "in_progress", "open", "raised": .ansi(3)
        case "disagreed", "overdue", "blocked", "escalated": .ansi(1)
        default: nil
        }
    }

    static func letter(_ letter: Character) -> Style {
        Style {
            $0.isReverse = true
            $0.foreground = colour(of: letter)
        }
    }
}
