import Foundation
import Synchronization

/// A data folder that one server holds: its lock and its small files.
final class LogFolder: Sendable {
    let path: String
    /// The open `lock` file; the system lets go of it when the process ends, however it ends.
    private let lock: Mutex<Int32?>

    /// Makes the folder if it is missing and takes its lock.
    init(path: String) throws(LogFailure) {
        self.path = path
        var isFolder: ObjCBool = true
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw .unusable(path: path, "is a file, no folder; choose another name with --data")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Self.failure(errno: Self.code(of: error), path: path)
        }
        let descriptor = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(errno: errno, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            _ = Foundation.close(descriptor)
            throw code == EWOULDBLOCK ? .inUse(path: path) : Self.failure(errno: code, path: path)
        }
        lock = Mutex(descriptor)
    }

    deinit { unlock() }

    /// Lets the next server in.
    func unlock() {
        lock.withLock { descriptor in
            if let descriptor { _ = Foundation.close(descriptor) }
            descriptor = nil
        }
    }

    /// The 32 bytes of `head.key`, drawn when the folder is new; only the owner may read them.
    func headSeed() throws(LogFailure) -> [UInt8] {
        try key("head.key", isNew: true, else: "bring it back from a backup")
    }

    /// The 32 bytes of `case.key`, which stands in no backup; drawn while nothing is sealed with it.
    func caseKey(isNew: Bool) throws(LogFailure) -> [UInt8] {
        try key(
            "case.key", isNew: isNew,
            else: "bring it back from where it is kept apart (restore --case-key FILE)")
    }

    private func key(
        _ file: String, isNew: Bool, else remedy: String
    ) throws(LogFailure) -> [UInt8] {
        let name = path + "/" + file
        if let found = FileManager.default.contents(atPath: name) {
            guard found.count == 32 else {
                throw .unusable(path: name, "should have 32 bytes and has \(found.count); \(remedy)")
            }
            return Array(found)
        }
        guard isNew else {
            throw .unusable(path: name, "is missing, and what it sealed cannot be read; \(remedy)")
        }
        var salts = SaltSource()
        let seed = salts.next()
        try write(seed, to: name + ".new")
        guard unsafe rename(name + ".new", name) == 0 else { throw Self.failure(errno: errno, path: name) }
        // Before anything is signed or sealed with it: what it sealed could never be read again.
        try flushNames()
        return seed
    }

    /// Waits until the names of the folder's files are on the disk.
    private func flushNames() throws(LogFailure) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(errno: errno, path: path) }
        defer { _ = Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.failure(errno: errno, path: path) }
    }

    private func write(_ bytes: [UInt8], to name: String) throws(LogFailure) {
        let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(errno: errno, path: name) }
        defer { _ = Foundation.close(descriptor) }
        guard unsafe Foundation.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0
        else {
            throw Self.failure(errno: errno, path: name)
        }
    }

    private static func failure(errno code: Int32, path: String) -> LogFailure {
        switch code {
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOSPC, EDQUOT: .diskFull
        default: .storage("\(path): \(unsafe String(cString: strerror(code)))")
        }
    }

    private static func code(of error: any Error) -> Int32 {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let cause, cause.domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: cause.code) }
        return (error as? CocoaError)?.code == .fileWriteVolumeReadOnly ? EROFS : EACCES
    }
}
