import CRDT
import Committee
import Testing
import TestSupport

@Suite("Rows are read from any state")
struct ProjectionTests {
    static let all = DocumentName.standing + [.restrictedCase("c1")]

    @Test("An empty document has no rows and no notes", arguments: all)
    func empty(document: DocumentName) {
        let doc = Doc(clientID: 1)
        #expect(Projection.rows(of: document, in: doc, events: []) == [])
        #expect(Projection.notes(in: doc) == nil)
    }

    @Test("A new row has its texts, and every field is readable", arguments: DocumentName.standing)
    func newRow(document: DocumentName) throws {
        var doc = Doc(clientID: 1)
        var refusal: String?
        doc.edit { refusal = Projection.addRow(id: "r1", to: document, in: &$0) }
        #expect((refusal == nil) == Projection.canAddRow(to: document))
        guard refusal == nil else { return }
        let rows = Projection.rows(of: document, in: doc, events: [])
        let row = try #require(rows.first)
        #expect(rows.count == 1)
        #expect(!row.isRemoved)
        for field in row.fields {
            switch field.content {
            case .text(let text, let string):
                #expect(text != nil && string.isEmpty, "\(field.name)")
            case .entry, .event: continue
            case .unreadable: Issue.record("\(field.name)")
            }
        }
    }

    @Test("Headings are the rows' own names, in their order")
    func headings() throws {
        var imported = try Imported(ProjectFile.sample())
        // A meeting that no event tells of is called by what was typed.
        imported.documents[.minutes]?.edit { transaction in
            _ = Projection.addRow(id: "typed", to: .minutes, in: &transaction)
            let refusal = Projection.set(
                field: "kind", to: .string("joint_walk"), row: "typed", of: .minutes, in: &transaction)
            #expect(refusal == nil)
        }
        let picture = Picture(
            committee: "c", day: "2024-10-20", state: CommitteeState(imported.result.events),
            documents: imported.documents, events: imported.result.events)
        for document in imported.documents.keys {
            let rows = picture.rows(of: document)
            let headings = picture.headings(of: document)
            #expect(!rows.isEmpty || document == .caucusWorker || document == .caucusManagement)
            #expect(headings.map(\.id) == rows.map(\.id))
            #expect(headings.map(\.ref) == rows.map(\.ref), "\(document)")
            #expect(headings.map(\.title) == rows.map(\.title), "\(document)")
            #expect(headings.map(\.isRemoved) == rows.map(\.isRemoved), "\(document)")
        }
        #expect(picture.headings(of: .minutes).contains { $0.title.hasPrefix("joint_walk meeting") })
    }

