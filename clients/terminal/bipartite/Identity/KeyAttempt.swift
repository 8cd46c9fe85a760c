import Crypto
import Dispatch
import Foundation
import Synchronization

/// One try of a PIN at a sealed key, on a thread of its own: it takes some 0.1 s on purpose, and the disk has
/// work to do meanwhile.
final class KeyAttempt: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<Curve25519.Signing.PrivateKey?, Failure>>(.success(nil))

    init(_ sealed: SealedKey, _ pin: PIN) {
        DispatchQueue.global(qos: .userInteractive).async {
            let found = Result { () throws(Failure) in try sealed.open(with: pin) }
            self.result.withLock { $0 = found }
            self.done.signal()
        }
    }

    /// The key, or nil if the PIN is another. To be asked once.
    func outcome() throws(Failure) -> Curve25519.Signing.PrivateKey? {
        done.wait()
        return try result.withLock { $0 }.get()
    }

    // MARK: After the try

    private static let settling: DispatchQueue = {
        // A process that ends first gives the tries back before it does.
        atexit { KeyAttempt.settled() }
        return DispatchQueue(label: "bipartite.key")
    }()

    /// Does what nobody waits for, before the process ends.
    static func settle(_ work: @escaping @Sendable () -> Void) { settling.async(execute: work) }

    private static func settled() { settling.sync {} }
}
