import CRDT
import TerminalKit
import Testing

@testable import Committee
@testable import TerminalApp

@Suite("Catalogues")
struct CatalogueTests {
    @Test("Every catalogue has a text for every phrase", arguments: Catalogue.all.map(\.tag))
    func whole(_ tag: String) {
        let catalogue = Catalogue.of(tag)
        let missing = Phrase.allCases.filter { catalogue.phrases[$0] == nil }
        #expect(missing.isEmpty, "\(tag) lacks \(missing.map(\.rawValue).joined(separator: ", "))")
    }

    @Test("A translation fills in what English fills in", arguments: Catalogue.all.map(\.tag))
    func places(_ tag: String) {
        let catalogue = Catalogue.of(tag)
        for phrase in Phrase.allCases {
            #expect(
                Self.places(catalogue[phrase]) == Self.places(Catalogue.english[phrase]),
                "\(tag): \(phrase.rawValue)")
        }
    }

    @Test(
        "A translation names every field and every word of the vocabulary",
        arguments: Catalogue.all.map(\.tag).filter { $0 != "en" })
    func vocabulary(_ tag: String) {
        let catalogue = Catalogue.of(tag)
        // Of notes and of what commands record, beside the fields of the pages.
        var names: Set = ["date", "by", "state", "side", "on", "reason", "note", "method"]
        var words: Set<String> = []
        func take(_ vocabulary: Vocabulary) {
            if case .words(let more) = vocabulary { words.formUnion(more) }
        }
        for entry in RowPage.all.flatMap(\.entries) where entry.name != "rank" {
            names.insert(entry.label == "Text" ? entry.label : entry.name)
            switch entry.home {
            case .entry(let vocabulary): take(vocabulary)
            case .group(let parts):
                for part in parts {
                    names.insert(part.name)
                    take(part.vocabulary)
                }
            default: break
            }
        }
        // What stands in events alone.
        for vocabulary in [
            Vocabulary.itemStatus, .verificationState, .verificationMethod, .rating, .agreement, .channel,
            .anonymity, .confidentiality, .category, .severity, .issueStatus, .side, .phase,
            .office, .candidateOutcome, .words(["proposed", "confirmed", "declined"]),
        ] { take(vocabulary) }
        words.formUnion(IssueLevel.allCases.map(\.rawValue) + MinutesState.allCases.map(\.rawValue))
        let unnamed = names.subtracting(catalogue.fields.keys)
        let unsaid = words.subtracting(catalogue.values.keys)
        #expect(unnamed.isEmpty, "\(tag) lacks the fields \(unnamed.sorted().joined(separator: ", "))")
        #expect(unsaid.isEmpty, "\(tag) lacks the words \(unsaid.sorted().joined(separator: ", "))")
    }

    @Test("What people write freely stays so, even where it reads like a word of the vocabulary")
    func written() {
        let chinese = Catalogue.of("zh")
        func shown(_ name: String, _ value: String) -> String {
            chinese.value(of: Field(name: name, label: name, content: .entry(.string(value))))
        }
        #expect(shown("category", "safety") == "安全")
        #expect(shown("indicator.unit", "safety") == "safety")
        #expect(shown("slcp_ref", "night_shift") == "night_shift")
        for field in ["issue", "whys.2", "translations.zh.issue", "text", "notes", "due_reason"] {
            #expect(chinese.value("open", of: field) == "open", "\(field)")
        }
        let answer = AnyValue.object([
            .init("state", .string("declined")), .init("side", .string("worker")),
            .init("note", .string("heat")),
        ])
        let field = Field(name: "confirmation", label: "", content: .event(answer))
        #expect(chinese.value(of: field) == "状态 未同意; 一方 工人方; 说明 heat")
        #expect(Catalogue.english.value(of: field) == "state declined; side worker; note heat")
    }

    @Test("On paper, fields and values have the names they have on the screen")
    func paper() {
        let words = Paper.words(in: "ar-LB")
        func line(_ field: String, _ original: String) -> SigningSheet.Line {
            .init(field: field, label: field, original: original, language: "", translations: [:])
        }
        #expect(words.label(line("d01/corrective_action", "")) == "d01/الإجراء التصحيحي")
        #expect(words.value(of: line("priority", "high")) == "عالية")
        #expect(words.value(of: line("indicator.unit", "high")) == "high")
        #expect(words.value("co_chair") == "رئيس مشارك")
        #expect(!words.unreviewed.isEmpty)
    }

    @Test("A refusal names states and sides as the screen does")
    func refusals() {
        let step = Refusal(
            .stepNotOpen, ["from": "new", "to": "closed_confirmed", "next": "acknowledged, under_review"])
        #expect(
            Catalogue.of("vi").sentence(step)
                == "Vấn đề đang ở tình trạng “mới”, không thể chuyển ngay sang “đã đóng và xác nhận”. "
                + "Có thể chuyển sang một trong: đã tiếp nhận, đang xem xét. [step_not_open]")
        #expect(Catalogue.of("en").sentence(step).contains("does not become closed confirmed next"))
        let proposed = Refusal(.alreadyProposed, ["side": "worker"])
        for catalogue in Catalogue.all where catalogue.tag != "en" {
            #expect(!catalogue.sentence(proposed).contains("worker"), "\(catalogue.tag)")
        }
    }

    @Test(
        "What a value has to be is told in the language of the sentence, and the field by its name",
        arguments: Catalogue.all.map(\.tag).filter { $0 != "en" })
    func expected(_ tag: String) {
        let catalogue = Catalogue.of(tag)
        let expected: [Vocabulary] = [.day, .number, .member, .compliancePoint, .rating]
        for vocabulary in expected {
            let refusal = Refusal(.valueInvalid, ["field": "due", "expected": vocabulary.expected])
            let said = catalogue.sentence(refusal)
            #expect(said.contains(catalogue.name(of: "due")), "\(said)")
            #expect(
                !said.contains("such as") && !said.contains("one of") && !said.contains("a number"), "\(said)"
            )
        }
    }

    @Test("Evidence is told by its kind, in the member's language, and by what it is called")
    func evidence() {
        let value = AnyValue.object(["kind": .string("photo"), "ref": .string("ev-001")])
        let field = Field(name: "evidence.1", label: "Evidence 1", content: .entry(value))
        #expect(Catalogue.english.value(of: field) == "photo: ev-001")
        #expect(Catalogue.of("vi").value(of: field) == "ảnh: ev-001")
    }

    @Test("What went and came stands in its marks, also in a line that is read from the right")
    func marked() {
        func seen(_ text: String) -> String { String(VisualLine(Array(text)).clusters) }
        let arabic = Catalogue.of("ar")
        let latin = Committee.FieldChange(
            field: "corrective_action", before: "Both shifts drill.", after: "Now Both shifts drill.",
            sides: [])
        #expect(
            seen(arabic[.original] + ": " + arabic.isolated(latin.marked)).contains("{+Now +}Both shifts"))
        let mixed = Committee.FieldChange(
            field: "issue", before: "one two", after: "one \u{5D0}\u{5D1}", sides: [])
        #expect(seen(mixed.marked) == "one [-two-]{+\u{5D1}\u{5D0}+}")
        let label = arabic.label(
            Field(name: "translations.zh.branches.people.1", label: "People 1 (zh)", content: .text(nil, "")))
        #expect(seen(label).contains("(zh)") && seen(label).contains("people 1"))
    }

    @Test("A language nobody has reviewed says so, and English needs not to")
    func reviewed() {
        for catalogue in Catalogue.all {
            #expect(catalogue.isReviewed == catalogue[.unreviewed].isEmpty, "\(catalogue.tag)")
        }
    }

    @Test("A locale finds its catalogue, and one without a catalogue reads English")
    func locales() {
        #expect(Catalogue.of("zh-CN").tag == "zh")
        #expect(Catalogue.of("ar_LB.UTF-8").tag == "ar")
        #expect(Catalogue.of("km").tag == "km")
        #expect(Catalogue.of("vi_VN").tag == "vi")
        #expect(Catalogue.of("bn_BD.UTF-8").tag == "bn")
        #expect(Catalogue.of("ta_LK").tag == "en")
        #expect(Catalogue.of("").tag == "en")
    }

    @Test("Help texts name the languages there are")
    func tags() {
        #expect(ScreenLanguages.tags == Catalogue.all.map(\.tag).joined(separator: ", "))
    }

    private static func places(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "{").dropFirst().compactMap {
                $0.split(separator: "}").first.map(String.init)
            })
    }
}
