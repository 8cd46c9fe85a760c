public import CRDT

/// A command that is turned down: nothing has changed.
///
/// It has a stable code for programs, and for people one plain sentence and the remedy, in their language.
/// For what a role may not know the answer is the same, to the byte, as for what does not exist.
public struct Refusal: Error, Hashable, Sendable {
    public var code: RefusalCode
    /// Fills `{name}` in the sentences.
    public var values: [String: String]
    /// What of the roster is against its rule: fills `{findings}`, told in the language of the sentence.
    public var findings: [RosterFinding]
    /// For programs: such as what changed since the digest that was shown.
    public var details: AnyValue?

    public init(
        _ code: RefusalCode, _ values: [String: String] = [:], findings: [RosterFinding] = [],
        details: AnyValue? = nil
    ) {
        self.code = code
        self.values = values
        self.findings = findings
        self.details = details
    }

    /// The sentence and the remedy in a language; English where the table has no other.
    public func words(in language: String) -> (message: String, remedy: String) {
        let sentences = code.sentences(in: language)
        var values = values
        if let side = values["side"].flatMap(Side.init(rawValue:)) {
            values["side"] = side.words(in: language)
        }
        if let expected = values["expected"] { values["expected"] = Expectation.told(expected, in: language) }
        if !findings.isEmpty {
            values["findings"] = findings.map { $0.words(in: language) }.joined(separator: " ")
        }
        return (Sentence.fill(sentences.message, values), Sentence.fill(sentences.remedy, values))
    }

    /// Whether the table has the language, by the first part of its tag.
    public static func isTold(in language: String) -> Bool {
        RefusalCode.catalogue[LanguageTag.primary(language)] != nil
    }

    /// `{"code", "message", "remedy", "details"?}`.
    public func json(in language: String) -> AnyValue {
        let words = words(in: language)
        var members: [AnyValue.Member] = [
            .init("code", .string(code.rawValue)), .init("message", .string(words.message)),
            .init("remedy", .string(words.remedy)),
        ]
        if let details { members.append(.init("details", details)) }
        return .object(members)
    }
}
