import CRDT
import TestSupport
import Testing

@Suite("Bytes from outside in the second format, and for functions without a document")
struct HostileFormatTests {
    static let updates = FormatTests.updates.compactMap { $0["v2"]?.hex }

    private func refusal(_ bytes: [UInt8], _ limits: DecodingLimits = .standard) -> DecodingFailure? {
        do {
            _ = try DecodedUpdate(decodingV2: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    /// An update of so many GC structs of one clock each, whatever the count: 23 bytes.
    private func collected(_ count: [UInt8], run: [UInt8]) -> [UInt8] {
        // Columns: no key, client 7, no clocks, info 0 for ever, no text, no parent, no type, a run of 1.
        let columns: [UInt8] =
            [0, 0, 1, 7, 0, 0, 1, 0, 1, 0, 0, 0, UInt8(1 + run.count), 0x41] + run
        return columns + [1] + count + [0, 0]
    }

    @Test("23 bytes that claim a million structs are refused before anything is read")
    func claims() {
        let bytes = collected([0xC0, 0x84, 0x3D], run: [0xBE, 0x84, 0x3D])
        #expect(bytes.count <= 23)
        let maximum = 65_536 + bytes.count
        #expect(
            refusal(bytes) == .overLimit(limit: "structs", maximum: maximum, found: 1_000_000, at: 18))
        #expect(throws: DecodingFailure.self) { try mergeUpdatesV2([bytes, bytes]) }
        #expect(throws: DecodingFailure.self) { try convertUpdateFormatV2ToV1(bytes) }
    }

    @Test("A long key that a run of structs names again and again is not copied for each")
    func repeatedKeys() {
        let (count, letters): ([UInt8], [UInt8]) = ([0xFE, 0xFF, 0x03], Array(repeating: 120, count: 16_384))
        // Keys 0 for ever, client 1 for all, left clocks 0, info "type behind an origin" for ever, one text
        // of 16 KiB, types 3: 65,536 elements.
        let columns: [[UInt8]] = [
            [0x01] + count, [0x41, 0xFF, 0xFF, 0x03], [0x01] + count, [], [0x87],
            [0x80, 0x80, 0x01] + letters + [0x80, 0x80, 0x02], [], [0x43] + count, [],
        ]
        func sized(_ column: [UInt8]) -> [UInt8] {
            let count = column.count
            guard count >= 0x80 else { return [UInt8(count)] + column }
            return [UInt8(count & 0x7F) | 0x80, UInt8(count >> 7 & 0x7F) | 0x80, UInt8(count >> 14)] + column
        }
        let bytes = [0] + columns.flatMap(sized) + [1, 0x80, 0x80, 0x04, 0, 0]
        guard case .overLimit("bytes of repeated keys", _, _, _) = refusal(bytes) else {
            Issue.record("\(String(describing: refusal(bytes)))")
            return
        }
    }

    @Test("A run of equal structs that the budget allows is read")
    func runs() throws {
        let bytes = collected([100], run: [98])
        #expect(refusal(bytes) == nil)
        let failure = DecodingFailure.overLimit(limit: "structs", maximum: 99, found: 100, at: 16)
        #expect(refusal(bytes, DecodingLimits(structsMax: 99)) == failure)
        #expect(try parseUpdateMetaV2(bytes) == UpdateMeta(from: [7: 0], to: [7: 100]))
        #expect(try mergeUpdatesV2([bytes, bytes]).count < 100)
    }

    @Test("Merged updates share one budget of structs")
    func budget() throws {
        let bytes = collected([100], run: [98])
        #expect(throws: DecodingFailure.overLimit(limit: "structs", maximum: 50, found: 100, at: 16)) {
            try mergeUpdatesV2([bytes, bytes], limits: DecodingLimits(structsMax: 150))
        }
        #expect(throws: DecodingFailure.overLimit(limit: "bytes", maximum: 4, found: 5, at: 4)) {
            try mergeUpdates([[0, 0], [0, 0, 0, 0, 0]], limits: DecodingLimits(bytesMax: 4))
        }
    }

