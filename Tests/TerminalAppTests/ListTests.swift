import CRDT
import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

@Suite("Lists: filter, order, translations")
struct ListTests {
    @Test("f shows only rows with the words while they are typed; Escape there shows all again")
    func filter() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter)
        let all = table.model.rows.count
        table.press(.character("f"))
        table.type("night")
        #expect(table.model.rows.map(\.ref) == ["p02"])
        table.press(.enter)
        #expect(table.shows("f \"night\"") && table.shows("Night shift"))
        table.press(.character("f"), .escape)
        #expect(table.model.rows.count == all && !table.shows("f \"night\""))
    }

    @Test("A list is filtered by what it shows in the member's language, and by the vocabulary's own words")
    func shownWords() {
        let words = Catalogue.of("zh")
        let row = Row(
            id: "1", title: "ordinary, 2026-03-01", status: nil, isRemoved: false,
            fields: [
                Field(name: "kind", label: "kind", content: .event(.string("ordinary"))),
                Field(name: "severity", label: "severity", content: .event(.string("high"))),
            ])
        for wanted in [words.value("ordinary"), words.value("high"), "ordinary", "high"] {
            let shown = Arrangement(filter: wanted).arranged([row], keeping: nil, words)
            #expect(shown.count == 1, "\(wanted)")
        }
        #expect(Arrangement(filter: words.value("low")).arranged([row], keeping: nil, words).isEmpty)
        #expect(words.value("ordinary") != "ordinary" && words.value("high") != "high")
    }

    @Test("No row fits: the list says so and how to go on; a new row shows all again")
    func none() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter, .character("f"))
        table.type("qqqq")
        #expect(table.model.rows.isEmpty && table.shows("No row has \"qqqq\""))
        table.press(.enter, .character("a"))
        #expect(table.model.rows.count > 1 && table.model.arrangement.isPlain)
    }

    @Test(
        "o orders by status, due date and priority, the most urgent first, then as the document has it")
    func order() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter)
        let stored = table.model.rows.map(\.id)
        table.press(.character("o"))
        #expect(table.shows("Ordered by: status"))
        let statuses = table.model.rows.compactMap(\.status)
        #expect(statuses == statuses.sorted() && Set(statuses).count > 1)
        table.press(.character("o"))
        let dues = table.model.rows.compactMap { $0["due"]?.shown }.filter { !$0.isEmpty }
        #expect(dues == dues.sorted() && table.shows("o due"))
        table.press(.character("o"), .character("o"))
        #expect(table.model.rows.map(\.id) == stored && table.model.arrangement.isPlain)
    }

    @Test("An open row stays while its text changes under a filter, and others' edits keep the order")
    func openStays() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter, .character("f"))
        table.type("night")
        table.press(.enter, .enter)
        #expect(table.model.opened == .row && table.model.row?.ref == "p02")
        let issue = try #require(table.drillIssue)
        table.remotely(.plan) { $0.delete(at: 0, count: $0.length(of: issue), in: issue) }
        #expect(table.model.row?.ref == "p02")
    }

    @Test("A translation is marked and listed once its original changed and it did not")
    func outdated() throws {
        var row = Row(id: "1", title: "", status: nil, isRemoved: false, fields: [])
        for name in [
            "issue", "translations.zh.issue", "translations.ar.issue", "translations.zh.whys.1",
        ] {
            row.fields.append(Field(name: name, label: name, content: .text(nil, "words")))
        }
        let old = OutdatedTranslations.fields(of: row, changed: ["issue", "translations.ar.issue"])
        #expect(old == ["translations.zh.issue"])
        #expect(OutdatedTranslations.fields(of: row, changed: []).isEmpty)
    }

    @Test("What changed since the member was here makes a translation old: :translations lists it")
    func listed() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter, .character("j"), .enter, .character("t"), .character("1"))
        table.type("translated")
        table.press(.escape)
        for name in table.model.session.documentNames { _ = table.model.session.markSeen(name) }
        table.press(.character(":"))
        table.type("translations")
        table.press(.enter)
        #expect(table.shows("None is known to be"))
        table.press(.escape)
        let issue = try #require(table.drillIssue)
        table.remotely(.plan) { $0.insert("Otherwise: ", at: 0, in: issue) }
        table.press(.character(":"))
        table.type("translations")
        table.press(.enter)
        #expect(table.shows("p02") && table.shows("≠"))
    }
}

extension Table {
    /// What the second plan item is about.
    fileprivate var drillIssue: TypeID? {
        guard let doc = documents[.plan] else { return nil }
        let rows = Projection.rows(of: .plan, in: doc, events: [])
        guard case .text(let text, _)? = rows.first(where: { $0.ref == "p02" })?["issue"]?.content
        else { return nil }
        return text
    }
}
