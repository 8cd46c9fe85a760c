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

    @Test("The six languages are there; another gets English, a tag with a region its first part")
    func languages() {
        #expect(RefusalCode.catalogue.keys.sorted() == ["ar", "bn", "en", "km", "vi", "zh"])
        let refusal = Refusal(.noChange)
        #expect(refusal.words(in: "ta").message == refusal.words(in: "en").message)
        #expect(refusal.words(in: "zh-Hans-CN").message == refusal.words(in: "zh").message)
        #expect(refusal.words(in: "zh").message != refusal.words(in: "en").message)
    }

    @Test("A side has its name in the language of the sentence")
    func sides() {
        let refusal = Refusal(.alreadyProposed, ["side": Side.management.rawValue])
        #expect(refusal.words(in: "en").message == "The management side has proposed this already.")
        #expect(refusal.words(in: "zh").message == "管理方已经提出此项。")
        for language in RefusalCode.catalogue.keys where language != "en" {
            #expect(!refusal.words(in: language).message.contains("management"), "\(language)")
        }
        let asked = Refusal(.alreadyProposed, ["side": "advisor"])
        #expect(asked.words(in: "en").message == "The advisor has proposed this already.")
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
            for (code, sentence) in table {
                let english = RosterFinding.catalogue["en"]?[code] ?? ""
                let own = RefusalSentences.places(of: .init(sentence, ""))
                let wanted = RefusalSentences.places(of: .init(english, ""))
                #expect(own == wanted, "\(language): \(code)")
            }
        }
        #expect(Set(RosterFinding.catalogue.keys) == Set(RefusalCode.catalogue.keys))
    }
}
