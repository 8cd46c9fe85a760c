import Committee
import Foundation
import RoomCore
import RoomLog
import Testing

/// Real faults of a real file system; mounting one needs root.
@Suite(
    "The log on a faulty disk", .enabled(if: SmallDisk.isMountable, "mounting a small file system needs root")
)
struct FaultyDiskTests {
    @Test("A full disk fails the batch; what was flushed is whole, and the room goes on once there is space")
    func fullDisk() async throws {
        let disk = try SmallDisk(bytes: 2 << 20)
        let log = try SQLiteRoomLog(folder: disk.path + "/data")
        try log.create(room: "a")
        let filler = disk.path + "/filler"
        try Data(count: 1 << 20).write(to: URL(filePath: filler))
        let text = String(repeating: "x", count: 50_000)
        var author = Author()
        var flushed: [LogEntry] = []
        var refused: LogEntry?
        while refused == nil {
            let entry = author.update(.plan, "\(flushed.count) \(text)")
            switch await log.flush("a", [entry]) {
            case .success: flushed.append(entry)
            case .failure(let failure):
                #expect(failure == .diskFull)
                refused = entry
            }
            try #require(flushed.count < 100, "a disk of 2 MB holds less")
        }
        #expect(try log.load(room: "a").entries == flushed)
        try FileManager.default.removeItem(atPath: filler)
        let entry = try #require(refused)
        #expect(try await log.flush("a", [entry]).get().end == entry.position)
        log.close()
        let reopened = try SQLiteRoomLog(folder: disk.path + "/data")
        #expect(try reopened.load(room: "a").entries == flushed + [entry])
        #expect(try reopened.verify(room: "a").isWhole)
        reopened.close()
    }

    @Test("A read-only folder is named, whether it holds a log or not")
    func readOnly() throws {
        let disk = try SmallDisk(bytes: 2 << 20)
        let folder = disk.path + "/data"
        let log = try SQLiteRoomLog(folder: folder)
        try log.create(room: "a")
        log.close()
        try disk.makeReadOnly()
        #expect(throws: LogFailure.readOnly(path: folder)) { try SQLiteRoomLog(folder: folder) }
        let other = disk.path + "/other"
        #expect(throws: LogFailure.readOnly(path: other)) { try SQLiteRoomLog(folder: other) }
    }
}

/// A file system in memory, of a few megabytes.
private final class SmallDisk: Sendable {
    static let isMountable = geteuid() == 0 && (try? SmallDisk(bytes: 1 << 20)) != nil

    let path: String
    private let folder: TemporaryFolder

    init(bytes: Int) throws {
        folder = try TemporaryFolder()
        path = folder.path
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path)
    }

    deinit { try? Self.run("umount", "-l", path) }

    func makeReadOnly() throws {
        try Self.run("mount", "-o", "remount,ro", path)
    }

    private static func run(_ words: String...) throws {
        let process = try Process.run(URL(filePath: "/usr/bin/env"), arguments: words)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
