/// Unicode normalisation form C, and lines that end in LF: the form in which texts are signed and compared.
///
/// The one place in the package that normalises. It follows the Unicode Character Database 17.0, whatever
/// version the toolchain knows: a digest never depends on who computes it. UAX #15 is the algorithm.
public enum NormalForm {
    /// The text in NFC, with CR LF and CR as LF.
    public static func of(_ text: String) -> String {
        // Below U+0300 everything is in NFC already, and stays so beside what is.
        if text.unicodeScalars.allSatisfy({ $0.value < 0x300 && $0 != "\r" }) { return text }
        var normal = String.UnicodeScalarView()
        normal.append(contentsOf: composed(decomposed(text.unicodeScalars)))
        return String(normal)
    }

    /// Fully decomposed and in canonical order, lines ending in LF.
    private static func decomposed(_ scalars: String.UnicodeScalarView) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        var marks: [(class: UInt8, scalar: Unicode.Scalar)] = []
        func flush() {
            guard !marks.isEmpty else { return }
            // A stable sort: marks of one class keep their order.
            for mark in marks.enumerated().sorted(by: {
                ($0.element.class, $0.offset) < ($1.element.class, $1.offset)
            }) {
                out.append(mark.element.scalar)
            }
            marks = []
        }
        var isAfterReturn = false
        for scalar in scalars {
            defer { isAfterReturn = scalar == "\r" }
            if scalar == "\n", isAfterReturn { continue }
            for part in parts(of: scalar == "\r" ? "\n" : scalar) {
                let combining = combiningClass(part)
                if combining == 0 {
                    flush()
                    out.append(part)
                } else {
                    marks.append((combining, part))
                }
            }
        }
        flush()
        return out
    }

    private static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        /// Where the last starter stands, and the class of what was kept since.
        var starter: Int?
        var between: UInt8 = 0
        for scalar in scalars {
            let combining = combiningClass(scalar)
            let isBlocked = starter.map { out.count - 1 > $0 && between >= combining } ?? true
            if let place = starter, !isBlocked, let whole = composition(out[place], scalar) {
                out[place] = whole
                continue
            }
            if combining == 0 { starter = out.count }
            between = combining
            out.append(scalar)
        }
        return out
    }

    // MARK: The data

    private static func parts(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if scalar.value < 0xC0 { return [scalar] }
        if let syllable = Hangul.parts(of: scalar) { return syllable }
        return tables.decompositions[scalar] ?? [scalar]
    }

    private static func composition(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        Hangul.composition(first, second) ?? tables.compositions[Pair(first: first, second: second)]
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < 0x300 ? 0 : tables.classes[scalar] ?? 0
    }

    private struct Pair: Hashable { var first, second: Unicode.Scalar }

    private struct Tables {
        var decompositions: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        var compositions: [Pair: Unicode.Scalar] = [:]
        var classes: [Unicode.Scalar: UInt8] = [:]
    }

    /// Read once from the generated text.
    private static let tables: Tables = {
        var tables = Tables()
        for (left, right) in entries(decompositions) {
            guard let scalar = scalars(left).first else { continue }
            tables.decompositions[scalar] = scalars(right)
        }
        for (left, right) in entries(compositions) {
            let pair = scalars(left)
            guard pair.count == 2, let whole = scalars(right).first else { continue }
            tables.compositions[Pair(first: pair[0], second: pair[1])] = whole
        }
        for (left, right) in entries(combiningClasses) {
            let ends = left.split(separator: "-").compactMap { UInt32($0, radix: 16) }
            guard ends.count == 2, ends[0] <= ends[1], let combining = UInt8(right) else { continue }
            for value in ends[0]...ends[1] {
                if let scalar = Unicode.Scalar(value) { tables.classes[scalar] = combining }
            }
        }
        return tables
    }()

    private static func entries(_ table: String) -> [(Substring, Substring)] {
        table.split { $0 == " " || $0 == "\n" }.compactMap { entry in
            let sides = entry.split(separator: "=")
            return sides.count == 2 ? (sides[0], sides[1]) : nil
        }
    }

    private static func scalars(_ text: Substring) -> [Unicode.Scalar] {
        text.split(separator: "+").compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
    }
}

/// Hangul syllables compose by arithmetic (Unicode, section 3.12).
private enum Hangul {
    private static let syllable: UInt32 = 0xAC00
    private static let lead: UInt32 = 0x1100
    private static let vowel: UInt32 = 0x1161
    private static let tail: UInt32 = 0x11A7
    private static let leads: UInt32 = 19
    private static let vowels: UInt32 = 21
    private static let tails: UInt32 = 28

    static func parts(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard (syllable..<syllable + leads * vowels * tails).contains(scalar.value) else { return nil }
        let index = scalar.value - syllable
        let values = [
            lead + index / (vowels * tails), vowel + index % (vowels * tails) / tails, tail + index % tails,
        ]
        return (index.isMultiple(of: tails) ? values.dropLast() : values[...]).compactMap(Unicode.Scalar.init)
    }

    static func composition(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if (lead..<lead + leads).contains(first.value), (vowel..<vowel + vowels).contains(second.value) {
            let pair = (first.value - lead) * vowels + second.value - vowel
            return Unicode.Scalar(syllable + pair * tails)
        }
        let isOpen =
            (syllable..<syllable + leads * vowels * tails).contains(first.value)
            && (first.value - syllable).isMultiple(of: tails)
        guard isOpen, (tail + 1..<tail + tails).contains(second.value) else { return nil }
        return Unicode.Scalar(first.value + second.value - tail)
    }
}
