import CRDT
import TestSupport
import Testing

/// Bytes that Yjs takes badly: it throws, and its document sends nothing more.
@Suite("What stock peers cannot bear")
struct StockPeerTests {
    private static let rule = AdmissionRule(rootNames: ["notes"])

    @Test(
        "It is cut on its way in",
        arguments: [
            "a prototype": "010105000801056e6f746573017601095f5f70726f746f5f5f74010700",
            "no options of a sub-document": "010105000901056e6f74657301677e00",
            "a guid among the options": "010105000901056e6f7465730167760104677569647e00",
        ])
    func cut(name: String, hex: String) throws {
        let update = try DecodedUpdate(decoding: AnyValue.string(hex).hex)
        let (admitted, cut) = Doc(clientID: 1).admissible(update, under: Self.rule)
        #expect(admitted.isEmpty && cut.structsOfForbiddenContent == 1, "\(name)")
    }

    @Test("A prototype in an embed, a format or deep in a value is one too")
    func deep() throws {
        let bad = AnyValue.array([.object([.init("a", .object([.init("__proto__", .null)]))])])
        for value in [bad, .object([.init("proto", .string("__proto__"))])] {
            var updates: [[UInt8]] = []
            for kind in 0..<3 {
                var doc = Doc(clientID: 5)
                doc.edit { edit in
                    switch kind {
                    case 0: edit.insertEmbed(value, at: 0, in: edit.root("notes", .text))
                    case 1: edit.insert("a", at: 0, attributes: ["f": value], in: edit.root("notes", .text))
                    default: edit.set("k", to: value, in: edit.root("notes", .map))
                    }
                }
                updates.append(doc.encodeStateAsUpdate())
            }
            for update in updates {
                let (_, cut) = Doc(clientID: 1).admissible(
                    try DecodedUpdate(decoding: update), under: Self.rule)
                #expect(cut.isEmpty == (value != bad))
            }
        }
    }

    @Test(
        "The word `undefined`, which Yjs writes where a mark or an embed has no value, is passed on as null",
        arguments: [
            "010105000601056e6f746573016209756e646566696e656400",
            "010105000501056e6f74657309756e646566696e656400",
        ])
    func undefined(hex: String) throws {
        let bytes = AnyValue.string(hex).hex
        var doc = Doc(clientID: 1)
        let (admitted, cut) = doc.admissible(try DecodedUpdate(decoding: bytes), under: Self.rule)
        #expect(cut.isEmpty)
        let passedOn = doc.apply(admitted).update
        for update in [passedOn, doc.encodeStateAsUpdate(), try mergeUpdates([bytes, bytes])] {
            let text = String(decoding: update, as: UTF8.self)
            #expect(text.contains("null") && !text.contains("undefined"))
        }
    }

    @Test("Types stand in each other as deep as the rule says, in one update and in many")
    func nesting() throws {
        var rule = AdmissionRule()
        rule.nestingMax = 3
        var author = Doc(clientID: 5)
        var server = Doc(clientID: 2)
        var lists: [TypeID] = []
        var kept = 0
        for _ in 0..<6 {
            let update = author.edit { edit in
                let list = lists.last ?? edit.root("notes", .array)
                edit.insert([.string("first")], at: 0, in: list)
                // The place of what stands behind another is named by its neighbour.
                lists.append(edit.insertType(.array, at: 1, in: list))
            }.update
            let (admitted, cut) = server.admissible(try DecodedUpdate(decoding: update), under: rule)
            server.apply(admitted)
            if cut.isEmpty { kept += 1 }
        }
        #expect(kept == 4)
        let whole = try DecodedUpdate(decoding: author.encodeStateAsUpdate())
        let (admitted, cut) = Doc(clientID: 3).admissible(whole, under: rule)
        var other = Doc(clientID: 4)
        other.apply(admitted)
        #expect(cut.structsOfForbiddenContent > 0)
        #expect(other.stateVector.clocks[5] == 9)
        #expect(server.stateVector.clocks[5] == 9)
        let (_, none) = Doc(clientID: 3).admissible(whole, under: AdmissionRule())
        #expect(none.isEmpty)
    }

    @Test("Of a run under a key the last element stays, and everybody is told that the others are deleted")
    func keyedRun() throws {
        var doc = Doc(clientID: 9)
        var follower = Doc(clientID: 10)
        for hex in [
            "01020100270106706f696e747301610128000100016b027d017d0200", "01010200a80101017d0300",
        ] {
            try follower.apply(doc.apply(AnyValue.string(hex).hex).update)
            #expect(doc.checkInvariants() == nil)
            #expect(follower.checkInvariants() == nil)
            #expect(doc.encodeStateAsUpdate() == follower.encodeStateAsUpdate())
        }
        #expect(doc.shown == "points: [] {\"a\":{\"k\":3}}")
    }
}
