/// Edits as documents tell them, in UTF-16 units.
extension TextLayout {
    /// Deletes so many units at `unit`, then inserts. Clusters join and part as they do in the whole text.
    public mutating func replace(unit: Int, count: Int, with text: String) {
        let unit = min(max(unit, 0), unitCount)
        let end = min(unit + max(count, 0), unitCount)
        let first = offset(ofUnit: unit)
        var start = first
        while start > 0 {
            start -= 1
            if Self.isFirm(characters[start]) { break }
        }
        let startUnit = self.unit(before: start)
        var stop = offset(ofUnit: end)
        if self.unit(before: stop) < end { stop += 1 }
        while true {
            let isFirm = takeFirm(&stop)
            let old = Array(String(characters[start..<stop]).utf16)
            var new = Array(old[..<min(unit - startUnit, old.count)])
            new += text.utf16
            new += old[min(end - startUnit, old.count)...]
            let clusters = Array(String(decoding: new, as: UTF16.self))
            guard !isFirm || clusters.last == characters[stop - 1] || stop == characters.count else {
                continue
            }
            return replaceTrimmed(start..<stop, with: clusters)
        }
    }

    /// Moves on behind the next firm cluster; false if the text ends before one.
    private func takeFirm(_ stop: inout Int) -> Bool {
        while stop < characters.count {
            stop += 1
            if Self.isFirm(characters[stop - 1]) { return true }
        }
        return false
    }

    /// Leaves out what is the same at both ends.
    private mutating func replaceTrimmed(_ range: Range<Int>, with new: [Character]) {
        // No slice of the text may live on when it is changed: the text would be copied.
        let old = Array(characters[range])
        let head = zip(old, new).prefix { $0.0.isIdentical(to: $0.1) }.count
        let rest = min(old.count, new.count) - head
        let tail = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0.0.isIdentical(to: $0.1) }
            .count
        replace(
            (range.lowerBound + head)..<(range.upperBound - tail), with: Array(new[head..<(new.count - tail)])
        )
    }

    /// Whether a cluster begins and ends here whatever stands beside it, as long as it stays one scalar.
    private static func isFirm(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        guard let scalar = scalars.first, scalars.count == 1 else { return false }
        switch scalar.value {
        case 0x20..<0x7F, 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF: return true
        default: return false
        }
    }
}

extension Character {
    /// The same scalars, not only the same letter: `é` is written in two ways.
    fileprivate func isIdentical(to other: Character) -> Bool {
        unicodeScalars.elementsEqual(other.unicodeScalars)
    }
}
