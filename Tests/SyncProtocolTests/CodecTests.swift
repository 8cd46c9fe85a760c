import CRDT
import SyncProtocol
import Testing

@Suite("Framings")
struct CodecTests {
    static let messages: [Message] = [
        .sync(.step1(StateVector([1: 18, 1 << 52: 3]))), .sync(.step2([0, 0])), .sync(.update([1, 2, 3])),
        .syncReply(.step1(StateVector())), .syncReply(.step2([])),
        .awareness(AwarenessUpdate([.init(client: 7, clock: 2, state: .object(["a": .number(1)]))])),
        .awareness(AwarenessUpdate()), .auth(.token("secret", version: nil)),
        .auth(.token("", version: "4.0.0")), .auth(.denied(reason: "token")),
        .auth(.authenticated(readOnly: true)), .auth(.authenticated(readOnly: false)), .auth(.tokenRequest),
        .queryAwareness, .stateless("{}"), .broadcastStateless("x"), .close(reason: "4409 epoch 2"),
        .syncStatus(isApplied: true), .syncStatus(isApplied: false),
    ]

    @Test("Hocuspocus has every message, and its address comes back as it was", arguments: messages)
    func hocuspocus(_ message: Message) throws {
        for address in ["f1/plan", "f1/plan\u{0}session-1"] {
            let frame = HocuspocusCodec.Frame.message(address: address, message)
            #expect(try HocuspocusCodec.decode(HocuspocusCodec.encode(frame), limits: .standard) == frame)
        }
    }

    @Test("Ping and pong are frames of one byte")
    func ping() throws {
        #expect(HocuspocusCodec.encode(.ping) == [9])
        #expect(try HocuspocusCodec.decode([9], limits: .standard) == .ping)
        #expect(try HocuspocusCodec.decode([10], limits: .standard) == .pong)
    }

    @Test("y-websocket has its four messages and no other", arguments: messages)
    func yWebSocket(_ message: Message) throws {
        switch message {
        case .sync, .awareness, .auth(.denied), .queryAwareness:
            let frame = try #require(YWebSocketCodec.encode(message))
            #expect(try YWebSocketCodec.decode(frame, limits: .standard) == [message])
        default: #expect(YWebSocketCodec.encode(message) == nil)
        }
    }

    @Test("A y-websocket frame may hold several messages")
    func several() throws {
        let one = try #require(YWebSocketCodec.encode(.sync(.step1(StateVector([1: 2])))))
        let two = try #require(YWebSocketCodec.encode(.queryAwareness))
        #expect(
            try YWebSocketCodec.decode(one + two, limits: .standard)
                == [.sync(.step1(StateVector([1: 2]))), .queryAwareness])
    }

    @Test("A frame cut anywhere, or with a byte too many, is refused", arguments: messages)
    func cut(_ message: Message) {
        // A token may stand alone, or with a version, or be asked for: cut short it is another of the three.
        if case .auth(.token) = message { return }
        if case .auth(.tokenRequest) = message { return }
        let whole = HocuspocusCodec.encode(.message(address: "f1/plan", message))
        for count in 0..<whole.count {
            #expect(throws: DecodingFailure.self) {
                try HocuspocusCodec.decode(Array(whole.prefix(count)), limits: .standard)
            }
        }
        #expect(throws: DecodingFailure.self) { try HocuspocusCodec.decode(whole + [0], limits: .standard) }
    }

    @Test("Empty frames and unknown types are refused")
    func unknown() {
        #expect(throws: DecodingFailure.truncated(at: 0)) {
            try YWebSocketCodec.decode([], limits: .standard)
        }
        #expect(throws: DecodingFailure.unknownTag(7, at: 0)) {
            try YWebSocketCodec.decode([7, 1, 2], limits: .standard)
        }
        #expect(throws: DecodingFailure.unknownTag(11, at: 2)) {
            try HocuspocusCodec.decode([1, 97, 11], limits: .standard)
        }
        #expect(throws: DecodingFailure.self) { try HocuspocusCodec.decode([], limits: .standard) }
    }

    @Test("Limits are checked before anything is read")
    func limits() {
        let small = DecodingLimits(bytesMax: 8, structsMax: 1, clientsMax: 1, depthMax: 2)
        #expect(throws: DecodingFailure.overLimit(limit: "bytes", maximum: 8, found: 9, at: 8)) {
            try YWebSocketCodec.decode([UInt8](repeating: 0, count: 9), limits: small)
        }
        #expect(throws: DecodingFailure.overLimit(limit: "clients", maximum: 1, found: 2, at: 0)) {
            try AwarenessUpdate(decoding: [2, 1, 1, 0], limits: small)
        }
        let deep = AwarenessUpdate([.init(client: 1, clock: 1, state: .array([.array([.array([])])]))])
        let shallow = DecodingLimits(bytesMax: 99, structsMax: 9, clientsMax: 9, depthMax: 2)
        #expect(throws: DecodingFailure.self) {
            try AwarenessUpdate(decoding: deep.encoded(), limits: shallow)
        }
    }

    @Test("Random bytes meet errors, not traps")
    func random() {
        var seed: UInt64 = 42
        func next() -> UInt8 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: seed >> 33)
        }
        for _ in 0..<20_000 {
            let bytes = (0..<Int(next() % 40)).map { _ in next() % 16 == 0 ? next() : next() % 12 }
            _ = try? HocuspocusCodec.decode(bytes, limits: .standard)
            _ = try? YWebSocketCodec.decode(bytes, limits: .standard)
        }
    }
}
