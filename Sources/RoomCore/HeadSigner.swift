import Committee
import Crypto
import FoundationEssentials

/// The server's own key. It signs the heads clients keep, so that a log rolled back behind them is found out
/// (D12), and the plans that leave a room. Ed25519, deterministic.
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

    /// 32 bytes in base64: what anybody checks heads and an exported plan with.
    public var publicKey: String { key.publicKey.rawRepresentation.base64EncodedString() }

    /// Signs what leaves a room; the statement says what it is, and is never that of a head.
    func mark(_ statement: [UInt8]) -> ServerMark {
        guard let signature = try? key.signature(for: statement) else {
            preconditionFailure("Ed25519 signs any bytes")
        }
        return ServerMark(key: publicKey, signature: Data(signature).base64EncodedString())
    }

    private static func statement(_ head: Head, room: String) -> [UInt8] {
        SignedHead.statement(
            committee: room, audience: head.audience, sequence: head.sequence,
            hash: Hexadecimal.text(head.hash))
    }
}
