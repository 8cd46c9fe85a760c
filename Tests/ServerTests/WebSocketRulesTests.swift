import NIOCore
import CRDT
import SyncProtocol
import Testing

@testable import Server

/// RFC 6455 and RFC 7692, rule by rule, on a real socket that a member opened.
@Suite("A socket keeps to the standard", .timeLimit(.minutes(2)))
struct WebSocketRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let end: End
        var compresses = false
        var testDescription: String { name }
    }

    enum End: Sendable {
        /// The socket goes on; this came before the answer to a ping that was sent behind.
        case goesOn([Heard])
        case closed(UInt16)
    }

    private static let plan = "/y/\(TestServer.committee)/plan"
    private static let step1 = YWebSocketCodec.encode(.sync(.step1(StateVector()))) ?? []
    private static let long = [UInt8](repeating: 0, count: 600_000)

    private static func frame(
        _ payload: [UInt8], _ opcode: UInt8 = 2, more: Bool = false, reserved: UInt8 = 0, masked: Bool = true
    ) -> [UInt8] {
        TestSocket.frame(
            payload, opcode: opcode, isFinal: !more, isMasked: masked, reserved: reserved)
    }

    private static func close(_ code: Int, _ reason: [UInt8] = []) -> [UInt8] {
        frame([UInt8(code >> 8), UInt8(code & 0xff)] + reason, 8)
    }

    private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        Deflate.deflated(bytes, windowBits: 15) ?? []
    }

    /// Something to compress.
    private static let wordy = Array(repeatElement(step1, count: 7).joined())

    private static let accepted: [Case] = [
        Case(name: "an empty ping", bytes: frame([], 9), end: .goesOn([.pong([])])),
        Case(
            name: "a ping of 125 bytes", bytes: frame([UInt8](repeating: 5, count: 125), 9),
            end: .goesOn([.pong([UInt8](repeating: 5, count: 125))])),
        Case(name: "a pong nobody asked for", bytes: frame([1, 2], 10), end: .goesOn([])),
        Case(
            name: "two pings at once", bytes: frame([1], 9) + frame([2], 9),
            end: .goesOn([.pong([1]), .pong([2])])),
        Case(
            name: "pings between fragments",
            bytes: frame(Array(step1.prefix(1)), more: true) + frame([1], 9)
                + frame([], 0, more: true) + frame([2], 9) + frame([], 10)
                + frame(Array(step1.dropFirst()), 0) + frame([3], 9),
            end: .goesOn([.pong([1]), .pong([2]), .binary([0, 1, 2, 0, 0]), .pong([3])])),
        Case(
            name: "fragments of nothing",
            bytes: frame([], more: true) + frame([], 0, more: true) + frame(step1, 0),
            end: .goesOn([.binary([0, 1, 2, 0, 0])])),
        Case(
            name: "a compressed message", bytes: frame(compressed(wordy), reserved: 0x40),
            end: .goesOn(Array(repeating: .binary([0, 1, 2, 0, 0]), count: 7)), compresses: true),
        Case(
            name: "a compressed message in fragments, with a ping between them",
            bytes: frame(Array(compressed(wordy).prefix(4)), more: true, reserved: 0x40) + frame([1], 9)
                + frame(Array(compressed(wordy).dropFirst(4)), 0),
            end: .goesOn([.pong([1])] + Array(repeating: .binary([0, 1, 2, 0, 0]), count: 7)),
            compresses: true),
        Case(
            name: "a message that is not compressed although it might be", bytes: frame(step1),
            end: .goesOn([.binary([0, 1, 2, 0, 0])]), compresses: true),
    ]

    private static let goodCodes: [Case] = [1000...1003, 1007...1014, 3000...3000, 4000...4000, 4999...4999]
        .joined().filter { $0 != 1004 }.map { (code: Int) -> Case in
            Case(name: "goodbye with \(code)", bytes: close(code), end: .closed(UInt16(code)))
        }

    private static let badCodes: [Case] = [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535,
    ].map { (code: Int) -> Case in
        Case(name: "goodbye with \(code)", bytes: close(code), end: .closed(1002))
    }

    private static let goodbyes: [Case] = [
        Case(name: "goodbye without a code", bytes: frame([], 8), end: .closed(1000)),
        Case(name: "half a code", bytes: frame([3], 8), end: .closed(1002)),
        Case(
            name: "a reason of 123 bytes", bytes: close(1000, [UInt8](repeating: 0x61, count: 123)),
            end: .closed(1000)),
        Case(
            name: "a reason of 124 bytes", bytes: close(1000, [UInt8](repeating: 0x61, count: 124)),
            end: .closed(1002)),
        Case(name: "a reason in UTF-8", bytes: close(1000, Array("安全".utf8)), end: .closed(1000)),
        Case(name: "a reason cut in a character", bytes: close(1000, [0xe5, 0xae]), end: .closed(1002)),
        Case(
            name: "a surrogate in the reason", bytes: close(1000, [0xed, 0xa0, 0x80]),
            end: .closed(1002)),
        Case(
            name: "an overlong sign", bytes: close(1000, [0xc0, 0xaf]), end: .closed(1002)),
        Case(
            name: "goodbye between fragments", bytes: frame([0], more: true) + close(1000),
            end: .closed(1000)),
        Case(
            name: "what follows a goodbye is not heard", bytes: close(1001) + frame([9], 9),
            end: .closed(1001)),
    ]

    private static let opcodes: [Case] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map { (opcode: UInt8) -> Case in
        Case(name: "opcode \(opcode)", bytes: frame([1], opcode), end: .closed(1002))
    }

    private static let reservedBits: [Case] = [0x10, 0x20, 0x30, 0x40, 0x70].flatMap {
        (bits: UInt8) -> [Case] in
        let bytes = frame(step1, reserved: bits)
        let plain = Case(name: "reserved bits \(bits)", bytes: bytes, end: .closed(1002))
        let other = Case(
            name: "reserved bits \(bits) where one is used", bytes: bytes, end: .closed(1002),
            compresses: true)
        return bits == 0x40 ? [plain] : [plain, other]
    }

    private static let refused: [Case] = [
        Case(name: "no mask", bytes: frame(step1, masked: false), end: .closed(1002)),
        Case(name: "a ping without a mask", bytes: frame([], 9, masked: false), end: .closed(1002)),
        Case(name: "a ping of 126 bytes", bytes: frame(Array(long.prefix(126)), 9), end: .closed(1002)),
        Case(name: "a ping in fragments", bytes: frame([1], 9, more: true), end: .closed(1002)),
        Case(name: "a pong in fragments", bytes: frame([1], 10, more: true), end: .closed(1002)),
        Case(name: "a goodbye in fragments", bytes: frame([3, 232], 8, more: true), end: .closed(1002)),
        Case(name: "a continuation of nothing", bytes: frame(step1, 0), end: .closed(1002)),
        Case(name: "a fragment of nothing", bytes: frame(step1, 0, more: true), end: .closed(1002)),
        Case(
            name: "a message inside another", bytes: frame([0], more: true) + frame(step1),
            end: .closed(1002)),
        Case(
            name: "a continuation of a whole message", bytes: frame(step1) + frame([1], 0),
            end: .closed(1002)),
        Case(
            name: "a length over 63 bits", bytes: [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1],
            end: .closed(1002)),
        Case(
            name: "a length of 63 bits",
            bytes: [0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255], end: .closed(1009)),
        Case(
            name: "a frame over the limit, by its header alone",
            bytes: [0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1], end: .closed(1009)),
        Case(
            name: "fragments over the limit together",
            bytes: frame(long, more: true) + frame(long, 0), end: .closed(1009)),
        Case(
            name: "257 fragments",
            bytes: frame([], more: true)
                + Array((0..<256).map { _ in frame([], 0, more: true) }.joined()), end: .closed(1009)),
        Case(name: "text", bytes: frame(Array("hello".utf8), 1), end: .closed(4400)),
        Case(name: "text that is none", bytes: frame([0xff], 1), end: .closed(4400)),
        Case(name: "text in fragments", bytes: frame([], 1, more: true), end: .closed(4400)),
        Case(
            name: "compressed text", bytes: frame([0], 1, reserved: 0x40), end: .closed(4400),
            compresses: true),
        Case(
            name: "a compressed ping", bytes: frame([1], 9, reserved: 0x40), end: .closed(1002),
            compresses: true),
        Case(
            name: "a compressed continuation",
            bytes: frame([1], more: true, reserved: 0x40) + frame([1], 0, reserved: 0x40),
            end: .closed(1002), compresses: true),
        Case(
            name: "what does not inflate", bytes: frame([0xff, 0xff, 0xff], reserved: 0x40),
            end: .closed(1007), compresses: true),
        Case(
            name: "a compressed message cut short",
            bytes: frame(Array(compressed(wordy).dropLast(2)), reserved: 0x40), end: .closed(1007),
            compresses: true),
        Case(
            name: "a bomb",
            bytes: frame(compressed([UInt8](repeating: 0, count: 32 << 20)), reserved: 0x40),
            end: .closed(1009), compresses: true),
        Case(
            name: "a bomb in fragments",
            bytes: frame([], more: true, reserved: 0x40)
                + frame(compressed([UInt8](repeating: 0, count: 32 << 20)), 0),
            end: .closed(1009), compresses: true),
    ]

    static let all = [accepted, goodCodes, badCodes, goodbyes, opcodes, reservedBits, refused].flatMap { $0 }

    @Test("A frame is heard or refused, in one piece and byte by byte", arguments: [false, true])
    func rules(inPieces: Bool) async throws {
        try await TestServer.with(limits: { $0.closeSecondsMax = 600 }) { server in
            let token = try server.token(TestServer.worker)
            for rule in Self.all where !inPieces || rule.bytes.count < 600 {
                let socket = try await TestSocket.open(
                    server.port, Self.plan, token: token,
                    extensions: rule.compresses ? "permessage-deflate" : nil)
                _ = try await socket.next()
                if inPieces {
                    for byte in rule.bytes { socket.post([byte]) }
                } else {
                    socket.post(rule.bytes)
                }
                try await expect(rule, on: socket)
                socket.channel.close(promise: nil)
            }
        }
    }

    private func expect(_ rule: Case, on socket: TestSocket) async throws {
        switch rule.end {
        case .goesOn(let answers):
            socket.post(Self.frame([0xee], 9))
            var heard: [Heard] = []
            while heard.last != .pong([0xee]), heard.last != .ended { heard.append(try await socket.next()) }
            #expect(heard == answers + [.pong([0xee])], "\(rule.name)")
        case .closed(let code):
            var heard = try await socket.next()
            while case .binary = heard { heard = try await socket.next() }
            #expect(heard == .close(code), "\(rule.name)")
            // The server does not wait to be told goodbye in its turn.
            #expect(try await socket.next() == .ended, "\(rule.name)")
        }
    }
}
