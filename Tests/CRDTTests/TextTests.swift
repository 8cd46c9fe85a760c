import CRDT
import Testing

@Suite("Text")
struct TextTests {
    /// A document with one text, after an edit of it.
    private func doc(_ edit: (inout Transaction, TypeID) -> Void) -> (Doc, TypeID) {
        var doc = Doc(clientID: 1)
        doc.edit { transaction in
            let text = transaction.root("notes", .text)
            edit(&transaction, text)
        }
        return (doc, doc.root("notes") ?? { preconditionFailure("the edit names the root") }())
    }

    @Test("Positions count UTF-16 units")
    func units() {
        let (doc, text) = doc { transaction, text in
            transaction.insert("a🚪ক", at: 0, in: text)
            transaction.insert("|", at: 3, in: text)
        }
        #expect(doc.string(text) == "a🚪|ক")
        #expect(doc.length(of: text) == 5)
    }

    @Test("A cut through a surrogate pair leaves U+FFFD on both sides, here and at every peer")
    func surrogates() throws {
        var (doc, text) = doc { transaction, text in transaction.insert("a🚪b", at: 0, in: text) }
        var peer = Doc(clientID: 2)
        try peer.apply(doc.encodeStateAsUpdate())
        let change = doc.edit { $0.insert("|", at: 2, in: text) }
        try peer.apply(change.update)
        #expect(doc.string(text) == "a\u{FFFD}|\u{FFFD}b")
        #expect(peer.string() == doc.string(text))
        #expect(doc.length(of: text) == 5)
        var vector = StateVector()
        vector[1] = 2
        var late = Doc(clientID: 3)
        try late.apply(Self.pair)
        try late.apply(doc.encodeStateAsUpdate(since: vector))
        #expect(late.checkInvariants() == nil)
    }

    /// "a🚪b" by client 1.
    private static let pair: [UInt8] =
        [1, 1, 1, 0, 4, 1, 5] + Array("notes".utf8) + [6, 0x61, 0xF0, 0x9F, 0x9A, 0xAA, 0x62, 0]

    @Test("Text typed inside a format takes it on; attributes given replace it")
    func inherited() {
        let (doc, text) = doc { transaction, text in
            transaction.insert("bold", at: 0, attributes: ["bold": .bool(true)], in: text)
            transaction.insert("er", at: 2, in: text)
            transaction.insert("-", at: 2, attributes: [:], in: text)
        }
        let bold: Attributes = ["bold": .bool(true)]
        #expect(doc.delta(text) == Delta([.insert("bo", bold), .insert("-", [:]), .insert("erld", bold)]))
    }

    @Test("A format over part of another is told run by run, and null takes it away")
    func formats() {
        var (doc, text) = doc { transaction, text in
            transaction.insert("abcdef", at: 0, in: text)
            transaction.format(at: 1, count: 4, attributes: ["bold": .bool(true)], in: text)
            transaction.format(at: 3, count: 3, attributes: ["colour": .string("red")], in: text)
        }
        let red = AnyValue.string("red")
        #expect(
            doc.delta(text)
                == Delta([
                    .insert("a", [:]), .insert("bc", ["bold": .bool(true)]),
                    .insert("de", ["bold": .bool(true), "colour": red]), .insert("f", ["colour": red]),
                ]))
        let change = doc.edit(observing: true) { transaction in
            transaction.format(at: 0, count: 6, attributes: ["bold": .null, "colour": .null], in: text)
        }
        #expect(doc.delta(text) == Delta([.insert("abcdef", [:])]))
        #expect(
            change.events.first?.delta
                == Delta([
                    .retain(1, [:]), .retain(2, ["bold": .null]),
                    .retain(2, ["bold": .null, "colour": .null]), .retain(1, ["colour": .null]),
                ]))
    }

    @Test("An embed is one element with formats of its own")
    func embeds() {
        let image = AnyValue.object(["image": .string("exit.png")])
        var (doc, text) = doc { transaction, text in
            transaction.insert("ab", at: 0, in: text)
            transaction.insertEmbed(image, at: 1, attributes: ["width": .number(3)], in: text)
        }
        #expect(doc.length(of: text) == 3)
        #expect(doc.string(text) == "ab")
        #expect(
            doc.delta(text)
                == Delta([
                    .insert("a", [:]), .insertValues([.embed(image)], ["width": .number(3)]),
                    .insert("b", [:]),
                ]))
        doc.edit { $0.delete(at: 1, count: 1, in: text) }
        #expect(doc.delta(text) == Delta([.insert("ab", [:])]))
    }

    @Test("Deleting formatted text deletes the marks around nothing")
    func cleaned() throws {
        var (doc, text) = doc { transaction, text in
            transaction.insert("abc", at: 0, in: text)
            transaction.format(at: 1, count: 1, attributes: ["bold": .bool(true)], in: text)
        }
        doc.edit { $0.delete(at: 0, count: 3, in: text) }
        #expect(doc.length(of: text) == 0)
        doc.edit { $0.insert("x", at: 0, in: text) }
        #expect(doc.delta(text) == Delta([.insert("x", [:])]))
    }

    @Test("A text read run by run is the text read whole, however often it was cut")
    func manyRuns() {
        let (doc, text) = doc { transaction, text in
            transaction.insert(String(repeating: "a", count: 2000), at: 0, in: text)
            for index in stride(from: 0, to: 1000, by: 2) {
                transaction.insert("é", at: index * 2, in: text)
            }
        }
        #expect(doc.delta(text) == Delta([.insert(doc.string(text), [:])]))
        #expect(doc.length(of: text) == 2500)
    }
}
