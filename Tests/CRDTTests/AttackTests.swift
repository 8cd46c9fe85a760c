import CRDT
import TestSupport
import Testing

/// Bytes nobody honest writes. Each row is refused, or leaves the victim's words, nothing pending and an
/// engine whose invariants hold.
@Suite("Attacks on a document")
struct AttackTests {
    struct Attack: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// A document with the victim's "I OBJECT" (client 42) in `notes`; the attacker is client 66.
        var bytes: [UInt8]
    }

    private static let objection: Doc = {
        var doc = Doc(clientID: 42)
        doc.edit { transaction in
            transaction.insert("I OBJECT", at: 0, in: transaction.root("notes", .text))
            transaction.set("cp", to: .string("x"), in: transaction.root("items", .map))
        }
        return doc
    }()

    private static func update(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }
    private static func number(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + number(value >> 7)
    }
    private static func section(_ client: UInt64, _ clock: UInt64, _ structs: [[UInt8]]) -> [UInt8] {
        number(UInt64(structs.count)) + number(client) + number(clock) + structs.flatMap { $0 }
    }
    private static func one(_ client: UInt64, _ clock: UInt64, _ content: [UInt8]) -> [UInt8] {
        [1] + section(client, clock, [content]) + [0]
    }
    private static let notes: [UInt8] = [1, 5] + Array("notes".utf8)
    private static let letter: [UInt8] = [4] + notes + [1, 88]

    static let refused: [Attack] = [
        Attack(testDescription: "a tombstone of 2^40", bytes: one(42, 9, [0] + number(1 << 40))),
        Attack(testDescription: "a deleted run of 2^45", bytes: one(66, 0, [1] + notes + number(1 << 45))),
        Attack(testDescription: "a clock of 2^31", bytes: one(66, 1 << 31, [0, 1])),
        Attack(testDescription: "a clock and length over 2^31", bytes: one(66, (1 << 31) - 2, [0, 4])),
        Attack(testDescription: "a million clients", bytes: number(1_000_000) + [0, 0]),
        Attack(testDescription: "a million structs", bytes: [1] + number(1_000_000) + [66, 0, 0, 1, 0]),
        Attack(testDescription: "2^52 structs", bytes: [1] + number(1 << 52) + [66, 0, 0, 1, 0]),
        Attack(testDescription: "2^31 values", bytes: one(66, 0, [8] + notes + number(1 << 31))),
        Attack(testDescription: "2^31 texts", bytes: one(66, 0, [2] + notes + number(1 << 31))),
        Attack(testDescription: "a text of 2^50 bytes", bytes: one(66, 0, [4] + notes + number(1 << 50))),
        Attack(testDescription: "binary of 2^50 bytes", bytes: one(66, 0, [3] + notes + number(1 << 50))),
        Attack(testDescription: "a million delete ranges", bytes: [0, 1, 42] + number(1_000_000)),
        Attack(testDescription: "a delete range over 2^31", bytes: [0, 1, 42, 1] + number(1 << 40) + [1]),
        Attack(testDescription: "arrays nested 20,000 deep", bytes: one(66, 0, deepValue(tag: 117))),
        Attack(testDescription: "objects nested 20,000 deep", bytes: one(66, 0, deepObjects())),
        Attack(testDescription: "JSON nested 20,000 deep", bytes: one(66, 0, deepJSON())),
        Attack(testDescription: "a number of 54 bits", bytes: one(1 << 53, 0, letter)),
        Attack(testDescription: "a number that never ends", bytes: [UInt8](repeating: 0x80, count: 4096)),
        Attack(
            testDescription: "zero in nine bytes", bytes: [UInt8](repeating: 0x80, count: 8) + [0, 0]),
        Attack(testDescription: "one client twice", bytes: [2] + twice() + [0]),
        Attack(testDescription: "no parent of a known kind", bytes: one(66, 0, [4, 2, 1, 88])),
        Attack(testDescription: "a type nobody knows", bytes: one(66, 0, [7] + notes + [99])),
        Attack(testDescription: "half a letter", bytes: one(66, 0, [4] + notes + [1, 0xC3])),
        Attack(testDescription: "a mark that is no JSON", bytes: one(66, 0, [6] + notes + [1, 98, 1, 123])),
    ]

    @Test("It is refused whole, and the document stays as it was", arguments: refused)
    func refusal(_ attack: Attack) {
        var doc = Self.objection
        let before = doc.encodeStateAsUpdate()
        #expect(throws: DecodingFailure.self) { try doc.apply(attack.bytes) }
        #expect(doc.encodeStateAsUpdate() == before)
        #expect(!doc.hasPending)
    }

    static let harmless: [Attack] = [
        Attack(testDescription: "a tombstone over the victim's next clocks", bytes: one(42, 9, [0, 100])),
        Attack(testDescription: "a tombstone over known and next clocks", bytes: one(42, 0, [0, 100])),
        Attack(testDescription: "a deleted run over them", bytes: one(42, 9, [1] + notes + [100])),
        Attack(testDescription: "a skip over them", bytes: one(42, 9, [10, 100])),
        Attack(testDescription: "other words under known clocks", bytes: one(42, 0, letter)),
        Attack(testDescription: "words in the victim's name", bytes: one(42, 9, letter)),
        Attack(testDescription: "a struct behind a hole", bytes: one(66, 5, letter)),
        Attack(testDescription: "deletes of an unknown client", bytes: [0, 1, 99, 1, 0, 100]),
        Attack(testDescription: "deletes behind what is known", bytes: [0, 1, 42, 1, 9, 100]),
        Attack(testDescription: "an origin of its own", bytes: one(66, 0, [0x84, 66, 0, 1, 88])),
        Attack(testDescription: "a right origin behind itself", bytes: one(66, 0, [0x44, 66, 1, 1, 88])),
        Attack(
            testDescription: "two structs before each other",
            bytes: [2] + section(66, 0, [[0x84, 67, 0, 1, 88]]) + section(67, 0, [[0x84, 66, 0, 1, 89]]) + [0]
        ),
        Attack(testDescription: "its own child", bytes: one(66, 0, [7, 0, 66, 0, 1])),
        Attack(testDescription: "a letter as the parent", bytes: one(66, 0, [4, 0, 42, 2, 1, 88])),
        Attack(testDescription: "a map's value as the origin in a text", bytes: one(66, 0, mixed())),
        Attack(testDescription: "a root nobody knows", bytes: one(66, 0, [4, 1, 1, 122, 1, 88])),
        Attack(testDescription: "an empty key in a text", bytes: one(66, 0, [0x24] + notes + [0, 1, 88])),
    ]

    @Test("It takes nothing of the victim's and leaves nothing pending", arguments: harmless)
    func harmlessness(_ attack: Attack) throws {
        var doc = Self.objection
        let rule = AdmissionRule(foreignClients: [42], rootNames: ["notes", "items"])
        let update = try DecodedUpdate(decoding: attack.bytes)
        doc.apply(doc.admissible(update, under: rule).0)
        #expect(doc.string(named: "notes") == "I OBJECT")
        #expect(doc.stateVector.clocks[42] == 9)
        #expect(!doc.hasPending)
        #expect(doc.checkInvariants() == nil)
        // The victim wrote on while offline: it arrives whole.
        var victim = Self.objection
        _ = victim.type("!", at: 8)
        let more = try DecodedUpdate(decoding: victim.encodeStateAsUpdate())
        doc.apply(doc.admissible(more, under: AdmissionRule(foreignClients: [66])).0)
        #expect(doc.string(named: "notes") == "I OBJECT!")
        #expect(try DecodedUpdate(decoding: doc.encodeStateAsUpdate()).structCount > 0)
    }

    @Test("Structs written to be compared with all others are refused at the bound, and nothing has changed")
    func comparisons() throws {
        let count: UInt64 = 3000
        let first: [UInt8] = [4] + Self.notes + Self.number(count) + [UInt8](repeating: 97, count: Int(count))
        // Each stands before a letter of the run, with no origin: its place is sought from the start.
        let rest = (1..<count).map { [0x44, 66] + Self.number(count - $0) + [1, 98] }
        let update = try DecodedUpdate(decoding: [1] + Self.section(66, 0, [first] + rest) + [0])
        var doc = Self.objection
        let before = doc.encodeStateAsUpdate()
        let failure = DecodingFailure.overLimit(
            limit: "comparisons", maximum: 100_000, found: 100_001, at: 0)
        #expect(throws: failure) { try doc.apply(update, comparisonsMax: 100_000) }
        #expect(doc.encodeStateAsUpdate() == before)
        #expect(doc.checkInvariants() == nil && !doc.hasPending)
        _ = doc.type("still ", at: 0)
        #expect(doc.string(named: "notes") == "still I OBJECT")
        #expect(throws: Never.self) { try doc.apply(update, comparisonsMax: 100_000_000) }
    }

    @Test("Every number of 53 bits is read, and none longer, at each boundary")
    func numbers() throws {
        for bits in 0...52 as ClosedRange<UInt64> {
            for value in [(1 << bits) - 1, 1 << bits, (1 << bits) + 1] as [UInt64] where value < 1 << 53 {
                var reader = ByteReader(Self.number(value))
                #expect(try reader.readVarUint() == value)
            }
        }
        for value in [1 << 53, 1 << 54, 1 << 62, UInt64.max] {
            var reader = ByteReader(Self.number(value))
            #expect(throws: DecodingFailure.self) { try reader.readVarUint() }
        }
    }

    // MARK: Shapes

    private static func deepValue(tag: UInt8) -> [UInt8] {
        [8] + notes + [1] + (0..<20_000).flatMap { _ in [tag, 1] } + [126]
    }
    private static func deepObjects() -> [UInt8] {
        [8] + notes + [1] + (0..<20_000).flatMap { _ in [118, 1, 1, 97] as [UInt8] } + [126]
    }
    private static func deepJSON() -> [UInt8] {
        [5] + notes + number(40_000) + [UInt8](repeating: 91, count: 20_000)
            + [UInt8](repeating: 93, count: 20_000)
    }
    private static func twice() -> [UInt8] { section(66, 0, [letter]) + section(66, 1, [letter]) }
    /// Left of it a letter of the text, right of it the map's value.
    private static func mixed() -> [UInt8] { [0xC4, 42, 1, 42, 8, 1, 88] }
}
