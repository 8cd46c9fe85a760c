import CRDT
import Crypto
import CryptoExtras
import Dispatch
import Foundation
import Synchronization

/// A signing key under a PIN: scrypt makes the PIN a key, ChaCha20-Poly1305 seals with it.
struct SealedKey {
    /// Wrong PINs before the key is gone (DESIGN D15).
    static let triesMax = 5
    /// What scrypt costs for a new key: twice 16 MiB, on two cores less than 0.1 s. The file says what its
    /// own key took.
    private static let cost = Cost(rounds: 1 << 14, block: 8, parallelism: 1, lanes: 2)

    private struct Cost {
        var rounds: Int
        var block: Int
        var parallelism: Int
        /// So many runs of scrypt, each with a salt of its own, make the key together
        /// (docs/decisions/0011-pin-on-two-cores.md).
        var lanes: Int

        /// A file of somebody else's making must not take the machine's memory.
        var isBearable: Bool {
            (1...4).contains(lanes) && (2...1 << 18).contains(rounds) && rounds * lanes <= 1 << 18
                && rounds.nonzeroBitCount == 1 && (1...16).contains(block) && (1...4).contains(parallelism)
        }
    }

    var triesLeft: Int
    private let publicKey: Data
    private let salt: Data
    private let cost: Cost
    private let box: Data

    init(_ key: Curve25519.Signing.PrivateKey, under pin: PIN) throws(Failure) {
        publicKey = key.publicKey.rawRepresentation
        salt = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
        cost = Self.cost
        triesLeft = Self.triesMax
        do {
            box = try ChaChaPoly.seal(
                key.rawRepresentation, using: try Self.key(from: pin, salt: salt, cost: cost),
                authenticating: publicKey
            ).combined
        } catch {
            throw Failure("This machine has not the memory to seal a key; free some.", .disk)
        }
    }

    /// nil if the PIN is another.
    func open(with pin: PIN) throws(Failure) -> Curve25519.Signing.PrivateKey? {
        let key: SymmetricKey
        do {
            key = try Self.key(from: pin, salt: salt, cost: cost)
        } catch {
            throw Failure("This machine has not the memory to open the key; free some.", .disk)
        }
        guard let sealed = try? ChaChaPoly.SealedBox(combined: box),
            let bytes = try? ChaChaPoly.open(sealed, using: key, authenticating: publicKey)
        else { return nil }
        return try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    }

    private static func key(from pin: PIN, salt: Data, cost: Cost) throws -> SymmetricKey {
        @Sendable func derived(_ salt: Data) throws -> SymmetricKey {
            try KDF.Scrypt.deriveKey(
                from: Array(pin.digits.utf8), salt: salt, outputByteCount: 32, rounds: cost.rounds,
                blockSize: cost.block, parallelism: cost.parallelism)
        }
        guard cost.lanes > 1 else { return try derived(salt) }
        let lanes = Mutex([Int: Result<SymmetricKey, any Error>]())
        DispatchQueue.concurrentPerform(iterations: cost.lanes) { lane in
            let key = Result { try derived(salt + [UInt8(lane)]) }
            lanes.withLock { $0[lane] = key }
        }
        var joined = Data()
        for (_, key) in lanes.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            // Safe: copied within the call.
            joined += try unsafe key.get().withUnsafeBytes { unsafe Data($0) }
        }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: joined), salt: salt, info: Data("bipartite pin".utf8),
            outputByteCount: 32)
    }
}

/// The form on disk.
extension SealedKey {
    /// With one lane 2, as earlier versions wrote and read it, with more 3.
    static let formats = 2...3

    var json: AnyValue {
        .object([
            "format": .number(cost.lanes > 1 ? 3 : 2), "public_key": .string(publicKey.base64EncodedString()),
            "kdf": .object([
                "name": .string("scrypt"), "rounds": .number(Double(cost.rounds)),
                "block": .number(Double(cost.block)), "parallelism": .number(Double(cost.parallelism)),
                "lanes": .number(Double(cost.lanes)), "salt": .string(salt.base64EncodedString()),
            ]),
            "sealed": .string(box.base64EncodedString()), "tries_left": .number(Double(triesLeft)),
        ])
    }

    init?(json: AnyValue) {
        func bytes(_ value: AnyValue?) -> Data? { value?.string.flatMap { Data(base64Encoded: $0) } }
        let kdf = json["kdf"]
        guard kdf?["name"]?.string == "scrypt", let rounds = kdf?["rounds"]?.int,
            let block = kdf?["block"]?.int, let parallelism = kdf?["parallelism"]?.int,
            let salt = bytes(kdf?["salt"]), let box = bytes(json["sealed"]),
            let publicKey = bytes(json["public_key"]), let tries = json["tries_left"]?.int,
            (0...Self.triesMax).contains(tries)
        else { return nil }
        let cost = Cost(
            rounds: rounds, block: block, parallelism: parallelism, lanes: kdf?["lanes"]?.int ?? 1)
        guard cost.isBearable else { return nil }
        (self.publicKey, self.salt, self.cost, self.box, triesLeft) = (publicKey, salt, cost, box, tries)
    }
}
