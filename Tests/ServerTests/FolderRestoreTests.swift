import Foundation
import GRDB
import RoomLog
import Testing

@testable import Server

@Suite("A backup that becomes a data folder", .timeLimit(.minutes(1)))
struct FolderRestoreTests {
    /// A view of the log as it is now, which keeps anybody from emptying what is written from here on.
    private static func view(ofLogIn folder: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: folder + "/log.sqlite", configuration: configuration)
        try reader.inDatabase { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM headers")
        }
        return reader
    }

    /// A data folder with one room, a backup of it, and a place for a restored one.
    private static func backup(
        in folder: AccountFolder
    ) throws -> (data: String, backup: String, target: String) {
        let (data, backup) = (folder.path + "/data", folder.path + "/backup")
        let log = try SQLiteRoomLog(folder: data)
        try log.create(room: ClockedRoom.name(0), holding: try ClockedRoom.entries(0))
        log.close()
        _ = try FolderBackup.take(from: data, to: backup)
        return (data, backup, folder.path + "/new")
    }

    @Test("A key that is lacking or not there is named as it was given, and nothing is restored")
    func caseKey() throws {
        let folder = try AccountFolder()
        let (_, backup, target) = try Self.backup(in: folder)
        #expect(throws: BackupFailure.caseKeyNeeded(backup: backup)) {
            try FolderRestore.restore(from: backup, to: target)
        }
        let absent = folder.path + "/nofile"
        #expect(throws: BackupFailure.wrongCaseKey(path: absent, reason: "cannot be read")) {
            try FolderRestore.restore(from: backup, to: target, caseKey: absent)
        }
        let others = folder.path + "/others.key"
        try Data(repeating: 9, count: 32).write(to: URL(filePath: others))
        let reason = "is another folder's key; bring back the one that is kept apart from backups"
        #expect(throws: BackupFailure.wrongCaseKey(path: others, reason: reason)) {
            try FolderRestore.restore(from: backup, to: target, caseKey: others)
        }
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test("A log that cannot be moved into its file fails the restore, and the next one finds all as it was")
    func unmoved() throws {
        let folder = try AccountFolder()
        let (data, backup, target) = try Self.backup(in: folder)
        let key = data + "/case.key"
        var reader: DatabaseQueue?
        #expect(throws: BackupFailure.unmoved(file: "log.sqlite", target: target)) {
            try FolderRestore.restore(from: backup, to: target, caseKey: key) { step, _, _ in
                guard step == "raising epochs of committees", reader == nil else { return }
                let names = try? FileManager.default.contentsOfDirectory(atPath: target)
                reader = names?.first.flatMap { try? Self.view(ofLogIn: target + "/" + $0) }
            }
        }
        _ = try #require(reader, "nobody was reading")
        reader = nil
        #expect(!FileManager.default.fileExists(atPath: target))
        #expect(try FolderRestore.restore(from: backup, to: target, caseKey: key).newEpochs > 0)
        let restored = try SQLiteRoomLog(folder: target)
        #expect(try restored.verify(room: ClockedRoom.name(0)).isWhole)
        restored.close()
    }
}
