import CRDT
import Crypto
import FoundationEssentials
import TestSupport
import Testing

@testable import Committee

/// A server's key for files that are exported in tests.
enum TestServerKey {
    private static let key = Curve25519.Signing.PrivateKey()
    static let text = Base64.text(key.publicKey.rawRepresentation)
    static let other = Base64.text(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)

    static func mark(_ statement: [UInt8]) -> ServerMark {
        ServerMark(key: text, signature: Base64.text((try? key.signature(for: statement)) ?? Data()))
    }
}

/// A changed file as a forger without any key leaves it: canonical, under a seal that is right, with the
/// server's old signature if it had one.
func sealedAnew(_ text: String) throws -> [UInt8] {
    let forged = try AnyValue(json: text)
    let body = try #require(forged["body"])
    let seal = Digest(of: try #require(CanonicalJSON.text(of: body))).hex
    var file: [AnyValue.Member] = [.init("body", body), .init("seal", .string(seal))]
    if let server = forged["server"] { file.append(.init("server", server)) }
    return Array(try #require(CanonicalJSON.text(of: .object(file))).utf8)
}

/// A file with every occurrence of some words replaced, sealed anew; it is another file for that.
func forged(_ file: [UInt8], _ old: String, as new: String) throws -> [UInt8] {
    let text = String(decoding: file, as: UTF8.self)
    let changed = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    #expect(changed != text)
    return try sealedAnew(changed)
}

/// The places among 200 at which a flipped bit of a signed file is not noticed.
func unnoticedFlips(in file: [UInt8]) -> [Int] {
    var random = SeededGenerator(seed: 7)
    return (0..<200).compactMap { _ in
        var flipped = file
        let place = random.number(below: file.count)
        flipped[place] ^= 1 << UInt8(random.number(below: 8))
        return SignedFile.verify(flipped).isGood ? place : nil
    }
}
