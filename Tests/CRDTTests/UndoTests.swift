import CRDT
import Testing

@Suite("Undo")
struct UndoTests {
    private func start() -> (Doc, UndoManager, TypeID) {
        var doc = Doc(clientID: 7)
        var text: TypeID?
        doc.edit { text = $0.root("notes", .text) }
        guard let text = text else { preconditionFailure("the closure ran") }
        return (doc, UndoManager(scope: [text]), text)
    }

    @Test("Edits within the time-out are taken back together, later ones apart")
    func captureTimeout() {
        var (doc, undo, text) = start()
        for (now, word) in [(1000, "a"), (1400, "b"), (1900, "c"), (2399, "d")] {
            undo.edit(&doc, now: now) { $0.insert(word, at: $0.length(of: text), in: text) }
        }
        #expect(undo.undoStack.count == 2)
        undo.undo(&doc)
        #expect(doc.string() == "ab")
        undo.undo(&doc)
        #expect(doc.string() == "")
        let none = undo.undo(&doc)
        #expect(none?.update == nil)
        undo.redo(&doc)
        undo.redo(&doc)
        #expect(doc.string() == "abcd")
        let nothing = undo.redo(&doc)
        #expect(nothing?.update == nil)
    }

    @Test("What others write stays; only tracked origins and the scope are taken back")
    func origins() throws {
        var (doc, undo, text) = start()
        undo.trackedOrigins = ["me"]
        undo.edit(&doc, now: 0, origin: "me") { $0.insert("mine", at: 0, in: text) }
        undo.edit(&doc, now: 0, origin: "import") { $0.insert("!", at: 4, in: text) }
        undo.edit(&doc, now: 0, origin: "me") { edit in
            edit.set("k", to: .number(1), in: edit.root("map", .map))
        }
        var other = Doc(clientID: 8)
        try other.apply(doc.encodeStateAsUpdate())
        try doc.apply(other.type("theirs ", at: 0).update)
        #expect(undo.undoStack.count == 1)
        let undone = undo.undo(&doc)
        let change = try #require(undone)
        #expect(doc.string() == "theirs !")
        #expect(!undo.canUndo)
        try other.apply(change.update)
        #expect(other.string() == "theirs !")
        #expect(doc.checkInvariants() == nil)
    }

    @Test("Deleted content is kept for its undo, and dropped once that is forgotten")
    func kept() throws {
        var (doc, undo, text) = start()
        undo.edit(&doc, now: 0) { $0.insert("long words", at: 0, in: text) }
        undo.stopCapturing()
        undo.edit(&doc, now: 0) { $0.delete(at: 0, count: 5, in: text) }
        undo.undo(&doc)
        #expect(doc.string() == "long words")
        undo.redo(&doc)
        undo.clear(&doc)
        #expect(!undo.canUndo)
        #expect(!undo.canRedo)
        #expect(doc.string() == "words")
    }

    @Test("A deleted type comes back with all that was in it")
    func nested() throws {
        var doc = Doc(clientID: 7)
        var map: TypeID?
        doc.edit { map = $0.root("map", .map) }
        let root = try #require(map)
        var undo = UndoManager(scope: [root])
        undo.edit(&doc, now: 0) { edit in
            let row = edit.setType("row", to: .map, in: root)
            let text = edit.setType("text", to: .text, in: row)
            edit.insert("words", at: 0, in: text)
        }
        undo.stopCapturing()
        undo.edit(&doc, now: 0) { $0.remove("row", from: root) }
        #expect(doc.plain(root) == .object([]))
        undo.undo(&doc)
        #expect(doc.plain(root)["row"]?["text"] == .string("words"))
        undo.redo(&doc)
        #expect(doc.plain(root) == .object([]))
        #expect(doc.checkInvariants() == nil)
    }

    @Test("A position follows its letter through deleting and undoing")
    func positions() {
        var (doc, undo, text) = start()
        undo.edit(&doc, now: 0) { $0.insert("abcdef", at: 0, in: text) }
        undo.stopCapturing()
        let position = doc.relativePosition(at: 3, in: text)
        undo.edit(&doc, now: 0) { $0.delete(at: 1, count: 4, in: text) }
        #expect(doc.absolutePosition(of: position)?.index == 1)
        undo.undo(&doc)
        #expect(doc.string() == "abcdef")
        #expect(doc.absolutePosition(of: position)?.index == 3)
    }

    @Test("The end of a nested text is found again in what an undo wrote in its place")
    func endOfType() throws {
        var doc = Doc(clientID: 7)
        var (map, text) = (TypeID?.none, TypeID?.none)
        doc.edit { edit in
            let root = edit.root("rows", .map)
            let inner = edit.setType("k", to: .text, in: root)
            edit.insert("abc", at: 0, in: inner)
            (map, text) = (root, inner)
        }
        let root = try #require(map)
        var undo = UndoManager(scope: [root])
        let position = doc.relativePosition(at: 3, in: try #require(text))
        undo.edit(&doc, now: 1) { $0.remove("k", from: root) }
        #expect(doc.absolutePosition(of: position) == nil)
        undo.undo(&doc)
        let found = try #require(doc.absolutePosition(of: position))
        #expect(doc.string(found.type) == "abc" && found.index == 3)
    }
}
