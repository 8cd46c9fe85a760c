import Foundation

/// A folder for the owner alone beside the one it will become: what is half done has another name.
struct StagingFolder {
    let path: String

    init(for target: String) throws {
        var trimmed = target
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        path = "\(trimmed).partial-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Flushes everything and takes the final name, which nothing has.
    func become(_ target: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try Disk.secure(path + "/" + name)
        }
        try Disk.flush(path)
        try FileManager.default.moveItem(atPath: path, toPath: target)
        try Disk.flush(URL(filePath: target).deletingLastPathComponent().path)
    }

    /// Takes it away if it has not become anything.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// What the Foundation does not say about files.
enum Disk {
    /// Flushed, and the owner's alone.
    static func secure(_ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try flush(path)
    }

    /// Waits until a file or folder is on the disk.
    static func flush(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> BackupFailure {
        .files(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
