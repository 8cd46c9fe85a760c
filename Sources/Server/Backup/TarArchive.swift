import Foundation

/// A plain tar file (ustar) of a few files, as `tar` itself reads and writes it.
enum TarArchive {
    private static let block = 512
    private static let partBytesMax = 1 << 20

    /// Writes files of a folder, in this order, into a new file for the owner alone; flushed when it
    /// returns.
    static func write(_ names: [String], of folder: String, to path: String) throws {
        let partial = path + ".partial"
        _ = FileManager.default.createFile(
            atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600])
        do {
            let archive = try FileHandle(forWritingTo: URL(filePath: partial))
            defer { try? archive.close() }
            for name in names {
                let file = try FileHandle(forReadingFrom: URL(filePath: folder + "/" + name))
                defer { try? file.close() }
                let bytes = Int(clamping: try file.seekToEnd())
                try file.seek(toOffset: 0)
                try archive.write(contentsOf: header(name, bytes: bytes))
                while let part = try file.read(upToCount: partBytesMax), !part.isEmpty {
                    try archive.write(contentsOf: part)
                }
                try archive.write(contentsOf: Data(count: padding(bytes)))
            }
            try archive.write(contentsOf: Data(count: 2 * block))
            try archive.synchronize()
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
        try FileManager.default.moveItem(atPath: partial, toPath: path)
        try Disk.flush(URL(filePath: path).deletingLastPathComponent().path)
    }

    /// Unpacks the files of these names into a folder; others are passed over.
    static func read(_ path: String, names: [String], into folder: String) throws(BackupFailure) {
        try failing(at: path) {
            let archive = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? archive.close() }
            while let header = try archive.read(upToCount: block), header.contains(where: { $0 != 0 }) {
                guard header.count == block, let entry = Entry(Array(header)) else {
                    throw BackupFailure.notABackup(path: path, reason: "it is no tar file, or damaged")
                }
                // The archive's name for a file becomes a path only if it is one we know.
                let name = names.first { $0 == entry.name || "./" + $0 == entry.name }
                try copy(entry.bytes, from: archive, to: name.map { folder + "/" + $0 }, of: path)
                _ = try archive.read(upToCount: padding(entry.bytes))
            }
        }
    }

    private static func copy(
        _ bytes: Int, from archive: FileHandle, to name: String?, of path: String
    ) throws {
        var file: FileHandle?
        if let name {
            _ = FileManager.default.createFile(
                atPath: name, contents: nil, attributes: [.posixPermissions: 0o600])
            file = try FileHandle(forWritingTo: URL(filePath: name))
        }
        defer { try? file?.close() }
        var left = bytes
        while left > 0 {
            guard let part = try archive.read(upToCount: min(left, partBytesMax)), !part.isEmpty else {
                throw BackupFailure.notABackup(path: path, reason: "it ends early")
            }
            try file?.write(contentsOf: part)
            left -= part.count
        }
    }

    private static func padding(_ bytes: Int) -> Int { (block - bytes % block) % block }

    private struct Entry {
        var name: String
        var bytes: Int

        init?(_ header: [UInt8]) {
            name = String(decoding: header[0..<100].prefix { $0 != 0 }, as: UTF8.self)
            let size = header[124..<136]
            if header[124] & 0x80 != 0 {
                // Base 256, for more than 8 GiB.
                guard size.dropFirst().prefix(4).allSatisfy({ $0 == 0 }), header[129] < 0x80 else {
                    return nil
                }
                bytes = size.suffix(7).reduce(0) { $0 << 8 | Int($1) }
            } else {
                let digits = String(decoding: size.prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
                guard let octal = Int(digits, radix: 8), octal >= 0 else { return nil }
                bytes = octal
            }
            guard TarArchive.checksum(header) == Self.octal(header[148..<156]) else { return nil }
        }

        private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
            let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self), radix: 8)
        }
    }

    private static func header(_ name: String, bytes: Int) -> Data {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at place: Int) {
            for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
        }
        put(name, at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        if bytes < 1 << 33 {
            put(octal(bytes, digits: 11), at: 124)
        } else {
            header[124] = 0x80
            for index in 0..<7 { header[135 - index] = UInt8(truncatingIfNeeded: bytes >> (8 * index)) }
        }
        put(octal(Int(Date().timeIntervalSince1970), digits: 11), at: 136)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(checksum(header), digits: 6) + "\0 ", at: 148)
        return Data(header)
    }

    /// The sum of all bytes, the field of the sum itself counted as blanks.
    private static func checksum(_ header: [UInt8]) -> Int {
        header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
