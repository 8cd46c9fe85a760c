import Committee
import Crypto
import FoundationEssentials

/// Signs the heads clients keep, so that a log rolled back behind them is found out (D12). Ed25519,
/// deterministic.
public struct HeadSigner: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// 32 random bytes, kept in the data folder.
    public init(seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            preconditionFailure("a signing seed is 32 bytes")
        }
        self.key = key
    }

    /// The server's word that the audience's chain of this room once ended here.
    public func sign(_ head: Head, room: String) -> [UInt8] {
        guard let signature = try? key.signature(for: Self.statement(head, room: room)) else {
            preconditionFailure("Ed25519 signs any bytes")
        }
        return Array(signature)
    }

    public func isValid(_ signature: [UInt8], of head: Head, room: String) -> Bool {
        key.publicKey.isValidSignature(signature, for: Self.statement(head, room: room))
    }

    private static func statement(_ head: Head, room: String) -> [UInt8] {
        let lines = [
            "bipartite-head-v1", room, head.audience.rawValue, String(head.sequence), hex(head.hash),
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }
}
