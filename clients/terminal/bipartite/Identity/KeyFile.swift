import CRDT
import Crypto
import Foundation
import TerminalApp

/// A member's signing key on disk: the file `key` in the member's folder.
///
/// New keys are sealed under a PIN (`SealedKey`). Keys of earlier versions lie open, as base64; they go on to
/// work for everything but signing, and are sealed as soon as a PIN is at hand.
struct KeyFile: Sendable {
    typealias PrivateKey = Curve25519.Signing.PrivateKey

    private enum Content {
        case open(PrivateKey)
        case sealed(SealedKey)
        /// The PIN was wrong too often: the key is gone.
        case spent
    }

    private let folder: URL
    private let member: String
    private var file: URL { folder.appending(path: "key") }

    init(folder: URL, member: String) {
        self.folder = folder
        self.member = member
    }

    func save(_ key: PrivateKey, under pin: PIN) throws(Failure) {
        let sealed = try SealedKey(key, under: pin)
        let lock = try lock()
        defer { lock.release() }
        try write(sealed)
    }

    /// The key for what needs no signature of consequence, such as a token or what is kept here: an open key
    /// as it is; a sealed one with the PIN.
    func key(_ pin: () throws(Failure) -> PIN) throws(Failure) -> PrivateKey {
        if case .open(let key) = try content() { return key }
        return try unlock(with: try pin())
    }

    /// The key for signing: always by the PIN. A key that still lies open is sealed under it first.
    func signingKey(_ pin: PIN) throws(Failure) -> PrivateKey {
        if case .open(let key) = try content() {
            try save(key, under: pin)
            return key
        }
        return try unlock(with: pin)
    }

    private func unlock(with pin: PIN) throws(Failure) -> PrivateKey {
        let lock = try lock()
        var isSettling = false
        defer { if !isSettling { lock.release() } }
        guard case .sealed(var sealed) = try content() else { throw spent }
        // The try is made while the disk counts it, and its outcome looked at only when the count stands
        // there: whoever ends the process in between has used the try up and learnt nothing.
        let attempt = KeyAttempt(sealed, pin)
        sealed.triesLeft -= 1
        try write(sealed)
        if let key = try attempt.outcome() {
            sealed.triesLeft = SealedKey.triesMax
            isSettling = true
            KeyAttempt.settle { [sealed] in
                try? write(sealed)
                lock.release()
            }
            return key
        }
        guard sealed.triesLeft > 0 else {
            try PrivateFile.write(Array(#"{"format":2,"spent":true}"#.utf8), to: file)
            throw spent
        }
        let left = sealed.triesLeft == 1 ? "1 try is" : "\(sealed.triesLeft) tries are"
        throw Failure(
            "The PIN is wrong; \(left) left before this key is gone.", .refused,
            pin: .wrong(triesLeft: sealed.triesLeft))
    }

    private var spent: Failure {
        Failure(
            "The PIN of \(member) was wrong \(SealedKey.triesMax) times, so this key is gone. Ask your own "
                + "side for a new code and join again.", .identity, pin: .spent)
    }

    // MARK: The file

    private func content() throws(Failure) -> Content {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { throw damaged }
        if let json = try? AnyValue(json: text), let format = json["format"]?.int,
            SealedKey.formats.contains(format)
        {
            if json["spent"]?.bool == true { return .spent }
            guard let sealed = SealedKey(json: json) else { throw damaged }
            return sealed.triesLeft > 0 ? .sealed(sealed) : .spent
        }
        guard let bytes = Data(base64Encoded: text.filter { !$0.isWhitespace }),
            let key = try? PrivateKey(rawRepresentation: bytes)
        else { throw damaged }
        return .open(key)
    }

    /// One writer at a time: no try goes uncounted, and none that settles late brings back an older PIN.
    private func lock() throws(Failure) -> FolderLock {
        guard let lock = try FolderLock(folder: folder, name: "key.lock", waits: true) else {
            throw PrivateFile.failure(file)
        }
        return lock
    }

    private func write(_ sealed: SealedKey) throws(Failure) {
        try PrivateFile.write(Array(sealed.json.json.utf8), to: file)
    }

    private var damaged: Failure {
        Failure(
            "The key of \(member) in \(folder.path) is missing or damaged; join again with a new code.",
            .identity)
    }
}

extension KeyFile {
    /// Why a PIN does not open the key; nil if it does. A wrong one counts as one of the five.
    func refusal(of pin: String) -> Failure? {
        do throws(Failure) {
            _ = try key { () throws(Failure) -> PIN in try PIN(pin) }
            return nil
        } catch {
            return error
        }
    }

    /// What a screen asks for: the signature, or why there is none.
    func signature(on bytes: [UInt8], pin: String) -> Result<[UInt8], Failure> {
        do throws(Failure) {
            let key = try signingKey(try PIN(pin))
            guard let signature = try? key.signature(for: Data(bytes)) else {
                throw Failure("The key did not sign; try again.", .disk)
            }
            return .success(Array(signature))
        } catch {
            return .failure(error)
        }
    }
}
