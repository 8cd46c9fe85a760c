import Crypto
import Foundation

/// Seals what a member keeps on this machine. The key is made from the signing key, so it is unlocked by the
/// same PIN and lost with it.
struct StoreKey: Sendable {
    private let key: SymmetricKey

    init(_ signing: KeyFile.PrivateKey) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: signing.rawRepresentation),
            info: Data("bipartite-store-v1".utf8), outputByteCount: 32)
    }

    /// ChaCha20-Poly1305 with a nonce drawn at random. `place` says where the bytes stand: they open nowhere
    /// else, so records cannot be moved, repeated or left out unseen.
    func seal(_ bytes: [UInt8], at place: String) throws(Failure) -> [UInt8] {
        do {
            return Array(
                try ChaChaPoly.seal(bytes, using: key, authenticating: Data(place.utf8)).combined)
        } catch {
            throw Failure("This machine could not seal what is kept; free some memory.", .disk)
        }
    }

    /// nil for bytes that are damaged, of another place or of another key.
    func open(_ bytes: some Sequence<UInt8>, at place: String) -> [UInt8]? {
        guard let box = try? ChaChaPoly.SealedBox(combined: Data(bytes)),
            let opened = try? ChaChaPoly.open(box, using: key, authenticating: Data(place.utf8))
        else { return nil }
        return Array(opened)
    }
}
