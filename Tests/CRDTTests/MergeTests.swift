import CRDT
import TestSupport
import Testing

@Suite("Merging")
struct MergeTests {
    /// A document with some history, and the update of each of its transactions.
    private func history(gc: Bool = true) -> (Doc, updates: [[UInt8]]) {
        var doc = Doc(clientID: 5, gc: gc)
        var updates = [doc.type("The exit is blocked", at: 0).update]
        updates.append(doc.type(" again", at: 19).update)
        let edits: [(inout Transaction) -> Void] = [
            { $0.delete(at: 4, count: 5, in: $0.root("notes", .text)) },
            {
                let row = $0.setType("p01", to: .map, in: $0.root("items", .map))
                $0.set("status", to: .string("open"), in: row)
                $0.insert("x", at: 0, in: $0.setType("issue", to: .text, in: row))
            },
            { $0.set("p02", to: .number(2), in: $0.root("items", .map)) },
            { $0.format(at: 0, count: 3, attributes: ["bold": .bool(true)], in: $0.root("notes", .text)) },
            { $0.remove("p01", from: $0.root("items", .map)) },
            { $0.insert([.number(1), .null, .string("y")], at: 0, in: $0.root("list", .array)) },
            { $0.delete(at: 1, count: 1, in: $0.root("list", .array)) },
        ]
        for edit in edits { updates.append(doc.edit(edit).update) }
        return (doc, updates)
    }

    @Test(
        "Updates that come in any order, and more than once, end in the same document",
        arguments: [true, false])
    func order(gc: Bool) throws {
        let (doc, updates) = history(gc: gc)
        var seed = SeededGenerator(seed: 3)
        for _ in 0..<60 {
            var other = Doc(clientID: 9, gc: gc)
            for update in (updates + updates.prefix(3)).shuffled(using: &seed) {
                try other.apply(update)
                #expect(other.checkInvariants() == nil)
            }
            #expect(!other.hasPending)
            #expect(other.shown == doc.shown)
            #expect(other.stateVector == doc.stateVector)
        }
    }

    @Test("An update taken twice changes nothing and says nothing")
    func idempotent() throws {
        let (doc, updates) = history()
        var other = Doc(clientID: 9)
        for update in updates { #expect(!(try other.apply(update).isEmpty)) }
        let before = other.encodeStateAsUpdate()
        for update in updates { #expect(try other.apply(update, observing: true).events == []) }
        #expect(try other.apply(doc.encodeStateAsUpdate()).isEmpty)
        #expect(other.encodeStateAsUpdate() == before)
    }

    @Test("What misses a predecessor waits, travels on, and is not counted in the state vector")
    func pending() throws {
        let (doc, updates) = history()
        var relay = Doc(clientID: 9)
        for update in updates.dropFirst().reversed() { try relay.apply(update) }
        #expect(relay.hasPending)
        #expect(relay.stateVector == StateVector())
        var last = Doc(clientID: 10)
        try last.apply(relay.encodeStateAsUpdate())
        #expect(last.hasPending)
        try last.apply(updates[0])
        #expect(!last.hasPending)
        #expect(last.shown == doc.shown)
    }

    @Test("An update since a state vector brings what is missing, cut where the other stands")
    func since() throws {
        let (doc, updates) = history()
        for known in updates.indices {
            var other = Doc(clientID: 9)
            for update in updates[..<known] { try other.apply(update) }
            try other.apply(doc.encodeStateAsUpdate(since: other.stateVector))
            #expect(other.shown == doc.shown)
        }
        var half = Doc(clientID: 9)
        var cut = StateVector()
        cut[5] = 7
        try half.apply(updates[0])
        try half.apply(doc.encodeStateAsUpdate(since: cut))
        #expect(half.shown == doc.shown)
    }

    @Test("Deleted text and deleted types leave nothing to read in the bytes")
    func garbage() throws {
        var doc = Doc(clientID: 1)
        doc.edit { transaction in
            let row = transaction.setType("p01", to: .map, in: transaction.root("items", .map))
            transaction.set("word", to: .string("SECRET"), in: row)
            transaction.insert("SECRET", at: 0, in: transaction.setType("t", to: .text, in: row))
            transaction.insert("SECRET", at: 0, in: transaction.root("notes", .text))
        }
        doc.edit { transaction in
            transaction.remove("p01", from: transaction.root("items", .map))
            transaction.delete(at: 0, count: 6, in: transaction.root("notes", .text))
        }
        #expect(doc.checkInvariants() == nil)
        let bytes = doc.encodeStateAsUpdate()
        #expect(!String(decoding: bytes, as: UTF8.self).contains("SECRET"))
        #expect(try DecodedUpdate(decoding: bytes).structCount <= 3)
    }

    @Test("A run typed letter by letter is one struct")
    func neighbours() throws {
        var doc = Doc(clientID: 1)
        for index in 0..<100 { _ = doc.type("x", at: index) }
        #expect(try DecodedUpdate(decoding: doc.encodeStateAsUpdate()).structCount == 1)
    }

    @Test("A copy is a document of its own, whichever of the two is edited")
    func copies() {
        var doc = Doc(clientID: 1)
        _ = doc.type("one", at: 0)
        var copy = doc
        _ = doc.type("two ", at: 0)
        #expect(copy.string() == "one")
        copy.clientID = 2
        _ = copy.type("three ", at: 0)
        #expect(doc.string() == "two one")
        #expect(copy.string() == "three one")
        #expect(doc.clientID == 1)
    }

    @Test("Among writers at one place the lower client id stands left; of a key the highest wins")
    func ties() throws {
        var docs = [3, 1, 2].map { Doc(clientID: $0) }
        for index in docs.indices {
            let name = String(docs[index].clientID)
            docs[index].edit { transaction in
                transaction.insert(name, at: 0, in: transaction.root("notes", .text))
                transaction.set("who", to: .string(name), in: transaction.root("map", .map))
            }
        }
        let updates = docs.map { $0.encodeStateAsUpdate() }
        for var doc in docs {
            for update in updates { try doc.apply(update) }
            #expect(doc.string() == "123")
            #expect(doc.root("map").flatMap { doc.value("who", in: $0) } == .any(.string("3")))
        }
    }

    @Test(
        "What was written into a type that somebody else deleted is gone, gc or not",
        arguments: [true, false])
    func writtenIntoDeleted(gc: Bool) throws {
        var one = Doc(clientID: 1, gc: gc)
        one.edit { transaction in
            transaction.setType("t", to: .text, in: transaction.root("items", .map))
        }
        var two = Doc(clientID: 2, gc: gc)
        try two.apply(one.encodeStateAsUpdate())
        one.edit { $0.remove("t", from: $0.root("items", .map)) }
        two.edit { transaction in
            guard case .type(let text, _)? = transaction.value("t", in: transaction.root("items", .map))
            else {
                return
            }
            transaction.insert("late", at: 0, in: text)
        }
        try one.apply(two.encodeStateAsUpdate(since: one.stateVector))
        try two.apply(one.encodeStateAsUpdate())
        for doc in [one, two] {
            #expect(doc.checkInvariants() == nil)
            #expect(!doc.hasPending)
            #expect(doc.shown == "")
        }
        #expect(one.stateVector == two.stateVector)
    }
}
