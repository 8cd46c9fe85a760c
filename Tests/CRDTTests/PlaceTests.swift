import CRDT
import TestSupport
import Testing

/// Updates that stock Yjs takes as well, at the edges of the engine's short ways.
@Suite("Where what comes in stands")
struct PlaceTests {
    private static func number(_ value: Int) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + number(value >> 7)
    }

    /// An update of one client's structs, each with its first byte, and of what it deletes.
    private static func update(
        _ client: Int, from clock: Int = 0, _ structs: [[UInt8]], deletes: [UInt8] = [0]
    ) -> [UInt8] {
        [1] + number(structs.count) + number(client) + number(clock) + structs.flatMap { $0 } + deletes
    }

    private static func letter(_ letter: String, behind client: Int, _ clock: Int) -> [UInt8] {
        [0x84] + number(client) + number(clock) + [1] + Array(letter.utf8)
    }

    private static let notes: [UInt8] = [1, 5] + Array("notes".utf8)

    @Test("A letter that continues the text under a key is a value of that key, and no letter of the text")
    func keyed() throws {
        var doc = Doc(clientID: 1)
        try doc.apply(Self.update(0x42, [[0x24] + Self.notes + [1, 0x6B, 1, 0x61]]))
        try doc.apply(Self.update(0x42, from: 1, [Self.letter("b", behind: 0x42, 0)]))
        #expect(doc.checkInvariants() == nil)
        let text = try #require(doc.root("notes"))
        #expect(doc.length(of: text) == 0)
        _ = doc.type("c", at: 0)
        #expect(doc.string() == "c")
    }

    @Test("Where many met at one place, the next comes right also after a letter there was deleted")
    func movedBorder() throws {
        var doc = Doc(clientID: 10)
        var updates = [doc.type("abcdef", at: 0).update]
        func delete(at index: Int) -> [UInt8] {
            doc.edit { $0.delete(at: index, count: 1, in: $0.root("notes", .text)) }.update
        }
        updates.append(delete(at: 0))
        for client in 11...60 {
            updates.append(Self.update(client, [Self.letter("-", behind: 10, 0)]))
            try doc.apply(updates[updates.count - 1])
        }
        updates.append(delete(at: 0))
        let late = [
            Self.update(5, [Self.letter("X", behind: 10, 0)]),
            Self.update(7, [Self.letter("Y", behind: 10, 1)]),
        ]
        for update in late { try doc.apply(update) }
        // Whoever hears of them before the many has never met many at that place.
        var other = Doc(clientID: 9)
        for update in [updates[0]] + late + updates.dropFirst() { try other.apply(update) }
        #expect(doc.string() == other.string())
        #expect(doc.string().hasPrefix("XYcdef"))
    }

    @Test("An update of few structs into a long row of rivals is taken whole")
    func manyRivals() throws {
        var doc = Doc(clientID: 1)
        try doc.apply(Self.update(1, [[4] + Self.notes + [1, 0x41]]))
        let behindA: [UInt8] = [0xC4, 1, 0]
        let rivals = (0..<4_000).map { clock in
            clock == 0 ? Self.letter("r", behind: 1, 0) : behindA + [2] + Self.number(clock - 1) + [1, 0x72]
        }
        try doc.apply(Self.update(2, rivals))
        let late = Self.update(
            3, [[4] + Self.notes + [1, 0x7A], Self.letter("y", behind: 3, 0)],
            deletes: [1, 2, 1, 0, 1])
        try doc.apply(late, comparisonsMax: 2 * (doc.structCount + 6) + 1)
        let text = doc.string()
        let (isEndThere, count) = (text.hasSuffix("zy"), text.utf8.count)
        #expect(!doc.hasPending && isEndThere && count == 1 + 3_999 + 2)
    }

    @Test("Keys and names that look alike but are of other letters are two, as in JavaScript")
    func exactKeys() throws {
        var doc = Doc(clientID: 2)
        let items: [UInt8] = [1, 5] + Array("items".utf8)
        let (one, two) = ("\u{E9}", "e\u{301}")
        try doc.apply(
            Self.update(
                1,
                [
                    [0x28] + items + [2] + Array(one.utf8) + [1, 0x77, 1, 0x78],
                    [0x28] + items + [3] + Array(two.utf8) + [1, 0x77, 1, 0x79],
                ]))
        let map = try #require(doc.root("items"))
        #expect(doc.keys(of: map).count == 2)
        #expect(doc.value(one, in: map) == .any(.string("x")))
        #expect(doc.value(two, in: map) == .any(.string("y")))
        let object = try AnyValue(json: "{\"\(one)\":1,\"\(two)\":2}")
        #expect(object.members?.count == 2)
    }
}
