import CRDT
import Committee
import Foundation
import Testing

@Suite("Rows are written by the page")
struct WritingTests {
    /// A plan of one row, `r1`.
    private func plan(client: ClientID = 1) -> Doc {
        var doc = Doc(clientID: client)
        doc.edit { Projection.addRow(id: "r1", to: .plan, in: &$0) }
        return doc
    }

    private func shown(_ field: String, in doc: Doc) -> String? {
        Projection.rows(of: .plan, in: doc, events: []).first?[field]?.shown
    }

    private func write(_ words: String, to field: String, in doc: inout Doc) -> Bool {
        var isWritten = false
        doc.edit { transaction in
            guard let text = Projection.text(field: field, row: "r1", of: .plan, in: &transaction) else {
                return
            }
            transaction.insert(words, at: transaction.length(of: text), in: text)
            isWritten = true
        }
        return isWritten
    }

    private func set(_ field: String, to number: Double, in doc: inout Doc) {
        doc.edit {
            #expect(Projection.set(field: field, to: .number(number), row: "r1", of: .plan, in: &$0) == nil)
        }
    }

    @Test(
        "A text is made where it is missing and found where it stands",
        arguments: [
            "issue", "corrective_action", "preventive_action", "whys.1", "branches.people.1", "progress.1",
            "translations.bn.issue", "translations.zh-Hant.whys.1", "translations.en.progress.1",
            "translations.en.branches.people.1",
        ])
    func texts(field: String) {
        var doc = plan()
        #expect(write("one ", to: field, in: &doc))
        #expect(write("two", to: field, in: &doc))
        #expect(shown(field, in: doc) == "one two")
        #expect(doc.checkInvariants() == nil)
    }

    @Test(
        "A text the page does not have is not made",
        arguments: [
            "", "due", "cp", "whys", "whys.0", "whys.2", "whys.01", "whys.-1", "whys.x", "whys.1.1",
            "branches.people", "branches..1", "branches.people.2", "progress.1.date", "evidence.1", "nothing",
            "translations",
            "translations.en", "translations.EN.issue", "translations.en.due", "translations.en.whys.7",
            "issue.1",
            "whys.99999999999999999999", ".", "notes",
        ])
    func noText(field: String) {
        var doc = plan()
        let before = doc.stateVector
        #expect(!write("x", to: field, in: &doc))
        #expect(doc.stateVector == before, "a refused field leaves nothing behind")
    }

