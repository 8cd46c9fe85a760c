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
        let file = KeyFile(path: path + "/" + file)
        if let found = try file.read(else: remedy) { return found }
        guard isNew else {
            throw .unusable(path: file.path, "is missing, and what it sealed cannot be read; \(remedy)")
        }
        return try file.draw()
    }

    static func failure(errno code: Int32, path: String) -> LogFailure {
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
