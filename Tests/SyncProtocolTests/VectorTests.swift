import CRDT
import Foundation
import SyncProtocol
import Testing

/// Bytes made by the stock y-protocols, read by us and made again.
@Suite("Vectors of y-protocols")
struct VectorTests {
    let vectors: AnyValue

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Protocol/vectors/sync.json")
        vectors = try AnyValue(json: String(contentsOf: file, encoding: .utf8))
    }

    @Test("Every frame decodes to its message and encodes to the same bytes")
    func frames() throws {
        let frames = try #require(vectors["frames"]?.array)
        try #require(frames.count == 7)
        for vector in frames {
            let frame = try unhex(vector["frame"])
            let message = try self.message(vector)
            #expect(try YWebSocketCodec.decode(frame, limits: .standard) == [message])
            #expect(YWebSocketCodec.encode(message) == frame)
        }
    }

    @Test("A conversation of awareness leads to the states y-protocols has")
    func awareness() throws {
        var awareness = Awareness()
        for step in try #require(vectors["awareness"]?.array) {
            let bytes = try unhex(step["update"])
            let update = try AwarenessUpdate(decoding: bytes, limits: .standard)
            #expect(update.encoded() == bytes)
            _ = awareness.apply(update, now: 0)
            let states = (step["states"]?.members ?? []).map { (ClientID($0.key) ?? 0, $0.value) }
            #expect(
                awareness.states == Dictionary(uniqueKeysWithValues: states),
                "\(step["what"]?.string ?? "")")
        }
    }

    private func message(_ vector: AnyValue) throws -> Message {
        switch vector["what"]?.string {
        case "step1":
            let clocks = (vector["vector"]?.members ?? []).map {
                (ClientID($0.key) ?? 0, Clock($0.value.int ?? 0))
            }
            return .sync(.step1(StateVector(Dictionary(uniqueKeysWithValues: clocks))))
        case "step2": return .sync(.step2(try unhex(vector["update"])))
        case "update": return .sync(.update(try unhex(vector["update"])))
        case "denied": return .auth(.denied(reason: vector["reason"]?.string ?? ""))
        default: return .queryAwareness
        }
    }

    private func unhex(_ value: AnyValue?) throws -> [UInt8] {
        let digits = try #require(value?.string).utf8.map { UInt8($0 < 97 ? $0 - 48 : $0 - 87) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
