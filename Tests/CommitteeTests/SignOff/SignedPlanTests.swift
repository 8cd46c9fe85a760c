import CRDT
import Testing

@testable import Committee

@Suite("A plan in force, as a file")
struct SignedPlanTests {
    /// Two items, one in its second version, signed one by one and as a whole.
    static func room() -> SigningRoom {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Exit route on floor 3 blocked by cartons.")
        room.signByBoth(.planItem("p-1"))
        room.addItem("p-2", issue: "No drill at night.")
        room.type("Exit route on floor 3 blocked.", of: "p-1", by: .management)
        room.signByBoth(.plan)
        return room
    }

    @Test("An export checks out offline, and its root is that of the plan")
    func good() throws {
        let report = SignedFile.verify(try #require(SignedPlan.export(Self.room().picture)))
        #expect(report.problems == [])
        #expect(report.plan?.items == 2 && report.signatures == 8 && report.keys.count == 4)
    }

    /// An export as the server gives it out.
    private static func signed() throws -> [UInt8] {
        try #require(SignedPlan.export(room().picture, mark: TestServerKey.mark))
    }

    @Test("The server's signature checks out offline, and only against the server's key")
    func serverSigned() throws {
        let file = try Self.signed()
        let key = TestServerKey.text
        #expect(SignedFile.verify(file).isGood && SignedFile.verify(file).serverKey == key)
        #expect(SignedFile.verify(file, serverKey: key).isGood)
        #expect(!SignedFile.verify(file, serverKey: TestServerKey.other).isGood)
        let unsigned = try #require(SignedPlan.export(Self.room().picture))
        #expect(SignedFile.verify(unsigned).isGood && SignedFile.verify(unsigned).serverKey == nil)
        #expect(!SignedFile.verify(unsigned, serverKey: key).isGood)
    }

    @Test("A name changed and sealed anew is found by the server's signature")
    func resealedName() throws {
        let text = String(decoding: try Self.signed(), as: UTF8.self).replacing("Member w1", with: "Somebody")
        let report = SignedFile.verify(try sealedAnew(text))
        #expect(report.problems == ["server: its key did not sign this"])
    }

    @Test("One byte flipped, anywhere, is found", arguments: [false, true])
    func flipped(isServers: Bool) throws {
        let bytes = isServers ? try Self.signed() : try #require(SignedPlan.export(Self.room().picture))
        #expect(unnoticedFlips(in: bytes) == [])
    }

    @Test(
        "A forger who seals the file anew is found out by the signatures",
        arguments: [
            ("blocked.", "open."), (#""reservation":"""#, #""reservation":"no""#),
            (#""office":"member","protest":false"#, #""office":"co_chair","protest":false"#),
            (#""committee":"factory-1""#, #""committee":"factory-2""#), (#""version":2}"#, #""version":3}"#),
            (#""due":"2024-11-29""#, #""due":"2025-11-29""#),
        ])
    func resealed(old: String, new: String) throws {
        let file = try #require(SignedPlan.export(Self.room().picture))
        let report = SignedFile.verify(try forged(file, old, as: new))
        #expect(!report.isGood && !report.problems.contains { $0.hasPrefix("seal") })
    }

    @Test("In force against draft: which fields, which words, changed by whom")
    func standing() throws {
        var room = Self.room()
        #expect(room.picture.standing(of: .planItem("p-1")).draft == .same)
        room.record([
            room.event(
                "plan.item.commitment.changed.v1", "p-1", ["field": .string("issue")], side: .management)
        ])
        room.type("Exit route blocked.", of: "p-1", by: .management)
        let standing = room.picture.standing(of: .planItem("p-1"))
        guard case .differs(let changes) = standing.draft else {
            Issue.record("the difference is not shown")
            return
        }
        #expect(standing.inForce?.number == 2 && changes.map(\.field) == ["issue"])
        #expect(changes[0].sides == [.management] && changes[0].after == "Exit route blocked.")
        #expect(room.picture.changes(of: .planItem("p-1"), sinceSignedBy: Side.worker) == standing.draft)
        #expect(room.picture.changes(of: .planItem("p-1"), sinceSignedBy: "w5") == nil)
    }

    @Test(
        "The page to print shows original and translation in their directions, and escapes what people wrote")
    func page() throws {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Exit <script>alert(1)</script> & \"door\"")
        room.type("باب الخروج", into: "translations.ar.issue", of: "p-1", by: .worker)
        room.signByBoth(.planItem("p-1"))
        let page = try #require(SignedPlanPage.html(room.picture, language: "ar"))
        #expect(page.contains("Exit &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;door&quot;"))
        #expect(!page.contains("<script"))
        #expect(page.contains("<div lang=\"ar\" dir=\"rtl\">باب الخروج</div>"))
        #expect(page.contains("<html lang=\"ar\" dir=\"rtl\">"))
        #expect(page.contains("<th>Issue</th>"))
        let export = AnyValue.string(
            String(decoding: try #require(SignedPlan.export(room.picture)), as: UTF8.self))
        let root = try AnyValue(json: export.string ?? "")["body"]?["root"]?.string
        #expect(root.map(page.contains) == true)
    }
}
