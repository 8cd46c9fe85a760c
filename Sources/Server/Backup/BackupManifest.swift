import Committee
import Crypto
import Foundation

/// `backup.json`: what a backup holds, so that a restore can tell whether all of it is there.
struct BackupManifest: Codable, Sendable {
    static let name = "backup.json"
    /// The files of every backup.
    static let fileNames = ["log.sqlite", "accounts.sqlite", "head.key"]
    /// Of a backup taken by a version that takes anonymous reports. `case.key` stands in none.
    static let laterNames = ["intake.sqlite"]

    /// The files it names, of those there can be.
    var names: [String] {
        (Self.fileNames + Self.laterNames).filter { name in files.contains { $0.name == name } }
    }

    struct File: Codable, Sendable {
        var name: String
        var bytes: Int
        var sha256: String

        init(name: String, in folder: String) throws {
            self.name = name
            let file = try FileHandle(forReadingFrom: URL(filePath: folder + "/" + name))
            defer { try? file.close() }
            var hash = SHA256()
            bytes = 0
            while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
                hash.update(data: part)
                bytes += part.count
            }
            sha256 = Hexadecimal.text(hash.finalize())
        }
    }

    struct Committee: Codable, Sendable {
        var id: String
        var entries: Int
    }

    /// Format of this file.
    var format = 1
    /// When it was taken: ISO 8601, UTC.
    var taken: String
    var files: [File]
    var committees: [Committee]

    init(folder: String, committees: [Committee], now: Date = Date()) throws {
        taken = now.formatted(.iso8601)
        files = try (Self.fileNames + Self.laterNames).filter {
            FileManager.default.fileExists(atPath: folder + "/" + $0)
        }.map { try File(name: $0, in: folder) }
        self.committees = committees
    }

    /// Reads the manifest of a folder.
    init(folder: String) throws(BackupFailure) {
        guard let bytes = FileManager.default.contents(atPath: folder + "/" + Self.name) else {
            throw .notABackup(path: folder, reason: "it has no \(Self.name)")
        }
        guard let manifest = try? JSONDecoder().decode(Self.self, from: bytes) else {
            throw .notABackup(path: folder, reason: "its \(Self.name) cannot be read")
        }
        guard manifest.format == 1 else {
            throw .notABackup(
                path: folder, reason: "its format is \(manifest.format), and this version knows 1")
        }
        self = manifest
    }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: folder + "/" + Self.name))
    }

    /// Compares every file with what it was when the backup was taken.
    func check(_ folder: String) throws(BackupFailure) {
        for name in Self.fileNames where !files.contains(where: { $0.name == name }) {
            throw .notABackup(path: folder, reason: "it does not name \(name)")
        }
        for file in files where (Self.fileNames + Self.laterNames).contains(file.name) {
            guard let found = try? File(name: file.name, in: folder) else {
                throw .damaged(file: file.name, reason: "it cannot be read")
            }
            guard found.bytes == file.bytes else {
                throw .damaged(file: file.name, reason: "it had \(file.bytes) bytes and has \(found.bytes)")
            }
            guard found.sha256 == file.sha256 else {
                throw .damaged(file: file.name, reason: "its content is not what was taken")
            }
        }
    }
}