    @Test("An update cut short anywhere is refused, and the document stays as it was")
    func truncated() {
        for bytes in Self.updates {
            for count in bytes.indices {
                var doc = Doc(clientID: 1)
                #expect(throws: DecodingFailure.self) { try doc.applyV2(Array(bytes[..<count])) }
                #expect(doc.stateVector == StateVector())
            }
        }
    }

    @Test("Bytes changed at random are refused or read, the same by every function, and break nothing")
    func mutated() throws {
        var seed = SeededGenerator(seed: 2)
        let v1 = DecodingTests.updates
        for _ in 0..<60 {
            for (isV2, list) in [(true, Self.updates), (false, v1)] {
                var bytes = seed.pick(list)
                for _ in 0...seed.number(below: 3) {
                    bytes[seed.number(below: bytes.count)] =
                        seed.chance(0.5) ? UInt8(seed.number(below: 256)) : UInt8(seed.number(below: 12))
                }
                if isV2 { try read(bytes, list) } else { try readV1(bytes, list) }
            }
        }
    }

    private func read(_ bytes: [UInt8], _ others: [[UInt8]]) throws {
        guard let meta = try? parseUpdateMetaV2(bytes) else {
            #expect(refusal(bytes) != nil)
            #expect(throws: DecodingFailure.self) { try mergeUpdatesV2([others[0], bytes]) }
            return
        }
        let merged = try mergeUpdatesV2([others[0], bytes] + others)
        #expect(throws: Never.self) { try parseUpdateMetaV2(merged) }
        let v1 = try convertUpdateFormatV2ToV1(bytes)
        #expect(try parseUpdateMeta(v1) == meta)
        var doc = Doc(clientID: 1)
        try doc.applyV2(bytes)
        #expect(doc.checkInvariants() == nil)
    }

    private func readV1(_ bytes: [UInt8], _ others: [[UInt8]]) throws {
        let isRead = (try? parseUpdateMeta(bytes)) != nil
        #expect(isRead == ((try? DecodedUpdate(decoding: bytes)) != nil))
        guard isRead else { return }
        let merged = try mergeUpdates([others[0], bytes] + others)
        #expect(throws: Never.self) { try DecodedUpdate(decoding: merged) }
        let v2 = try convertUpdateFormatV1ToV2(bytes)
        #expect(throws: Never.self) { try DecodedUpdate(decodingV2: v2) }
    }

    @Test("A feature flag, a type of Yjs 14, unread bytes of a column and an empty struct are refused")
    func unknown() {
        let plain = collected([3], run: [1])
        #expect(refusal(plain) == nil)
        #expect(refusal([1] + plain.dropFirst()) == .unknownTag(1, at: 0))
        #expect(refusal(plain + [0]) == .trailingBytes(at: plain.count))
        // One more client than is used.
        #expect(refusal([0, 0, 2, 7, 7] + plain[4...]) == .trailingBytes(at: 4))
        // Lengths of 0.
        #expect(refusal(collected([3], run: [1]).map { $0 == 0x41 ? 0x40 : $0 }) != nil)
        for reference: UInt8 in [7, 11, 15] {
            let v1: [UInt8] = [1, 1, 7, 0, 7, 1, 1, 97, reference, 0]
            #expect(throws: DecodingFailure.unknownTag(reference, at: 8)) { try parseUpdateMeta(v1) }
        }
        #expect(throws: DecodingFailure.unknownTag(11, at: 4)) {
            try parseUpdateMeta([1, 1, 7, 0, 11, 1, 1, 97, 0])
        }
    }

    @Test("A snapshot cut short or followed by bytes is refused")
    func snapshots() throws {
        for one in try vectors("formats")["snapshots"]?.array ?? [] {
            let (v1, v2) = (one["v1"]?.hex ?? [], one["v2"]?.hex ?? [])
            for count in v1.indices {
                #expect(throws: DecodingFailure.self) { try Snapshot(decoding: Array(v1[..<count])) }
                #expect(throws: DecodingFailure.self) { try Snapshot(decodingV2: Array(v2[..<count])) }
            }
            #expect(throws: DecodingFailure.self) { try Snapshot(decoding: v1 + [0]) }
            #expect(throws: DecodingFailure.self) { try Snapshot(decodingV2: v2 + [0]) }
        }
    }
}
