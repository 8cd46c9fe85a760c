/// Letters of one script that look like letters of another: what is read as one word, or one name, must
/// not be two.
enum LookAlikes {
    /// Whether no word mixes Latin letters with such that look like them (`аdmin` with a Cyrillic а).
    ///
    /// A letter that looks like no other is no trick (`kΩ`), nor are two scripts in two words.
    static func areAbsent(from text: String) -> Bool {
        var hasLatin = false
        var hasTwin = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter:
                hasLatin = hasLatin || isLatin(scalar)
                hasTwin = hasTwin || twins[scalar] != nil
                if hasLatin, hasTwin { return false }
            case .nonspacingMark, .spacingMark, .format: continue
            default: (hasLatin, hasTwin) = (false, false)
            }
        }
        return true
    }

    /// What is left of a name when all that looks alike is written alike: two names that share a skeleton
    /// look the same on a screen. An I is read as an l, and in capitals as an i.
    static func skeletons(of name: String) -> Set<String> {
        [skeleton(of: name, capitalI: "l"), skeleton(of: name, capitalI: "i")]
    }

    private static func skeleton(of name: String, capitalI: Character) -> String {
        var skeleton = ""
        for scalar in NormalForm.of(name).unicodeScalars where !isUnseen(scalar) {
            let plain =
                switch scalar {
                case "\u{FF01}"..."\u{FF5E}": Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
                default: twins[scalar] ?? scalar
                }
            switch plain {
            case "0": skeleton.append("o")
            case "1", "|": skeleton.append("l")
            case "I": skeleton.append(capitalI)
            default: skeleton.unicodeScalars.append(plain)
            }
        }
        return skeleton.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint
    }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF, 0xFF21...0xFF3A, 0xFF41...0xFF5A: true
        default: false
        }
    }

    /// Cyrillic, Greek and Armenian letters that are drawn as Latin ones.
    private static let twins: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs = [
            ("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅҮ", "aeopcyxijshdqwABEKMHOPCTYXIJSY"),
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανοιρυ", "ABEZHIKMNOPTYXavoipu"),
            ("օսոհց", "ounhg"),
        ]
        return pairs.reduce(into: [:]) { table, pair in
            for (twin, letter) in zip(pair.0.unicodeScalars, pair.1.unicodeScalars) { table[twin] = letter }
        }
    }()
}
