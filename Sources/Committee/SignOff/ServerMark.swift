import CRDT
import Crypto

/// The server's signature on what it gives out: that this is what the room held, with its days, names and
/// rosters. What the members agreed stands on their own signatures alone.
public struct ServerMark: Hashable, Sendable {
    /// The server's Ed25519 public key, 32 bytes in base64.
    public var key: String
    /// 64 bytes in base64.
    public var signature: String

    public init(key: String, signature: String) {
        self.key = key
        self.signature = signature
    }

    /// What is signed of a body, in its canonical form.
    static func statement(of canonical: String) -> [UInt8] {
        Array("bipartite-export-v1\n\(canonical)".utf8)
    }

    /// Whether the key signed this body.
    func isGenuine(of canonical: String) -> Bool {
        guard let key = Base64.bytes(key), let signature = Base64.bytes(signature),
            let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
        else { return false }
        return signer.isValidSignature(signature, for: Self.statement(of: canonical))
    }
}

extension ServerMark {
    /// nil where it is not exactly the two members.
    init?(_ value: AnyValue) {
        guard value.members?.count == 2, let key = value["key"]?.string,
            let signature = value["signature"]?.string
        else { return nil }
        self.init(key: key, signature: signature)
    }

    var json: AnyValue { .object(["key": .string(key), "signature": .string(signature)]) }
}
