import CRDT
import TestSupport
import Testing

@Suite("Bytes from outside")
struct DecodingTests {
    static let updates = VectorTests.cases.compactMap { $0["update"]?.hex }

    /// The failure an update is refused with.
    private func refusal(_ bytes: [UInt8], _ limits: DecodingLimits = .standard) -> DecodingFailure? {
        do {
            _ = try DecodedUpdate(decoding: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test("An update cut short anywhere is refused, and the document stays as it was")
    func truncated() {
        for bytes in Self.updates {
            for count in bytes.indices {
                var doc = Doc(clientID: 1)
                #expect(throws: DecodingFailure.self) { try doc.apply(Array(bytes[..<count])) }
                #expect(doc.stateVector == StateVector())
                #expect(!doc.hasPending)
            }
        }
    }

    @Test("Bytes changed at random are refused or merged, and break nothing")
    func mutated() {
        var seed = SeededGenerator(seed: 1)
        for round in 0..<40 {
            var doc = Doc(clientID: 1, gc: round % 2 == 0)
            for bytes in Self.updates.shuffled(using: &seed) {
                var bytes = bytes
                for _ in 0...seed.number(below: 3) {
                    bytes[seed.number(below: bytes.count)] =
                        seed.chance(0.5) ? UInt8(seed.number(below: 256)) : UInt8(seed.number(below: 12))
                }
                guard let update = try? DecodedUpdate(decoding: bytes) else { continue }
                let (admitted, _) = doc.admissible(update, under: AdmissionRule())
                doc.apply(update, observing: true)
                #expect(doc.checkInvariants() == nil)
                #expect(throws: Never.self) { try DecodedUpdate(decoding: admitted.encoded()) }
                #expect(throws: Never.self) { try DecodedUpdate(decoding: doc.encodeStateAsUpdate()) }
                _ = doc.shown
            }
        }
    }

    @Test("Bytes behind an update are refused")
    func trailing() {
        #expect(refusal([0, 0, 0]) == .trailingBytes(at: 2))
    }

    private static let empty = DecodingFailure.inconsistent(
        expected: "a struct of at least one clock", found: "an empty one", at: 4)

    @Test("A refusal says at which byte, what was expected there and what was found")
    func words() {
        #expect(
            Self.empty.description == "byte 4: expected a struct of at least one clock, found an empty one")
        #expect(refusal([0, 0, 0])?.description == "byte 2: expected the end, found more bytes")
        let over = refusal([0, 0, 0], DecodingLimits(bytesMax: 2))
        #expect(over?.offset == 2 && over?.expected == "bytes: at most 2" && over?.found == "3")
    }

    @Test("An unknown content, an unknown type and an empty struct are refused")
    func unknown() {
        #expect(refusal([1, 1, 7, 0, 11, 1, 1, 97, 0, 0]) != nil)
        #expect(refusal([1, 1, 7, 0, 7, 1, 1, 97, 15, 0]) != nil)
        #expect(refusal([1, 1, 7, 0, 4, 1, 1, 97, 0, 0]) == Self.empty)
        #expect(refusal([1, 1, 7, 0, 0, 0, 0]) == Self.empty)
        #expect(refusal([1, 1, 7, 0, 4, 1, 1, 97, 1, 98, 0]) == nil)
    }

    @Test("A clock reaches 2^31 - 1, and no further")
    func clocks() {
        let highest: [UInt8] = [0xFE, 0xFF, 0xFF, 0xFF, 0x07]
        #expect(refusal([1, 1, 7] + highest + [0, 1, 0]) == nil)
        #expect(refusal([1, 1, 7] + highest + [0, 2, 0]) == .numberTooLarge(at: 8))
        #expect(refusal([1, 1, 7, 0x80, 0x80, 0x80, 0x80, 0x08, 0, 1, 0]) == .numberTooLarge(at: 3))
        #expect(refusal([0, 1, 7, 1] + highest + [2]) != nil)
    }

    @Test("A replica whose clocks somebody used up goes on writing under another id")
    func exhausted() throws {
        var doc = Doc(clientID: 7)
        try doc.apply([1, 1, 7, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x07, 0])
        _ = doc.type("ab", at: 0)
        #expect(doc.string() == "ab")
        #expect(doc.clientID == 8)
        #expect(doc.checkInvariants() == nil)
    }

    @Test("A client id has 53 bits at most")
    func clientIDs() {
        let highest: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]
        #expect(refusal([1, 1] + highest + [0, 0, 1, 0]) == nil)
        #expect(
            refusal([1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0, 0, 1, 0])
                == .numberTooLarge(at: 2))
    }

