public import CRDT
import Crypto

/// The end of one audience's chain, as a server signed it for the clients that keep it (DESIGN D12).
/// `Protocol/sync.md`, *Head*, is the page.
public enum SignedHead {
    /// What the server signs of it.
    ///
    /// - Parameter hash: the entry's, in hexadecimal.
    public static func statement(
        committee: String, audience: Audience, sequence: UInt64, hash: String
    ) -> [UInt8] {
        let lines = ["bipartite-head-v1", committee, audience.rawValue, String(sequence), hash]
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// Whether a head as it is sent bears the signature of this key.
    ///
    /// - Parameter key: an Ed25519 public key, 32 bytes in base64.
    public static func isGenuine(_ head: AnyValue, committee: String, key: String) -> Bool {
        guard let audience = head["audience"]?.string.flatMap(Audience.init(rawValue:)),
            let sequence = head["sequence"]?.int.flatMap(UInt64.init(exactly:)),
            let hash = head["hash"]?.string,
            let signature = head["signature"]?.string.flatMap(Hexadecimal.bytes),
            let key = Base64.bytes(key),
            let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return signer.isValidSignature(
            signature,
            for: statement(committee: committee, audience: audience, sequence: sequence, hash: hash))
    }
}
