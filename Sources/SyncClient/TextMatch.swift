/// Finds in one text the place that a position in another text means, by the words around it. UTF-16 units
/// throughout.
enum TextMatch {
    /// Where something typed at `position` of `old` belongs in `new`.
    static func position(_ position: Int, of old: [UInt16], in new: [UInt16]) -> Int {
        let position = min(max(position, 0), old.count)
        for reach in [64, 32, 16, 8, 4] {
            let left = old[max(0, position - reach)..<position]
            let right = old[position..<min(old.count, position + reach)]
            guard !left.isEmpty, !right.isEmpty else { break }
            if let at = nearest(Array(left + right), in: new, to: position - left.count) {
                return at + left.count
            }
        }
        for reach in [64, 32, 16, 8, 4] {
            let left = Array(old[max(0, position - reach)..<position])
            if !left.isEmpty, let at = nearest(left, in: new, to: position - left.count) {
                return at + left.count
            }
            let right = Array(old[position..<min(old.count, position + reach)])
            if !right.isEmpty, let at = nearest(right, in: new, to: position) { return at }
        }
        return position == old.count ? new.count : boundary(min(position, new.count), in: new)
    }

    /// Where the text that was deleted from `old` stands in `new`; nil if it is not surely there.
    static func range(_ range: Range<Int>, of old: [UInt16], in new: [UInt16]) -> Range<Int>? {
        let range = range.clamped(to: 0..<old.count)
        for reach in [32, 16, 8, 4, 0] {
            let start = max(0, range.lowerBound - reach)
            let needle = Array(old[start..<min(old.count, range.upperBound + reach)])
            guard needle.count >= min(8, old.count), !range.isEmpty else { continue }
            if let at = nearest(needle, in: new, to: start) {
                let found = at + range.lowerBound - start
                return found..<(found + range.count)
            }
        }
        return nil
    }

    /// The occurrence of `needle` that begins closest to `wanted`.
    private static func nearest(_ needle: [UInt16], in text: [UInt16], to wanted: Int) -> Int? {
        guard let first = needle.first, needle.count <= text.count else { return nil }
        var best: Int?
        for start in 0...(text.count - needle.count)
        where text[start] == first && text[start..<(start + needle.count)].elementsEqual(needle) {
            if let known = best, abs(known - wanted) <= abs(start - wanted) { break }
            best = start
        }
        return best
    }

    /// The beginning of the word that stands at `position`: a guess must not tear a word, or a character,
    /// apart.
    private static func boundary(_ position: Int, in text: [UInt16]) -> Int {
        var start = position
        while start > 0, !isBlank(text[start - 1]) { start -= 1 }
        return start
    }

    private static func isBlank(_ unit: UInt16) -> Bool {
        Unicode.Scalar(unit)?.properties.isWhitespace ?? false
    }
}