    @Test("A budget is checked before anything is allocated for it")
    func budgets() {
        let million: [UInt8] = [0xC0, 0x84, 0x3D]
        #expect(refusal([1] + million + [7, 0, 0, 1, 0], DecodingLimits(structsMax: 1000)) != nil)
        #expect(
            refusal(million + [1, 7, 0, 0, 1, 0])
                == .overLimit(limit: "clients", maximum: 100_000, found: 1_000_000, at: 0))
        #expect(refusal([1, 1, 7, 0, 8, 1, 1, 97] + million + [0]) != nil)
        #expect(refusal([0, 1, 7] + million + [1, 1], DecodingLimits(structsMax: 1000)) != nil)
        #expect(
            refusal([0, 0, 0], DecodingLimits(bytesMax: 2))
                == .overLimit(limit: "bytes", maximum: 2, found: 3, at: 2))
    }

    @Test("Values nest 32 deep at most")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            [1, 1, 7, 0, 8, 1, 1, 97, 1]
                + [UInt8](repeating: 117, count: depth * 2).enumerated().map {
                    $0.offset % 2 == 0 ? 117 : 1
                } + [126, 0]
        }
        #expect(refusal(nested(32)) == nil)
        #expect(refusal(nested(33)) == .overLimit(limit: "depth", maximum: 32, found: 33, at: 73))
        let text = String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
        let failure = DecodingFailure.overLimit(limit: "depth", maximum: 32, found: 33, at: 32)
        #expect(throws: failure) { try AnyValue(json: text) }
    }

    @Test("A key that comes twice keeps its place and takes the last value, in objects of any length")
    func twoOfOneKey() throws {
        for count in [1, 2, 15, 16, 17, 40] {
            for again in 0..<count {
                let members = (0..<count).map { #""k\#($0)":\#($0)"# }
                let text = "{" + (members + [#""k\#(again)":99"#, #""last":0"#]).joined(separator: ",") + "}"
                var expected = (0..<count).map { AnyValue.Member("k\($0)", .number(Double($0))) }
                expected[again].value = .number(99)
                expected.append(.init("last", .number(0)))
                #expect(try AnyValue(json: text) == .object(expected), "\(again) of \(count)")
            }
        }
    }

    @Test("Escapes stand anywhere in a text, and what is none is refused")
    func escapes() throws {
        let text = #"["", "\n", "a\n", "\né", "é\u00e9\ud83d\ude00z\\", "\"\"", "夜\t班", "\b\f\r\/"]"#
        let values = try AnyValue(json: text).array?.compactMap(\.string)
        #expect(values == ["", "\n", "a\n", "\né", "éé😀z\\", "\"\"", "夜\t班", "\u{8}\u{C}\r/"])
        for broken in [#"["a\"]"#, #"["\x"]"#, #"["a"#, #"["\u12"]"#, "[\"a\u{1}\"]"] {
            #expect(throws: DecodingFailure.self) { try AnyValue(json: broken) }
        }
    }

    @Test("A chain of structs that wait for each other costs no more than its length")
    func chains() throws {
        // Each client's struct names the struct of the next higher client: the worst order to read them in.
        var bytes: [UInt8] = [0xA0, 0x9C, 0x01]
        let clients = 20_000
        func varUint(_ number: Int) -> [UInt8] {
            number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varUint(number >> 7)
        }
        for client in 1...clients {
            bytes += [1] + varUint(client) + [0]
            bytes += client == 1 ? [4, 1, 1, 97] : [0x84] + varUint(client - 1) + [0]
            bytes += [1, 98]
        }
        bytes.append(0)
        var doc = Doc(clientID: 99_999)
        let update = try DecodedUpdate(decoding: bytes)
        #expect(doc.admissible(update, under: AdmissionRule()).0.structCount == clients)
        doc.apply(update)
        #expect(doc.string(named: "a").count == clients)
    }
}
