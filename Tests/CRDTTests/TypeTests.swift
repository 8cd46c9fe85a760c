import CRDT
import Testing

@Suite("XML, bytes, sub-documents, snapshots")
struct TypeTests {
    /// A page with an element, an attribute, formatted text and a hook.
    private func page() -> Doc {
        var doc = Doc(clientID: 7, gc: false)
        doc.edit { edit in
            let page = edit.root("page", .xmlFragment)
            let section = edit.insertXmlElement("Section", at: 0, in: page)
            edit.set("class", to: .string("note"), in: section)
            edit.set("an", to: .number(1), in: section)
            let text = edit.insertType(.xmlText, at: 0, in: section)
            edit.insert("safe exit", at: 0, attributes: [:], in: text)
            edit.format(at: 5, count: 4, attributes: ["b": .object(["k": .string("v")])], in: text)
            edit.insertXmlHook("hook", at: 1, in: section)
        }
        return doc
    }

    @Test("A page of XML reads as Yjs prints it, here and where its update arrives")
    func xml() throws {
        let doc = page()
        let shown = "<section an=\"1\" class=\"note\">safe <b k=\"v\">exit</b>[object Object]</section>"
        var other = Doc(clientID: 8)
        try other.applyV2(doc.encodeStateAsUpdateV2())
        for each in [doc, other] {
            var each = each
            each.edit { _ = $0.root("page", .xmlFragment) }
            let root = try #require(each.root("page"))
            #expect(each.xmlString(root) == shown)
            #expect(each.plain(root) == .string(shown))
            guard case .type(let section, .xmlElement)? = each.values(root).first else {
                Issue.record("no element")
                return
            }
            #expect(each.nodeName(of: section) == "Section")
            #expect(each.attributes(of: section) == ["class": .any(.string("note")), "an": .any(.number(1))])
            guard case .type(let hook, .xmlHook)? = each.values(section).last else {
                Issue.record("no hook")
                return
            }
            #expect(each.nodeName(of: hook) == "hook")
        }
    }

    @Test("Bytes, sub-documents and types in a text arrive as they were written")
    func contents() throws {
        var doc = Doc(clientID: 7)
        doc.edit { edit in
            let list = edit.root("list", .array)
            edit.insertBinary([1, 2], at: 0, in: list)
            edit.insertDocument(guid: "g1", options: .object(["gc": .bool(false)]), at: 1, in: list)
            edit.setDocument("sub", guid: "g2", in: edit.root("map", .map))
            let text = edit.root("text", .text)
            edit.insert("ab", at: 0, in: text)
            let inner = edit.insertEmbeddedType(.map, at: 1, in: text)
            edit.set("k", to: .number(1), in: inner)
        }
        var other = Doc(clientID: 8)
        try other.apply(doc.encodeStateAsUpdate())
        let list = try #require(other.root("list"))
        let options = AnyValue.object(["gc": .bool(false)])
        #expect(other.values(list) == [.binary([1, 2]), .document(guid: "g1", options: options)])
        let map = try #require(other.root("map"))
        #expect(other.value("sub", in: map) == .document(guid: "g2", options: .object([])))
        let text = try #require(other.root("text"))
        #expect(other.length(of: text) == 3)
        guard case .insertValues(let values, _)? = other.delta(text).operations.dropFirst().first,
            case .type(let inner, .map)? = values.first
        else {
            Issue.record("no type in the text")
            return
        }
        #expect(other.value("k", in: inner) == .any(.number(1)))
    }

    @Test("A snapshot brings back what was there at its moment, cut runs and deleted words included")
    func snapshots() throws {
        var doc = Doc(clientID: 7, gc: false)
        _ = doc.type("one 🚪 two", at: 0)
        let first = doc.snapshot()
        let firstUpdate = doc.encodeStateAsUpdate()
        _ = doc.type(" three", at: 10)
        doc.edit { edit in
            let text = edit.root("notes", .text)
            edit.delete(at: 0, count: 4, in: text)
        }
        let second = doc.snapshot()
        _ = doc.type("!", at: 0)
        #expect(try #require(Doc(first, of: doc, clientID: 9)).string() == "one 🚪 two")
        #expect(try #require(Doc(second, of: doc, clientID: 9)).string() == "🚪 two three")
        #expect(try #require(Doc(Snapshot(), of: doc, clientID: 9)).string() == "")
        #expect(try Snapshot(decodingV2: second.encodedV2()) == second)
        #expect(try first.contains(firstUpdate))
        #expect(try !first.contains(doc.encodeStateAsUpdate()))
        #expect(try doc.snapshot().contains(doc.encodeStateAsUpdate()))
        // A moment within a pair: each half is U+FFFD, as where Yjs cuts it.
        let half = Snapshot(stateVector: StateVector([7: 5]))
        #expect(try #require(Doc(half, of: doc, clientID: 9)).string() == "one \u{FFFD}")
    }

    @Test("A document that drops what is deleted, or is behind, brings back no moment")
    func unavailable() {
        var doc = Doc(clientID: 7)
        _ = doc.type("one", at: 0)
        #expect(Doc(doc.snapshot(), of: doc, clientID: 9) == nil)
        #expect(Doc(doc.snapshot(), of: Doc(clientID: 8, gc: false), clientID: 9) == nil)
    }
}
