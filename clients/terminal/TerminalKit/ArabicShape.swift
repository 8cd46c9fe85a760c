/// The forms of Arabic letters beside each other, from the presentation forms of Unicode: terminals that do
/// not order right-to-left text do not join it either.
enum ArabicShape {
    /// A text with each letter in the form its neighbours ask for; anything else as it is.
    static func joined(_ text: [Character]) -> [Character] {
        text.indices.map { place in
            guard let letter = text[place].unicodeScalars.first, let forms = forms[letter.value] else {
                return text[place]
            }
            let isJoinedBefore = forms.count > 1 && place > 0 && joinsNext(text[place - 1])
            let isJoinedAfter =
                forms.count > 2 && place + 1 < text.count && joinsBefore(text[place + 1])
            let form = (isJoinedBefore ? 1 : 0) + (isJoinedAfter ? 2 : 0)
            guard form > 0, let scalar = Unicode.Scalar(forms.first + UInt32(form)) else {
                return text[place]
            }
            var cluster = String.UnicodeScalarView([scalar])
            cluster.append(contentsOf: text[place].unicodeScalars.dropFirst())
            return Character(String(cluster))
        }
    }

    private static let lengthener: UInt32 = 0x0640

    private static func joinsNext(_ character: Character) -> Bool {
        guard let value = character.unicodeScalars.first?.value else { return false }
        return value == lengthener || forms[value].map { $0.count > 2 } ?? false
    }

    private static func joinsBefore(_ character: Character) -> Bool {
        guard let value = character.unicodeScalars.first?.value else { return false }
        return value == lengthener || forms[value].map { $0.count > 1 } ?? false
    }

    /// Where a letter's forms begin: alone, joined before, joined after, joined on both sides. A letter with
    /// two never joins the next one.
    private static let forms: [UInt32: (first: UInt32, count: Int)] = {
        let basic: [(UInt32, Int)] = [
            (0x0621, 1), (0x0622, 2), (0x0623, 2), (0x0624, 2), (0x0625, 2), (0x0626, 4), (0x0627, 2),
            (0x0628, 4), (0x0629, 2), (0x062A, 4), (0x062B, 4), (0x062C, 4), (0x062D, 4), (0x062E, 4),
            (0x062F, 2), (0x0630, 2), (0x0631, 2), (0x0632, 2), (0x0633, 4), (0x0634, 4), (0x0635, 4),
            (0x0636, 4), (0x0637, 4), (0x0638, 4), (0x0639, 4), (0x063A, 4), (0x0641, 4), (0x0642, 4),
            (0x0643, 4), (0x0644, 4), (0x0645, 4), (0x0646, 4), (0x0647, 4), (0x0648, 2), (0x0649, 2),
            (0x064A, 4),
        ]
        var table: [UInt32: (first: UInt32, count: Int)] = [:]
        var next: UInt32 = 0xFE80
        for (letter, count) in basic {
            table[letter] = (next, count)
            next += UInt32(count)
        }
        // Persian and Urdu.
        let further: [(UInt32, UInt32, Int)] = [
            (0x067E, 0xFB56, 4), (0x0679, 0xFB66, 4), (0x0686, 0xFB7A, 4), (0x0688, 0xFB88, 2),
            (0x0698, 0xFB8A, 2), (0x0691, 0xFB8C, 2), (0x06A9, 0xFB8E, 4), (0x06AF, 0xFB92, 4),
            (0x06BA, 0xFB9E, 2), (0x06C1, 0xFBA6, 4), (0x06BE, 0xFBAA, 4), (0x06D2, 0xFBAE, 2),
            (0x06CC, 0xFBFC, 4),
        ]
        for (letter, first, count) in further { table[letter] = (first, count) }
        return table
    }()
}
