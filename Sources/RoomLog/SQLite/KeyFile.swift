import Foundation

/// A file of 32 secret bytes in a data folder, which only the owner may read.
package struct KeyFile: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// What it holds; nil if there is none.
    ///
    /// - Parameter remedy: what to do about a file that holds something else.
    package func read(else remedy: String) throws(LogFailure) -> [UInt8]? {
        guard let found = FileManager.default.contents(atPath: path) else { return nil }
        guard found.count == 32 else {
            throw .unusable(path: path, "should have 32 bytes and has \(found.count); \(remedy)")
        }
        return Array(found)
    }

    /// Draws the bytes of a file that is missing. If another process does so at the same time, both get what
    /// the first has drawn. The file and its name are on the disk before anything is signed, sealed or hashed
    /// with it: what it sealed could never be read again.
    package func draw() throws(LogFailure) -> [UInt8] {
        let drawn = path + ".new"
        let descriptor = unsafe open(drawn, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LogFolder.failure(errno: errno, path: path) }
        defer { _ = Foundation.close(descriptor) }
        // Whoever comes second waits until the first has given it its name.
        guard flock(descriptor, LOCK_EX) == 0 else { throw LogFolder.failure(errno: errno, path: path) }
        if let found = try read(else: "remove it") {
            _ = unsafe unlink(drawn)
            return found
        }
        var salts = SaltSource()
        let seed = salts.next()
        guard ftruncate(descriptor, 0) == 0,
            unsafe Foundation.write(descriptor, seed, seed.count) == seed.count, fsync(descriptor) == 0,
            unsafe rename(drawn, path) == 0
        else { throw LogFolder.failure(errno: errno, path: path) }
        try flushNames()
        return seed
    }

    /// Waits until the names of the folder's files are on the disk.
    private func flushNames() throws(LogFailure) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LogFolder.failure(errno: errno, path: folder) }
        defer { _ = Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LogFolder.failure(errno: errno, path: folder) }
    }
}
