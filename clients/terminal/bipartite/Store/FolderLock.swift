import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One process at a time works in a member's folder; the lock goes with the process, however it ends.
struct FolderLock: Sendable {
    private let descriptor: Int32

    /// nil if another process holds it, unless it `waits` for that to end: only for locks that are held for
    /// a moment.
    init?(folder: URL, name: String = "lock", waits: Bool = false) throws(Failure) {
        try PrivateFile.makeFolder(folder)
        let file = folder.appending(path: name)
        // Safe: the path lives for the call.
        descriptor = unsafe open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw PrivateFile.failure(file) }
        guard flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    func release() {
        close(descriptor)
    }
}
