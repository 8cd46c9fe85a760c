import Crypto
import Foundation
import Testing

@testable import Committee

/// Figures of another program (qrcode 8.2, level L, mode byte): rows of 0 and 1, SHA-256, first 16 digits.
@Suite("QR codes")
struct QRCodeTests {
    private static let code = "host:8080#ABCDE-FGHJK-M"
    private static let longer = "localhost:8080#7HEZX-KS882-6 and more text ok"
    private static let address = "https://committee.factory.example.org:8443/#7HEZX-KS882-6éééééééé"

    @Test(
        "Every module stands where another program puts it",
        arguments: [
            ("a", 0, 21, "bf35b1e154e92eb4"), ("a", 5, 21, "b4ac331dc3cb6fe5"),
            (code, 0, 25, "e98ddb97816fa80c"), (code, 1, 25, "77c79f6719d1edda"),
            (code, 2, 25, "7a40f7bc68543c4d"), (code, 3, 25, "8e65543e72bfd031"),
            (code, 4, 25, "60dd4767e7a04ff0"), (code, 5, 25, "9b8e6f34de1ce4d8"),
            (code, 6, 25, "53a8c3a224650381"), (code, 7, 25, "8f25f24377a62727"),
            (longer, 2, 29, "8f1a1162faa266a7"), (longer, 7, 29, "de67febd7f7db18d"),
            (address, 0, 33, "2bd31ea27201f8f3"), (address, 3, 33, "6e534f34853013e4"),
            (String(repeating: "x", count: 106), 1, 37, "aeb3b8546c316284"),
            (String(repeating: "x", count: 106), 4, 37, "67e2f43e91ec57a3"),
        ])
    func modules(_ text: String, _ mask: Int, _ size: Int, _ digest: String) throws {
        let code = try #require(QRCode(text, mask: mask))
        #expect(code.size == size)
        let rows = (0..<size).map { y in (0..<size).map { code.isDark($0, y) ? "1" : "0" }.joined() }
        let hash = SHA256.hash(data: Data(rows.joined(separator: "\n").utf8))
        #expect(hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().hasPrefix(digest))
    }

    @Test("The lines keep a quiet zone of four modules, and one of the masks is taken")
    func lines() throws {
        let code = try #require(QRCode(Self.code))
        #expect((0..<8).contains { QRCode(Self.code, mask: $0) == code })
        let lines = code.lines
        #expect(lines.count == 17 && lines.allSatisfy { $0.count == 33 })
        #expect(lines.prefix(2).allSatisfy { $0.allSatisfy { $0 == " " } })
        #expect(lines.allSatisfy { $0.hasPrefix("    ") && $0.hasSuffix("    ") })
        #expect(lines[2].dropFirst(4).hasPrefix("█▀▀▀▀▀█"))
    }

    @Test("A text of 106 bytes has a code, a longer one none")
    func length() {
        #expect(QRCode(String(repeating: "x", count: 106)) != nil)
        #expect(QRCode(String(repeating: "x", count: 107)) == nil)
        #expect(QRCode("")?.size == 21)
    }
}
