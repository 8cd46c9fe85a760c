/// What changed between two texts, word by word.
///
/// Words are runs of letters and digits; where a script writes none apart (Chinese, Khmer, Thai, Lao,
/// Burmese), each character counts as one. Blanks and signs stand by themselves, so joining the pieces gives
/// both texts back.
public struct WordDiff: Hashable, Sendable {
    public enum Piece: Hashable, Sendable {
        case same(String)
        case removed(String)
        case added(String)
    }

    public let pieces: [Piece]

    /// More steps than this are not looked for: what lies between the common beginning and end counts as
    /// replaced. It bounds time and memory for texts that have nothing in common.
    static let stepsMax = 300

    public init(from old: String, to new: String) {
        let (left, right) = (Self.words(of: old), Self.words(of: new))
        let start = zip(left, right).prefix { $0 == $1 }.count
        let end = zip(left.dropFirst(start).reversed(), right.dropFirst(start).reversed())
            .prefix { $0 == $1 }.count
        let middle = Self.edits(
            Array(left[start..<left.count - end]), Array(right[start..<right.count - end]))
        pieces = Self.joined(
            left.prefix(start).map(Piece.same) + middle + left.suffix(end).map(Piece.same))
    }

    // MARK: Words

    static func words(of text: String) -> [String] {
        var words: [String] = []
        var isOpen = false
        for character in text {
            let joins = isLetter(character) && !standsAlone(character)
            if joins, isOpen {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
            isOpen = joins
        }
        return words
    }

    private static func isLetter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "'" || character == "’"
    }

    /// Scripts that put no blank between words.
    private static func standsAlone(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x19E0...0x19FF, 0x2E80...0x9FFF,
            0xA9E0...0xA9FF, 0xAA60...0xAA7F, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    // MARK: The shortest way from one to the other

    /// Myers, "An O(ND) difference algorithm": the fewest words removed and added.
    private static func edits(_ old: [String], _ new: [String]) -> [Piece] {
        let replaced = old.map(Piece.removed) + new.map(Piece.added)
        guard !old.isEmpty, !new.isEmpty else { return replaced }
        let steps = min(old.count + new.count, stepsMax)
        var furthest = [Int](repeating: 0, count: 2 * steps + 3)
        var trace: [[Int]] = []
        for step in 0...steps {
            trace.append(furthest)
            for diagonal in stride(from: -step, through: step, by: 2) {
                let place = diagonal + steps + 1
                let goesDown =
                    diagonal == -step || diagonal != step && furthest[place - 1] < furthest[place + 1]
                var x = goesDown ? furthest[place + 1] : furthest[place - 1] + 1
                var y = x - diagonal
                while x < old.count, y < new.count, x >= 0, y >= 0, old[x] == new[y] {
                    x += 1
                    y += 1
                }
                furthest[place] = x
                if x >= old.count, y >= new.count {
                    return path(back: trace, from: step, offset: steps + 1, old, new)
                }
            }
        }
        return replaced
    }

    private static func path(
        back trace: [[Int]], from last: Int, offset: Int, _ old: [String], _ new: [String]
    ) -> [Piece] {
        var pieces: [Piece] = []
        var (x, y) = (old.count, new.count)
        for step in stride(from: last, through: 0, by: -1) {
            let furthest = trace[step]
            let diagonal = x - y
            let place = diagonal + offset
            let goesDown =
                diagonal == -step || diagonal != step && furthest[place - 1] < furthest[place + 1]
            let before = goesDown ? diagonal + 1 : diagonal - 1
            let (startX, startY) =
                step == 0 ? (0, 0) : (furthest[before + offset], furthest[before + offset] - before)
            while x > startX, y > startY, x > 0, y > 0, old[x - 1] == new[y - 1] {
                pieces.append(.same(old[x - 1]))
                x -= 1
                y -= 1
            }
            guard step > 0 else { break }
            if goesDown {
                pieces.append(.added(new[y - 1]))
                y -= 1
            } else {
                pieces.append(.removed(old[x - 1]))
                x -= 1
            }
        }
        return pieces.reversed()
    }

    /// Neighbours of one kind in one piece; between two that stay, what goes stands before what comes.
    private static func joined(_ pieces: [Piece]) -> [Piece] {
        var out: [Piece] = []
        var (same, removed, added) = ("", "", "")
        func flush() {
            if !same.isEmpty { out.append(.same(same)) }
            if !removed.isEmpty { out.append(.removed(removed)) }
            if !added.isEmpty { out.append(.added(added)) }
            (same, removed, added) = ("", "", "")
        }
        for piece in pieces {
            switch piece {
            case .same(let text):
                if !removed.isEmpty || !added.isEmpty { flush() }
                same += text
            case .removed(let text): removed += text
            case .added(let text): added += text
            }
        }
        flush()
        return out
    }
}
