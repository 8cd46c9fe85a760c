import NIOCore
import TestSupport
import Testing

@testable import Server

@Suite("permessage-deflate")
struct CompressionTests {
    @Test(
        "The first offer that can be kept is agreed on",
        arguments: [
            ("permessage-deflate", 15, ""),
            ("permessage-deflate; client_max_window_bits", 15, ""),
            ("permessage-deflate;client_max_window_bits=9 ; server_no_context_takeover", 15, ""),
            (
                "Permessage-Deflate; server_max_window_bits=12; client_max_window_bits=12", 12,
                "; server_max_window_bits=12"
            ),
            ("permessage-deflate; server_max_window_bits=\"10\"", 10, "; server_max_window_bits=10"),
            ("x-other, permessage-deflate", 15, ""),
            ("permessage-deflate; server_max_window_bits=8, permessage-deflate", 15, ""),
            (
                "permessage-deflate; something_else, permessage-deflate; server_max_window_bits=9", 9,
                "; server_max_window_bits=9"
            ),
        ])
    func agreed(offer: String, windowBits: Int, more: String) throws {
        let compression = try #require(Compression(offers: [offer]))
        #expect(Int(compression.windowBits) == windowBits)
        let promised = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        #expect(compression.answer == promised + more)
    }

    @Test(
        "Another offer is passed over",
        arguments: [
            "", ",", ";", "=", "permessage-deflate2", "permessage-deflate;", "permessage-deflate; =9",
            "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=09",
            "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; client_max_window_bits; client_max_window_bits", "x-webkit-deflate-frame",
        ])
    func passedOver(offer: String) {
        #expect(Compression(offers: [offer]) == nil)
    }

    private static let texts: [[UInt8]] = [
        [], [7], Array("the plan of the plan of the plan".utf8), [UInt8](repeating: 1, count: 100_000),
        (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) },
    ]

    @Test("What is compressed inflates to the same, for every window", arguments: 9...15)
    func roundTrip(windowBits: Int) throws {
        for text in Self.texts {
            guard let short = Deflate.deflated(text, windowBits: Int32(windowBits)) else { continue }
            #expect(short.count < text.count)
            #expect(try Deflate.inflated(short, bytesMax: text.count) == text)
        }
    }

    @Test("What does not get shorter stays as it is")
    func noise() {
        var random = SeededGenerator(seed: 5)
        let noise = (0..<3000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(Deflate.deflated(noise, windowBits: 15) == nil)
        #expect(Deflate.deflated([], windowBits: 15) == nil)
    }

    @Test("Inflating stops at the limit, whatever is behind")
    func bomb() throws {
        let text = [UInt8](repeating: 0, count: 64 << 20)
        let bomb = try #require(Deflate.deflated(text, windowBits: 15))
        #expect(bomb.count < 400_000)
        #expect(throws: FrameFailure.tooBig(maximum: 65536)) {
            try Deflate.inflated(bomb, bytesMax: 65536)
        }
        let exact = try #require(Deflate.deflated([UInt8](repeating: 0, count: 5000), windowBits: 15))
        #expect(try Deflate.inflated(exact, bytesMax: 5000).count == 5000)
        #expect(throws: FrameFailure.tooBig(maximum: 4999)) { try Deflate.inflated(exact, bytesMax: 4999) }
    }

    /// RFC 7692, 7.2.3.
    @Test("The examples of the standard inflate")
    func examples() throws {
        let hello = Array("Hello".utf8)
        let shared: [UInt8] = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]
        let stored: [UInt8] = [0x00, 0x05, 0x00, 0xfa, 0xff] + hello + [0x00]
        let final: [UInt8] = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]
        let twoBlocks: [UInt8] = [
            0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00,
        ]
        for bytes in [shared, stored, final, twoBlocks] {
            #expect(try Deflate.inflated(bytes, bytesMax: 5) == hello)
        }
    }

    @Test("A few blocks may say that they are the last; thousands do not inflate")
    func lastBlocks() throws {
        // An empty block of its own, marked as the last.
        let last: [UInt8] = [0x03, 0x00]
        let few = [[UInt8]](repeating: last, count: 16).flatMap { $0 }
        // The head of the flush, whose four bytes stay out.
        #expect(try Deflate.inflated(few + [0], bytesMax: 5) == [])
        #expect(throws: FrameFailure.deflate) { try Deflate.inflated(few + last + [0], bytesMax: 5) }
    }

    @Test("What is cut or broken does not inflate, and never traps")
    func broken() throws {
        let text = Array(String(repeating: "plan, issue, minutes; ", count: 40).utf8)
        let short = try #require(Deflate.deflated(text, windowBits: 15))
        for count in 1..<short.count {
            let cut = Array(short.prefix(count))
            #expect((try? Deflate.inflated(cut, bytesMax: text.count)) != text)
        }
        #expect(throws: FrameFailure.deflate) { try Deflate.inflated([0xff, 0xff], bytesMax: 100) }
        #expect(throws: FrameFailure.deflate) { try Deflate.inflated([0x00, 0x05], bytesMax: 100) }
        #expect(throws: FrameFailure.deflate) {
            try Deflate.inflated([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00], bytesMax: 100)
        }
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            var bytes = short
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = try? Deflate.inflated(bytes, bytesMax: 2000)
        }
    }
}
