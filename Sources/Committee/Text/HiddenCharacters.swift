/// Characters nobody can see and that change what is seen. What is signed holds none of them: two people
/// who look at the same text must see the same.
enum HiddenCharacters {
    /// Marks that Arabic, Urdu, Khmer and emoji need (joiners, direction marks, zero-width spaces) are no
    /// trick, nor are isolates that end in the text they began in.
    static func areAbsent(from text: String) -> Bool {
        var open = 0
        var isInFlag = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: continue
            case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E: return false
            case 0x2066...0x2068: open += 1
            case 0x2069:
                guard open > 0 else { return false }
                open -= 1
            case 0x1F3F4: isInFlag = true
            case 0xE0000...0xE007F:
                guard isInFlag else { return false }
                isInFlag = scalar.value != 0xE007F
            default: isInFlag = false
            }
        }
        return open == 0
    }
}
