/// A sentence with places for values: `{name}`.
enum Sentence {
    /// Puts the values in, in one pass: a value that holds braces stays as it is.
    static func fill(_ sentence: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            filled += values[String(rest[rest.index(after: open)..<close])] ?? ""
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}
