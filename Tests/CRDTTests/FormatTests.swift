import CRDT
import TestSupport
import Testing

@Suite("Both formats, and functions without a document: vectors of stock Yjs")
struct FormatTests {
    static let updates = (try? vectors("formats")["updates"]?.array) ?? []
    static let merges = (try? vectors("formats")["merges"]?.array) ?? []

    @Test("The file of vectors is read")
    func present() {
        #expect(Self.updates.count >= 16)
        #expect(Self.merges.count >= 10)
    }

    @Test("Every content is converted to the second format and back as Yjs does")
    func conversions() throws {
        for one in Self.updates {
            let (v1, v2) = (one["v1"]?.hex ?? [], one["v2"]?.hex ?? [])
            let what = one["what"]?.string ?? ""
            #expect(try convertUpdateFormatV1ToV2(v1) == v2, "\(what)")
            #expect(try convertUpdateFormatV2ToV1(v2) == one["back"]?.hex, "\(what)")
        }
    }

    @Test("A document shows the same after either format, and says the same in both")
    func documents() throws {
        for one in Self.updates {
            var first = Doc(clientID: 1)
            var second = Doc(clientID: 1)
            try first.apply(one["v1"]?.hex ?? [])
            try second.applyV2(one["v2"]?.hex ?? [])
            #expect(first.shown == second.shown)
            #expect(first.encodeStateAsUpdate() == second.encodeStateAsUpdate())
            var third = Doc(clientID: 1)
            try third.applyV2(first.encodeStateAsUpdateV2())
            #expect(third.encodeStateAsUpdate() == first.encodeStateAsUpdate())
        }
    }

    @Test("The second format keeps what JSON has no word for: undefined, no number, big integers, bytes")
    func values() throws {
        let values: [AnyValue] = [
            .undefined, .number(.nan), .number(-.infinity), .bigint(-7), .bytes([1, 2]),
            .array([.undefined, .number(-0.0)]),
        ]
        var first = Doc(clientID: 1)
        first.edit { edit in
            let text = edit.root("text", .text)
            edit.insert("ab", at: 0, attributes: ["mark": .bigint(9)], in: text)
            for value in values { edit.insertEmbed(.object([.init("value", value)]), at: 0, in: text) }
        }
        var second = Doc(clientID: 2)
        try second.applyV2(first.encodeStateAsUpdateV2())
        let (mine, theirs) = (first.root("text").map(first.delta), second.root("text").map(second.delta))
        #expect("\(String(describing: mine))" == "\(String(describing: theirs))")
        #expect(second.encodeStateAsUpdateV2() == first.encodeStateAsUpdateV2())
        #expect("\(String(describing: theirs))".contains("bigint(-7)"))
    }

    @Test("The state vector and the span of an update are those of Yjs, in both formats")
    func spans() throws {
        for one in Self.updates {
            let (v1, v2) = (one["v1"]?.hex ?? [], one["v2"]?.hex ?? [])
            #expect(try encodeStateVectorFromUpdate(v1) == one["vector"]?.hex)
            #expect(try encodeStateVectorFromUpdateV2(v2) == one["vector"]?.hex)
            let span = UpdateMeta(from: clocks(one["from"]), to: clocks(one["to"]))
            #expect(try parseUpdateMeta(v1) == span)
            #expect(try parseUpdateMetaV2(v2) == span)
        }
    }

    private func clocks(_ value: AnyValue?) -> [ClientID: Clock] {
        let pairs = (value?.members ?? []).compactMap { member in
            member.value.int.map { (ClientID(member.key) ?? 0, Clock($0)) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    @Test("Merged updates have the bytes of Yjs", arguments: merges.compactMap { $0["what"]?.string })
    func merging(what: String) throws {
        let one = try #require(Self.merges.first { $0["what"]?.string == what })
        let merged = try mergeUpdates(one["updates"]?.array?.map(\.hex) ?? [])
        let mergedV2 = try mergeUpdatesV2(one["updatesV2"]?.array?.map(\.hex) ?? [])
        #expect(merged == one["merged"]?.hex)
        #expect(mergedV2 == one["mergedV2"]?.hex)
    }

    @Test("What is left of an update for a replica has the bytes of Yjs, cut pairs included")
    func differences() throws {
        let diffs = try #require(try vectors("formats")["diffs"]?.array)
        #expect(diffs.count > 5)
        for one in diffs {
            let (update, state) = (one["update"]?.hex ?? [], one["state"]?.hex ?? [])
            #expect(try diffUpdate(update, state) == one["diff"]?.hex)
            let v2 = try convertUpdateFormatV1ToV2(update)
            #expect(try diffUpdateV2(v2, state) == one["diffV2"]?.hex)
        }
    }

    @Test("Snapshots are read and written as Yjs does, in both formats")
    func snapshots() throws {
        for one in try vectors("formats")["snapshots"]?.array ?? [] {
            let (v1, v2) = (one["v1"]?.hex ?? [], one["v2"]?.hex ?? [])
            let snapshot = try Snapshot(decoding: v1)
            #expect(try Snapshot(decodingV2: v2) == snapshot)
            #expect(snapshot.encoded() == v1)
            #expect(snapshot.encodedV2() == v2)
        }
    }

    @Test("An update that names its clients upwards is merged as if it named them downwards")
    func ascending() throws {
        func text(_ client: UInt8) -> [UInt8] { [1, client, 0, 4, 1, 1, 97, 1, 98] }
        let upwards: [UInt8] = [2] + text(3) + text(9) + [0]
        let downwards: [UInt8] = [2] + text(9) + text(3) + [0]
        let other: [UInt8] = [1] + text(5) + [0]
        #expect(try mergeUpdates([upwards, other]) == mergeUpdates([downwards, other]))
        #expect(try mergeUpdates([other, upwards, upwards]) == [3] + text(9) + text(5) + text(3) + [0])
        let twice: [UInt8] = [2] + text(3) + text(3) + [0]
        #expect(throws: DecodingFailure.self) { try mergeUpdates([twice, other]) }
        #expect(throws: DecodingFailure.self) { try mergeUpdates([twice]) }
    }

    @Test("A key of the second format may be named by its number")
    func keys() throws {
        // Two formats under one key: Yjs writes the key twice, other writers may refer to the first.
        let v1: [UInt8] = [
            1, 3, 7, 0, 6, 1, 1, 97, 1, 98, 4, 116, 114, 117, 101, 0x84, 7, 0, 1, 120, 0x86, 7, 1, 1, 98, 4,
            110, 117, 108, 108, 0,
        ]
        let v2 = try convertUpdateFormatV1ToV2(v1)
        // keyClock [0, 1] is one run of differences: 0, then 1.
        #expect(Array(v2[1..<4]) == [2, 0, 2])
        // Number 0 twice, and the texts "a", "b", "x" with their lengths.
        let strings: [UInt8] = [3, 97, 98, 120, 0x41, 1]
        let tail = Array(v2[4...])
        let texts: [UInt8] = [7, 4, 97, 98, 120, 98, 0x41, 2]
        let start = try #require(tail.indices.first { tail[$0...].starts(with: texts) })
        let referring: [UInt8] =
            [0, 2, 0x01, 0] + tail[..<start] + [UInt8(strings.count)] + strings + tail[(start + 8)...]
        #expect(try convertUpdateFormatV2ToV1(referring) == v1)
    }
}