    @Test("Odd values are shown as unreadable, and the rest of the row as it is")
    func odd() throws {
        var doc = Doc(clientID: 1)
        doc.edit { transaction in
            let items = transaction.root("items", .map)
            let map = transaction.setType("r1", to: .map, in: items)
            transaction.set("issue", to: .string("plain words"), in: map)
            transaction.set("priority", to: .string("urgent"), in: map)
            transaction.set("start", to: .number(7), in: map)
            transaction.set("cp", to: .string("OS-EMER"), in: map)
            transaction.set("removed", to: .string("yes"), in: map)
            transaction.set("rank", to: .number(1), in: map)
            transaction.set("indicator", to: .object(["name": .string("x")]), in: map)
            transaction.setBinary("responsible", to: [1, 2, 3], in: map)
            transaction.setType("translations", to: .text, in: map)
            let whys = transaction.setType("whys", to: .array, in: map)
            transaction.insert([.string("because"), .null], at: 0, in: whys)
            transaction.setType("branches", to: .array, in: map)
            transaction.setType("corrective_action", to: .xmlFragment, in: map)
            transaction.set("r2", to: .string("no row"), in: items)
        }
        let rows = Projection.rows(of: .plan, in: doc, events: [])
        let row = try #require(rows.first { $0.id == "r1" })
        let unreadable = row.fields.filter { if case .unreadable = $0.content { true } else { false } }
        #expect(
            Set(unreadable.map(\.name)) == [
                "issue", "priority", "start", "removed", "rank", "indicator", "responsible", "whys.1",
                "whys.2",
                "branches", "corrective_action",
            ])
        #expect(row["issue"]?.shown == "unreadable: plain words")
        #expect(row["cp"]?.shown == "OS-EMER")
        #expect(rows.contains { $0.id == "r2" })
        doc.edit { transaction in
            for field in ["issue", "corrective_action", "branches.people.1", "translations.en.issue"] {
                let text = Projection.text(field: field, row: "r1", of: .plan, in: &transaction)
                #expect(text == nil, "\(field): nothing odd is overwritten")
            }
            #expect(Projection.text(field: "issue", row: "r2", of: .plan, in: &transaction) == nil)
        }
    }

    @Test("Whatever a document holds, there is a picture of it", arguments: 0..<300)
    func total(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var doc = Doc(clientID: 1)
        for document in Self.all {
            doc.edit { transaction in
                for (root, kind) in document.schema where kind == .map {
                    Self.scribble(
                        into: transaction.root(root, .map), depth: 0, &transaction, &random)
                }
            }
            for row in Projection.rows(of: document, in: doc, events: Self.oddEvents(document, &random)) {
                for field in row.fields { _ = field.shown }
            }
        }
    }

    private static let words = [
        "r1", "issue", "topic", "rank", "ref", "removed", "lang", "languages", "translations", "whys",
        "branches",
        "progress", "evidence", "indicator", "note", "date", "by", "en", "", "a.b", "handling", "links",
    ]

    private static func scribble(
        into map: TypeID, depth: Int, _ transaction: inout Transaction, _ random: inout SeededGenerator
    ) {
        for _ in 0..<6 {
            let key = words.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where depth < 4, 1 where depth < 4:
                let inner = transaction.setType(key, to: .map, in: map)
                scribble(into: inner, depth: depth + 1, &transaction, &random)
            case 2:
                let list = transaction.setType(key, to: .array, in: map)
                transaction.insert([.number(.infinity), .object(["kind": .null])], at: 0, in: list)
                let inner = transaction.insertType(.map, at: 0, in: list)
                if depth < 4 { scribble(into: inner, depth: depth + 1, &transaction, &random) }
            case 3: transaction.insert("text", at: 0, in: transaction.setType(key, to: .text, in: map))
            case 4: transaction.set(key, to: .bytes([0]), in: map)
            default: transaction.set(key, to: .string(words.randomElement(using: &random) ?? ""), in: map)
            }
        }
    }

    private static func oddEvents(_ document: DocumentName, _ random: inout SeededGenerator) -> [Event] {
        let types = [
            "issue.opened.v1", "plan.item.due.set.v1", "plan.item.verified.v1", "issue.linked.v1",
            "meeting.held.v1", "issue.feedback.given.v1", "diagnosis.point.rated.v1", "unheard.of.v9",
        ]
        let values: [AnyValue] = [
            .null, .number(3), .array([.null]), .object(["due": .string("soon"), "id": .number(1)]),
            .object(["text": .object(["text": .number(1)]), "present": .object(["worker": .string("w1")])]),
            .object(["text": .string("x"), "translations": .object(["a.b": .string("y"), "en": .null])]),
        ]
        return (0..<8).map { number in
            Event(
                id: "e\(number)", type: types.randomElement(using: &random) ?? "", subject: "r1",
                audience: document.audience, side: .worker, day: "",
                data: values.randomElement(using: &random) ?? .null)
        }
    }

    @Test("Rows stand by rank, then by id; without a rank after them; removed ones last")
    func order() {
        var doc = Doc(clientID: 1)
        doc.edit { transaction in
            let items = transaction.root("items", .map)
            let ranks: [(String, AnyValue)] = [
                ("e", .string("V")), ("b", .string("k")), ("a", .string("k")), ("d", .null),
                ("c", .string("A")),
            ]
            for (id, rank) in ranks {
                transaction.set("rank", to: rank, in: transaction.setType(id, to: .map, in: items))
            }
            #expect(
                Projection.set(field: "removed", to: .bool(true), row: "e", of: .plan, in: &transaction)
                    == nil)
        }
        let rows = Projection.rows(of: .plan, in: doc, events: [])
        #expect(rows.map(\.id) == ["c", "a", "b", "d", "e"])
        #expect(rows.map(\.isRemoved) == [false, false, false, false, true])
    }

    @Test("Events of another audience say nothing about a row")
    func foreignEvents() {
        let event = Event(
            id: "e", type: "issue.opened.v1", subject: "r1", audience: .workerSide, side: nil, day: "",
            data: .object(["opened": .string("2024-11-11")]))
        let doc = Doc(clientID: 1)
        #expect(Projection.rows(of: .issues, in: doc, events: [event]) == [])
        #expect(Projection.rows(of: .issuesWorker, in: doc, events: [event]).map(\.id) == ["r1"])
    }

    @Test("A new row of the worker side's log has a name that fits none of the committee's")
    func workerNames() throws {
        for (document, ref) in [(DocumentName.issues, "i-1"), (.issuesWorker, "iw-1")] {
            var doc = Doc(clientID: 1)
            doc.edit { _ = Projection.openRow("aaaa1111", in: document, in: &$0) }
            #expect(Projection.rows(of: document, in: doc, events: []).map(\.ref) == [ref])
        }
    }

    @Test("A row is found by its short name, its id, or an unambiguous beginning of it")
    func named() {
        var doc = Doc(clientID: 1)
        doc.edit { transaction in
            for id in ["aaaa1111", "aaaa2222", "bbbb3333"] {
                Projection.addRow(id: id, to: .plan, in: &transaction)
            }
        }
        let rows = Projection.rows(of: .plan, in: doc, events: [])
        #expect(rows.compactMap(\.ref) == ["p01", "p02", "p03"])
        #expect(Projection.row(named: "p02", in: rows)?.id == "aaaa2222")
        #expect(Projection.row(named: "bbbb", in: rows)?.id == "bbbb3333")
        #expect(Projection.row(named: "aaaa", in: rows) == nil)
        #expect(Projection.row(named: "bbb", in: rows) == nil)
    }
}
