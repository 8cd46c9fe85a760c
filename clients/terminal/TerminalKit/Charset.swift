/// What letters the terminal is sent.
public enum Charset: Hashable, Sendable {
    case utf8
    /// Frames are drawn with ASCII, and a letter beyond it becomes `?`.
    case ascii

    /// As `LC_ALL`, `LC_CTYPE` and `LANG` say, the first that is set; UTF-8 where none is.
    public init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        let words = locale?.lowercased() ?? "utf-8"
        self = words.contains("utf-8") || words.contains("utf8") ? .utf8 : .ascii
    }

    /// A cluster as it is sent.
    func sent(_ cluster: Character) -> Character {
        self == .utf8 || cluster.isASCII ? cluster : Self.substitutes[cluster] ?? "?"
    }

    private static let substitutes: [Character: Character] = [
        "│": "|", "─": "-", "├": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "›": ">", "…": "~", "•": "*",
        "–": "-",
        "·": "-", "’": "'", "‘": "'", "“": "\"", "”": "\"", "—": "-",
    ]
}
