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
        var salts = SaltSource()
        let seed = salts.next()
        let drawn = "\(path).\(UUID().uuidString)"
        try write(seed, to: drawn)
        defer { _ = unsafe unlink(drawn) }
        let isFirst = unsafe link(drawn, path) == 0
        let code = errno
        guard isFirst || code == EEXIST else { throw LogFolder.failure(errno: code, path: path) }
        try flushNames()
        if isFirst { return seed }
        guard let found = try read(else: "remove it") else {
            throw LogFolder.failure(errno: code, path: path)
        }
        return found
    }

    /// Waits until the names of the folder's files are on the disk.
    private func flushNames() throws(LogFailure) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LogFolder.failure(errno: errno, path: folder) }
        defer { _ = Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LogFolder.failure(errno: errno, path: folder) }
    }

    private func write(_ bytes: [UInt8], to name: String) throws(LogFailure) {
        let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LogFolder.failure(errno: errno, path: name) }
        defer { _ = Foundation.close(descriptor) }
        guard unsafe Foundation.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0
        else {
            throw LogFolder.failure(errno: errno, path: name)
        }
    }
}
