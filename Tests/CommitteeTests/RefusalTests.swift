import Testing

@testable import Committee

@Suite("Refusals in the member's language")
struct RefusalTests {
    @Test(
        "Every code has a sentence and a remedy in every language of the table",
        arguments: RefusalCode.catalogue.keys.sorted())
    func isComplete(language: String) {
        let table = RefusalCode.catalogue[language] ?? [:]
        let missing = RefusalCode.allCases.filter { code in
            guard let words = table[code] else { return true }
            return words.message.isEmpty || words.remedy.isEmpty
        }
        #expect(missing.map(\.rawValue) == [], "\(language) lacks these")
    }

    @Test(
        "A sentence leaves out none of the values that its English has, and names no others",
        arguments: RefusalCode.catalogue.keys.sorted())
    func places(language: String) {
        for code in RefusalCode.allCases {
            let own = RefusalSentences.places(of: code.sentences(in: language))
            #expect(own == RefusalSentences.places(of: code.sentences(in: "en")), "\(language): \(code)")
        }
    }

    @Test("English and Chinese are there; another language gets English, a tag with a region its first part")
    func languages() {
        #expect(RefusalCode.catalogue.keys.sorted() == ["en", "zh"])
        let refusal = Refusal(.noChange)
        #expect(refusal.words(in: "km").message == refusal.words(in: "en").message)
        #expect(refusal.words(in: "zh-Hans-CN").message == refusal.words(in: "zh").message)
        #expect(refusal.words(in: "zh").message != refusal.words(in: "en").message)
    }

    @Test("What the roster lacks is told in the language of the sentence")
    func findingsInLanguage() {
        let refusal = Refusal(
            .compositionBroken, findings: [RosterFinding(.chairMissing, side: .management)])
        #expect(refusal.words(in: "en").message.contains("The management side has no co-chair."))
        #expect(refusal.words(in: "zh").message == "成员名单不符合规则（管理方没有共同主席。），暂时不能签署新内容。")
    }

    @Test("Every code stands on the page of commands, and no other does in its tables")
    func page() throws {
        let page = try ProjectFile.text("Protocol/commands.md")
        for code in RefusalCode.allCases { #expect(page.contains("`\(code.rawValue)`"), "\(code)") }
    }

    @Test("Every finding of a roster has a sentence in every language of its table")
    func findings() {
        for (language, table) in RosterFinding.catalogue {
            let missing = RosterFinding.Code.allCases.filter { table[$0]?.isEmpty ?? true }
            #expect(missing == [], "\(language)")
        }
    }
}
