import Dispatch
import Foundation
import RoomCore
public import RoomLog
import Synchronization

/// Makes a data folder of a backup.
///
/// What was written since the backup is gone from the server but not from its clients. So every document
/// enters a new epoch (DESIGN D16): clients take the old state and write anew what it lacks. Tokens and open
/// codes end, because some of them may have been revoked or used since.
public struct FolderRestore: Sendable {
    public let path: String
    /// When the backup was taken: ISO 8601, UTC.
    public let taken: String
    /// What the check of the backup found, per committee.
    public let committees: [LogVerification]
    /// Epoch entries that were written.
    public let newEpochs: Int
    public let voidTokens: Int
    public let voidCodes: Int

    /// `source` is a folder or a `.tar` that `FolderBackup` made; `target` does not exist or is empty.
    ///
    /// - Parameter caseKey: the file `case.key` of the folder the backup was taken of. Without it only a
    ///   backup can be restored that has sealed nothing.
    public static func restore(
        from source: String, to target: String, caseKey: String? = nil,
        progress: @escaping FolderBackup.Progress = { _, _, _ in }
    ) throws(BackupFailure) -> FolderRestore {
        try checkFree(target)
        if let caseKey, FileManager.default.contents(atPath: caseKey) == nil {
            throw .wrongCaseKey(path: caseKey, reason: "cannot be read")
        }
        do throws(BackupFailure) {
            return try restored(from: source, to: target, caseKey: caseKey, progress: progress)
        } catch {
            // What is said of the key's copy is meant of the file that was named, or of its lack.
            guard case .log(.unusable(let path, let reason)) = error, path.hasSuffix("/case.key") else {
                throw error
            }
            guard let caseKey else { throw .caseKeyNeeded(backup: source) }
            throw .wrongCaseKey(path: caseKey, reason: reason)
        }
    }

    private static func restored(
        from source: String, to target: String, caseKey: String?, progress: @escaping FolderBackup.Progress
    ) throws(BackupFailure) -> FolderRestore {
        try failing(at: target) {
            let isNew = !FileManager.default.fileExists(atPath: target)
            try FileManager.default.createDirectory(
                atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            // Inside the target, which may be a disk of its own.
            let stage = try StagingFolder(for: target + "/restore")
            defer {
                stage.remove()
                if isNew { rmdirIfEmpty(target) }
            }
            progress("copying", 0, 1)
            let manifest = try bring(source, to: stage.path)
            if let caseKey {
                try FileManager.default.copyItem(atPath: caseKey, toPath: stage.path + "/case.key")
                try Disk.secure(stage.path + "/case.key")
            }
            try DatabaseCopy.bringUp(stage.path)
            let committees = try FolderCheck.check(stage.path, progress: progress)
            let epochs = try raiseEpochs(in: stage.path, progress: progress)
            let void = try AccountStore(folder: stage.path).voidEverything(now: .now)
            try checkMoved(stage.path, for: target)
            try settle(stage.path, manifest.names, in: target)
            return FolderRestore(
                path: target, taken: manifest.taken, committees: committees, newEpochs: epochs,
                voidTokens: void.tokens, voidCodes: void.codes)
        }
    }

    private static func checkFree(_ target: String) throws(BackupFailure) {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: target, isDirectory: &isFolder) else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []
        if isFolder.boolValue, names.allSatisfy({ $0 == "lost+found" }) { return }
        throw LogInspector.isInUse(folder: target) ? .inUse(path: target) : .exists(path: target)
    }

    /// Copies the files of the backup and compares them with its manifest.
    private static func bring(_ source: String, to stage: String) throws -> BackupManifest {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw BackupFailure.notABackup(path: source, reason: "it is not there")
        }
        if isFolder.boolValue {
            let names = [BackupManifest.name] + (try BackupManifest(folder: source)).names
            for name in names {
                try FileManager.default.copyItem(atPath: source + "/" + name, toPath: stage + "/" + name)
                try Disk.secure(stage + "/" + name)
            }
        } else {
            try TarArchive.read(
                source, names: [BackupManifest.name] + BackupManifest.fileNames + BackupManifest.laterNames,
                into: stage)
        }
        let manifest = try BackupManifest(folder: stage)
        try manifest.check(stage)
        return manifest
    }

    /// Has every room decide what a new epoch of all its documents looks like, and logs it.
    private static func raiseEpochs(
        in folder: String, progress: FolderBackup.Progress
    ) throws -> Int {
        let log = try SQLiteRoomLog(folder: folder)
        defer { log.close() }
        let signer = HeadSigner(seed: log.headSeed)
        let failure = Mutex<LogFailure?>(nil)
        // One flush serves many rooms, but not all of their documents are in memory at once.
        let free = DispatchSemaphore(value: 64)
        let all = DispatchGroup()
        let rooms = try log.rooms()
        var count = 0
        for (index, id) in rooms.enumerated() {
            progress("raising epochs of committees", index, rooms.count)
            let entries = try epochs(of: id, log: log, signer: signer)
            count += entries.count
            free.wait()
            all.enter()
            log.append(AppendBatch(room: id, entries: entries)) { result in
                if case .failure(let found) = result { failure.withLock { $0 = $0 ?? found } }
                free.signal()
                all.leave()
            }
        }
        all.wait()
        if let found = failure.withLock({ $0 }) { throw found }
        return count
    }

    private static func epochs(
        of id: String, log: SQLiteRoomLog, signer: HeadSigner
    ) throws -> [LogEntry] {
        let image = try log.load(room: id)
        var calendar = FactoryCalendar(image: image)
        var room: Room
        do {
            room = try Room(id: id, image: image, signer: signer, day: calendar.today())
        } catch {
            throw BackupFailure.unreadable(committee: id, reason: "\(error)")
        }
        return room.handle(.raiseEpochs(reason: "restored")).flatMap { effect -> [LogEntry] in
            if case .append(let entries) = effect { entries } else { [] }
        }
    }

    /// Only the files themselves are settled, so nothing may stand in a write-ahead log beside them. One that
    /// was moved into its file is gone, or empty where a reader closed last.
    private static func checkMoved(_ stage: String, for target: String) throws(BackupFailure) {
        for name in ["log.sqlite", "accounts.sqlite", "intake.sqlite"] {
            let log = try? FileManager.default.attributesOfItem(atPath: stage + "/" + name + "-wal")
            guard let log else { continue }
            guard (log[.size] as? Int) == 0 else { throw .unmoved(file: name, target: target) }
        }
    }

    /// The log comes last: without it the folder is none.
    private static func settle(_ stage: String, _ names: [String], in target: String) throws {
        try FileManager.default.removeItem(atPath: stage + "/" + BackupManifest.name)
        // A log that seals nothing yet has drawn its key by now.
        for name in (names + ["case.key"]).reversed() {
            try Disk.secure(stage + "/" + name)
            try FileManager.default.moveItem(atPath: stage + "/" + name, toPath: target + "/" + name)
        }
        try Disk.flush(target)
    }

    private static func rmdirIfEmpty(_ path: String) {
        _ = unsafe rmdir(path)
    }
}
