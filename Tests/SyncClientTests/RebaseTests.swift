import CRDT
import Testing

@testable import SyncClient

@Suite("Carrying edits to another state")
struct RebaseTests {
    private func doc(_ client: ClientID, _ text: String) -> Doc {
        var doc = Doc(clientID: client)
        doc.edit { $0.insert(text, at: 0, in: $0.root("notes", .text)) }
        return doc
    }

    private func carried(_ old: String, _ new: String, _ edit: (inout Transaction, TypeID) -> Void) -> (
        String, Rebase
    ) {
        let base = doc(1, old)
        var edited = base
        edited.clientID = 2
        let change = edited.edit { edit(&$0, $0.root("notes", .text)) }
        var target = doc(3, new)
        target.clientID = 4
        var rebase = Rebase(from: base, to: target)
        rebase.carry(change.update)
        return (rebase.document.root("notes").map(rebase.document.string) ?? "", rebase)
    }

    @Test("Typed text goes where the words around it are")
    func context() {
        let (text, rebase) = carried("The exit is blocked.", "Today: The exit on floor 3 is blocked.") {
            $0.insert(" fully", at: 11, in: $1)
        }
        #expect(text == "Today: The exit on floor 3 is fully blocked.")
        #expect(rebase.homeless.isEmpty)
    }

    @Test("Typed text is kept even where nothing around it is known")
    func nothingKnown() {
        let (text, _) = carried("aaaa", "zz") { $0.insert("typed", at: 4, in: $1) }
        #expect(text == "zztyped")
    }

    @Test("A deletion is repeated only where the same text is found")
    func deletions() {
        let (same, _) = carried("keep, drop this, keep", "so: keep, drop this, keep") {
            $0.delete(at: 6, count: 11, in: $1)
        }
        #expect(same == "so: keep, keep")
        let (gone, _) = carried("keep, drop this, keep", "keep, dropped it, keep") {
            $0.delete(at: 6, count: 11, in: $1)
        }
        #expect(gone == "keep, dropped it, keep")
    }

    @Test("A short deletion needs its neighbours")
    func shortDeletion() {
        let (text, _) = carried("a long word", "long ago a word") { $0.delete(at: 0, count: 1, in: $1) }
        #expect(text == "long ago a word")
    }

    @Test("Edits one after the other build on each other")
    func sequence() {
        let base = doc(1, "The end.")
        var edited = base
        edited.clientID = 2
        var updates: [[UInt8]] = []
        for (offset, letter) in "happy ".enumerated() {
            updates.append(
                edited.edit { $0.insert(String(letter), at: 4 + offset, in: $0.root("notes", .text)) }.update)
        }
        var target = doc(3, "This is The end.")
        target.clientID = 4
        var rebase = Rebase(from: base, to: target)
        for update in updates { rebase.carry(update) }
        #expect(rebase.document.root("notes").map(rebase.document.string) == "This is The happy end.")
        #expect(rebase.edits.count == 6)
    }

    @Test("An edit the new state has already is carried as nothing")
    func known() {
        var base = doc(1, "text")
        var edited = base
        edited.clientID = 2
        let change = edited.edit { $0.insert("!", at: 4, in: $0.root("notes", .text)) }
        base.clientID = 5
        var rebase = Rebase(from: base, to: edited)
        rebase.carry(change.update)
        #expect(rebase.edits.isEmpty)
        #expect(rebase.document.root("notes").map(rebase.document.string) == "text!")
    }

    @Test("Bytes that are no update carry nothing")
    func nonsense() {
        var rebase = Rebase(from: doc(1, "a"), to: doc(2, "b"))
        rebase.carry([0xFF, 0xFF])
        #expect(rebase.edits.isEmpty && rebase.homeless.isEmpty)
    }

    @Test("An entry is set again, and taken away only where it still says the same")
    func entries() {
        func map(_ client: ClientID, _ value: String) -> Doc {
            var doc = Doc(clientID: client)
            doc.edit { $0.set("priority", to: .string(value), in: $0.root("items", .map)) }
            return doc
        }
        for (now, expected) in [("low", [String]()), ("changed", ["priority"])] {
            let base = map(1, "low")
            var edited = base
            edited.clientID = 2
            let change = edited.edit { $0.remove("priority", from: $0.root("items", .map)) }
            var rebase = Rebase(from: base, to: map(3, now))
            rebase.carry(change.update)
            #expect(rebase.document.root("items").map(rebase.document.keys) == expected)
        }
    }

    @Test("Text whose place is taken by something else finds no home and is handed back")
    func homeless() {
        var base = Doc(clientID: 1)
        base.edit { _ = $0.setType("issue", to: .text, in: $0.root("items", .map)) }
        var edited = base
        edited.clientID = 2
        let change = edited.edit { transaction in
            guard case .type(let text, _)? = transaction.value("issue", in: transaction.root("items", .map))
            else {
                return
            }
            transaction.insert("typed", at: 0, in: text)
        }
        var target = Doc(clientID: 3)
        target.edit { $0.set("issue", to: .number(1), in: $0.root("items", .map)) }
        var rebase = Rebase(from: base, to: target)
        rebase.carry(change.update)
        #expect(rebase.homeless == [Piece(place: "issue", text: "typed")])
    }

    @Test("Elements of a list are inserted again and deleted only where equal ones stand")
    func lists() {
        func list(_ client: ClientID, _ values: [String]) -> Doc {
            var doc = Doc(clientID: client)
            doc.edit { $0.insert(values.map { .string($0) }, at: 0, in: $0.root("list", .array)) }
            return doc
        }
        let base = list(1, ["a", "b", "c"])
        var edited = base
        edited.clientID = 2
        let change = edited.edit { transaction in
            let array = transaction.root("list", .array)
            transaction.delete(at: 1, count: 1, in: array)
            transaction.insert([.string("new")], at: 1, in: array)
        }
        var rebase = Rebase(from: base, to: list(3, ["b", "z"]))
        rebase.carry(change.update)
        let now = rebase.document.root("list").map(rebase.document.plain)
        #expect(now?.array?.contains(.string("new")) == true)
        #expect(now?.array?.contains(.string("z")) == true)
        #expect(now?.array?.contains(.string("b")) == false)
    }
}
