import CRDT
import Testing

@testable import Committee

/// What goes into the digest stands on the sheet, under whatever name it was written.
@Suite("The sheet shows all that is signed")
struct SigningSheetTests {
    @Test("A branch whose name looks like a row and a field is on the sheet of what was signed with it")
    func branch() throws {
        let content = try content(
            scope: "plan/p-1", document: "plan",
            #""fields":{"branches":[{"branch":"x/languages","causes":["#
                + #"{"lang":"vi","text":"Hidden cause","translations":{"en":"In English"}}]},"#
                + #"{"branch":"translations/a/b","causes":["#
                + #"{"lang":null,"text":"Another","translations":{}}]}]}"#)
        let lines = SigningSheet.lines(of: content)
        #expect(lines.map(\.field) == ["branches.x/languages.1", "branches.translations/a/b.1"])
        #expect(lines.map(\.original) == ["Hidden cause", "Another"])
        #expect(lines.first?.language == "vi" && lines.first?.translations == ["en": "In English"])
        #expect(SigningSheet.split("branches.x/languages.1").row.isEmpty)
        #expect(SigningSheet.split("d-1/languages.note").row == "d-1/")
    }

    @Test("A point whose id looks like a field is on the sheet of what was signed with it")
    func point() throws {
        let content = try content(
            scope: "diagnosis", document: "diagnosis",
            #""rows":[{"id":"z/languages.q","fields":{"cp":"OS-EMER","worker_rating":"serious","#
                + #""topic":{"lang":"en","text":"Exits","translations":{"bn":"Beng"}}}}]"#)
        let lines = SigningSheet.lines(of: content)
        #expect(
            Set(lines.map(\.field)) == [
                "z/languages.q/topic", "z/languages.q/cp", "z/languages.q/worker_rating",
            ])
        #expect(Set(lines.map(\.original)) == ["Exits", "OS-EMER", "serious"])
        #expect(lines.flatMap(\.translations.values) == ["Beng"])
    }

    @Test("No branch is named with a slash, and one that was is shown and cannot be signed")
    func oddBranch() throws {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Exit blocked.")
        #expect(!Vocabulary.isBranch("x/languages") && Vocabulary.isBranch("people"))
        room.edit(by: .management) { transaction in
            let typed = Projection.text(
                field: "branches.x/languages.1", row: "p-1", of: .plan, in: &transaction)
            #expect(typed == nil)
            let items = transaction.root("items", .map)
            guard case .type(let item, .map)? = transaction.value("p-1", in: items),
                case .type(let branches, .map)? = transaction.value("branches", in: item)
            else { return }
            let causes = transaction.setType("x/languages", to: .array, in: branches)
            let cause = transaction.insertType(.text, at: 0, in: causes)
            transaction.insert("Workers are careless", at: 0, in: cause)
        }
        #expect(room.picture.row("p-1", of: .plan)?["branches"]?.shown.contains("are careless") == true)
        #expect(room.sign("w1", .planItem("p-1")).refusal == .leafUnreadable)
    }

    @Test("A row whose id is no name cannot be signed")
    func oddID() {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Exit blocked.")
        room.edit(by: .management) {
            _ = Projection.addRow(id: "p/languages.q", ref: nil, to: .plan, in: &$0)
        }
        room.editDiagnosis(by: .management) {
            _ = Projection.addRow(id: "z/languages.q", ref: nil, to: .diagnosis, in: &$0)
        }
        #expect(room.sign("w1", .plan).refusal == .leafUnreadable)
        #expect(room.sign("w1", .diagnosis).refusal == .leafUnreadable)
        #expect(room.sign("w1", .planItem("p-1")).refusal == nil)
    }

    @Test("A text in another form of Unicode is not told as changed when something else is")
    func decomposed() throws {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Xa\u{302}\u{323}y la\u{323}i lo\u{302}\u{301}i thoa\u{301}t.")
        room.sign("w1", .planItem("p-1"))
        room.type("Va\u{301}.", into: "corrective_action", of: "p-1", by: .management)
        let fields = room.events.last?.data["fields"]?.array?.compactMap(\.string) ?? []
        #expect(fields.contains("corrective_action") && !fields.contains("issue"))
        let content = try #require(room.display(.planItem("p-1")).contents.first)
        let sheet = SigningSheet(of: content, for: .worker, in: room.picture)
        #expect(sheet.changes?.contains { $0.field == "issue" } == false)
        #expect(SignedContent(canonical: content.canonical) == content)
    }

    @Test("The parts of an indicator stand on the sheet in the order of the page")
    func parts() throws {
        let content = try content(
            scope: "plan/p-1", document: "plan",
            #""fields":{"indicator":{"name":"Checks","unit":"percent","baseline":0,"target":100}}"#)
        let lines = SigningSheet.lines(of: content)
        #expect(
            lines.map(\.field) == [
                "indicator.name", "indicator.unit", "indicator.baseline", "indicator.target",
            ])
    }

    private func content(scope: String, document: String, _ own: String) throws -> SignedContent {
        let json =
            #"{"committee":"f","document":"\#(document)","format":"bipartite-signoff-v1","#
            + #""scope":"\#(scope)",\#(own)}"#
        let canonical = try #require(CanonicalJSON.text(of: AnyValue(json: json)))
        return try #require(SignedContent(canonical: canonical))
    }
}
