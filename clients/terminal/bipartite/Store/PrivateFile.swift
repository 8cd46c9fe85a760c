import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files only their owner may read, written so that a crash leaves the old content or the new, never half
/// of each.
enum PrivateFile {
    /// Writes beside the file, flushes, and renames over it.
    static func write(_ bytes: [UInt8], to file: URL) throws(Failure) {
        let folder = file.deletingLastPathComponent()
        try makeFolder(folder)
        let beside = file.appendingPathExtension("new")
        do {
            try? FileManager.default.removeItem(at: beside)
            let handle = try create(beside)
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
            try handle.close()
        } catch {
            throw failure(file)
        }
        // Safe: both paths live for the call.
        guard unsafe rename(beside.path, file.path) == 0 else { throw failure(file) }
        flush(folder: folder)
    }

    /// Opens a file for appending, and makes it if it is missing.
    static func openForAppending(_ file: URL) throws(Failure) -> FileHandle {
        do {
            return FileManager.default.fileExists(atPath: file.path)
                ? try FileHandle(forUpdating: file) : try create(file)
        } catch {
            throw failure(file)
        }
    }

    static func makeFolder(_ folder: URL) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw failure(folder)
        }
    }

    /// Moves a damaged file out of the way, under a name that is free, and returns that name.
    static func setAside(_ file: URL) -> String {
        for number in 1...999 {
            let aside = file.appendingPathExtension("damaged-\(number)")
            if (try? FileManager.default.moveItem(at: file, to: aside)) != nil { return aside.path }
        }
        try? FileManager.default.removeItem(at: file)
        return file.path
    }

    static func failure(_ file: URL) -> Failure {
        // Safe: the C library's own string, copied at once.
        let reason = unsafe String(cString: strerror(errno))
        return Failure(
            "\(file.path) could not be written (\(reason)); free some space or mend its permissions.",
            .disk)
    }

    private static func create(_ file: URL) throws -> FileHandle {
        let made = FileManager.default.createFile(
            atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600])
        guard made else { throw CocoaError(.fileWriteUnknown) }
        return try FileHandle(forUpdating: file)
    }

    /// Makes a rename survive a power cut.
    private static func flush(folder: URL) {
        // Safe: the path lives for the call.
        let descriptor = unsafe open(folder.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
