import Crypto
import Foundation

/// Seals content that must not be read off a disk or a backup: cases, the issue log, anonymous reports.
///
/// ChaCha20-Poly1305 with the 32 bytes of `case.key`, which stands in no backup: whoever holds a backup
/// without it reads none of this (DESIGN D12). Each content is bound to its place, so that none passes for
/// another.
public struct PayloadSeal: Sendable {
    private let key: SymmetricKey

    public init(key: [UInt8]) {
        precondition(key.count == 32, "the key of cases has 32 bytes")
        self.key = SymmetricKey(data: key)
    }

    /// Nonce, sealed bytes, tag.
    public func seal(_ payload: [UInt8], at place: [UInt8]) -> [UInt8] {
        guard let box = try? ChaChaPoly.seal(payload, using: key, authenticating: place) else {
            preconditionFailure("any bytes can be sealed")
        }
        return Array(box.combined)
    }

    /// nil if it was sealed by another key, at another place, or changed.
    public func open(_ sealed: [UInt8], at place: [UInt8]) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: sealed),
            let payload = try? ChaChaPoly.open(box, using: key, authenticating: place)
        else { return nil }
        return Array(payload)
    }
}