    @Test("Lists grow one at a time")
    func lists() {
        var doc = plan()
        for number in 1...3 { #expect(write("w\(number)", to: "whys.\(number)", in: &doc)) }
        #expect(!write("x", to: "whys.5", in: &doc))
        #expect(shown("whys.3", in: doc) == "w3")
    }

    @Test("The notes of a document are its own text")
    func notes() throws {
        var doc = plan()
        doc.edit { transaction in
            guard let notes = Projection.text(field: "notes", row: "", of: .plan, in: &transaction) else {
                return
            }
            transaction.insert("seen", at: 0, in: notes)
        }
        let notes = try #require(Projection.notes(in: doc))
        #expect(doc.string(notes) == "seen")
    }

    static let admitted: [(String, AnyValue)] = [
        ("cp", .string("OS-EMER")), ("source", .string("slcp")), ("priority", .string("high")),
        ("key_issue", .string("no")), ("responsible", .string("m3")), ("start", .string("2024-02-29")),
        ("removed", .bool(true)), ("indicator.current", .number(12.5)), ("indicator.name", .string("Checks")),
        ("evidence.1", .object(["kind": .string("photo"), "ref": .string("ev-1")])),
        ("progress.1.date", .string("2024-11-11")), ("progress.1.by", .string("w1")),
        ("rank", .string("Vk")), ("ref", .string("p99")), ("lang", .string("bn")),
        ("languages.whys.1", .string("en")),
        ("links", .array([.object(["id": .string("x"), "ref": .string("d01")])])),
    ]

    @Test("What the vocabulary has is set", arguments: admitted)
    func set(field: String, value: AnyValue) {
        var doc = plan()
        doc.edit {
            #expect(Projection.set(field: field, to: value, row: "r1", of: .plan, in: &$0) == nil)
        }
        if !field.hasPrefix("languages"), !field.hasPrefix("links") {
            #expect(shown(field, in: doc) != "")
        }
        let row = Projection.rows(of: .plan, in: doc, events: []).first
        #expect(row?.fields.contains { if case .unreadable = $0.content { true } else { false } } == false)
    }

    static let refused: [(String, AnyValue, String)] = [
        ("priority", .string("urgent"), "one of zero_tolerance, key_issue, high, medium, low"),
        ("cp", .string("OS-NONE"), "compliance point"), ("start", .string("2024-02-30"), "a day such as"),
        ("start", .number(20240211), "a day such as"), ("responsible", .string("the manager"), "member"),
        ("removed", .string("true"), "true or false"), ("rank", .string("0"), "a rank"),
        ("rank", .null, "cannot be emptied"), ("issue", .string("x"), "insert and delete in place"),
        ("whys.1", .string("x"), "insert and delete in place"),
        ("translations.en.issue", .string("x"), "insert and delete in place"),
        ("due", .string("2024-12-01"), "a new due date needs a reason"),
        ("status", .string("completed"), "a decision that is recorded"),
        ("verification", .string("verified"), "a decision that is recorded"),
        ("indicator.speed", .number(1), "There is no field"), ("indicator", .number(1), "has parts"),
        (
            "indicator", .object(["target": .number(1), "current": .string("many")]),
            "`indicator.current` must be"
        ),
        ("evidence", .array([]), "is a list"), ("evidence.2", .null, "next free number is 1"),
        ("evidence.1", .object(["kind": .string("photo")]), "kind and ref"),
        ("progress.2.date", .string("2024-11-11"), "The next number after the last"),
        ("progress.1.date", .string("today"), "a day such as"), ("nothing", .null, "There is no field"),
        ("", .null, "There is no field"), ("languages.due", .string("en"), "no text"),
    ]

    @Test("What it does not have is refused in words, and nothing is written", arguments: refused)
    func refuse(field: String, value: AnyValue, words: String) {
        var doc = plan()
        let before = doc.stateVector
        doc.edit { transaction in
            let refusal = Projection.set(field: field, to: value, row: "r1", of: .plan, in: &transaction)
            #expect(refusal?.contains(words) == true, "\(refusal ?? "no refusal")")
        }
        #expect(doc.stateVector == before)
    }

    @Test("A row that does not exist is named in the refusal")
    func unknownRow() {
        var doc = plan()
        doc.edit { transaction in
            let refusal = Projection.set(
                field: "priority", to: .string("high"), row: "r9", of: .plan, in: &transaction)
            #expect(refusal?.contains("no row r9 in plan") == true)
        }
    }

    @Test("An issue is not begun by typing, nor is a row under an id that is taken or odd")
    func refusedRows() {
        var doc = plan()
        doc.edit { transaction in
            #expect(Projection.addRow(id: "x", to: .issues, in: &transaction) != nil)
            #expect(Projection.addRow(id: "x", to: .restrictedCase("c"), in: &transaction) != nil)
            #expect(Projection.addRow(id: "r1", to: .plan, in: &transaction) != nil)
            #expect(Projection.addRow(id: "a b", to: .plan, in: &transaction) != nil)
        }
    }

    @Test("Two members who begin the same texts at once both keep what they typed")
    func concurrent() throws {
        var left = plan()
        var right = Doc(clientID: 2)
        try right.apply(left.encodeStateAsUpdate())
        for field in ["preventive_action", "whys.1", "progress.1"] {
            #expect(write("left", to: field, in: &left))
            #expect(write("right", to: field, in: &right))
        }
        set("indicator.target", to: 1, in: &left)
        set("indicator.current", to: 2, in: &right)
        try left.apply(right.encodeStateAsUpdate())
        let row = try #require(Projection.rows(of: .plan, in: left, events: []).first)
        let words = row.fields.map(\.shown).joined(separator: " ")
        #expect(words.components(separatedBy: "left").count == 4)
        #expect(words.components(separatedBy: "right").count == 4)
        #expect(row["indicator.target"]?.shown == "1")
        #expect(row["indicator.current"]?.shown == "2")
    }
}
