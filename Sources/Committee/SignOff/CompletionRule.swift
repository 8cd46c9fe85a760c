import CRDT

/// Who must sign before something is in force; one line of the rule table in `Protocol/signoff.md`.
public enum CompletionRule: String, Hashable, Sendable, CaseIterable {
    /// A co-chair and one more member of each side.
    case usual = "default"
    /// More than half of each side: where life and wages are concerned.
    case majority

    /// The version of the table. A version in force names the one it was made under.
    public static let version = 1

    /// What a content asks for; what was in force before can only make it stricter: nobody lowers a priority
    /// to need fewer names.
    static func of(_ content: SignedContent, after version: SignedContent?) -> CompletionRule {
        [content, version].contains { $0?.asksForMajority ?? false } ? .majority : .usual
    }

    /// Whether a side has met the rule.
    ///
    /// - Parameters:
    ///   - marks: the side's signatures on one digest, each with the office of its day.
    ///   - seats: who sits on that side now.
    func isMet(by marks: [SignatureRecord], seats: Set<String>) -> Bool {
        let members = Set(marks.map(\.statement.member))
        // One key under two names is one person.
        let people = min(members.count, Set(marks.map(\.key)).count)
        switch self {
        case .usual:
            return people >= 2 && marks.contains { $0.statement.office == "co_chair" }
        case .majority:
            return people * 2 > seats.union(members).count
        }
    }
}

extension SignedContent {
    /// Danger to life, and wages.
    fileprivate var asksForMajority: Bool {
        let fields = value["fields"]
        return fields?["priority"]?.string == "zero_tolerance"
            || fields?["cp"]?.string?.hasPrefix("CO-") ?? false
    }
}
