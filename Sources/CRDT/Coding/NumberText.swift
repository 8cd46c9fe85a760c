/// A number as JavaScript writes it (ECMAScript `Number::toString`): shortest digits that read back, exponent
/// from 1e21 and below 1e-6.
enum NumberText {
    static func of(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
        guard number != 0 else { return "0" }
        let (digits, point) = shortest(number.magnitude)
        return (number < 0 ? "-" : "") + placed(digits, point)
    }

    /// The shortest digits and where the decimal point stands among them: 12.5 is (125, 2).
    private static func shortest(_ number: Double) -> (digits: [Character], point: Int) {
        var digits: [Character] = []
        var point: Int?
        var exponent = 0
        let parts = number.description.split(separator: "e")
        for character in parts.first ?? "" {
            if character == "." { point = digits.count } else { digits.append(character) }
        }
        if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
        var place = (point ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == "0" }.count
        digits.removeFirst(zeros)
        place -= zeros
        while digits.last == "0" { digits.removeLast() }
        return (digits, place)
    }

    private static func placed(_ digits: [Character], _ point: Int) -> String {
        let count = digits.count
        if point > 21 || point < -5 {
            let power = point - 1
            let head = String(digits[0]) + (count > 1 ? "." + String(digits[1...]) : "")
            return head + "e" + (power < 0 ? "-" : "+") + String(power.magnitude)
        }
        if point >= count { return String(digits) + String(repeating: "0", count: point - count) }
        if point > 0 { return String(digits[..<point]) + "." + String(digits[point...]) }
        return "0." + String(repeating: "0", count: -point) + String(digits)
    }
}
