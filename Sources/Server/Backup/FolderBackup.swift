import Foundation
public import RoomLog

/// Takes a whole data folder away while a server writes to it: log, accounts and head key of one moment.
///
/// The copy is checked, chain by chain, before it gets its name: a backup that is there is whole.
public struct FolderBackup: Sendable {
    /// Where it is.
    public let path: String
    /// What the check of the copy found, per committee.
    public let committees: [LogVerification]
    public let bytes: Int

    /// What is being done, for a person who waits: the step, and how much of it.
    public typealias Progress = (_ step: String, _ done: Int, _ all: Int) -> Void

    /// Makes `target`, which must not exist: a folder, or one file if the name ends in `.tar`.
    public static func take(
        from folder: String, to target: String, progress: @escaping Progress = { _, _, _ in }
    ) throws(BackupFailure) -> FolderBackup {
        guard !FileManager.default.fileExists(atPath: target) else { throw .exists(path: target) }
        return try failing(at: target) {
            let stage = try StagingFolder(for: target)
            defer { stage.remove() }
            // Made if it is missing: a folder without accounts is a folder with none.
            _ = try AccountStore(folder: folder)
            try copyKey(from: folder, to: stage.path)
            try DatabaseCopy.make(
                from: folder, to: stage.path, accountsFormat: AccountStore.format,
                intakeFormat: IntakeStore.format
            ) { name, done, all in progress("copying \(name), pages", done, all) }
            let committees = try FolderCheck.check(stage.path, keyFolder: folder, progress: progress)
            let manifest = try BackupManifest(
                folder: stage.path,
                committees: committees.map { .init(id: $0.room, entries: $0.entryCount) })
            try manifest.write(to: stage.path)
            if target.hasSuffix(".tar") {
                try TarArchive.write([BackupManifest.name] + manifest.names, of: stage.path, to: target)
            } else {
                try stage.become(target)
            }
            return FolderBackup(
                path: target, committees: committees, bytes: manifest.files.reduce(0) { $0 + $1.bytes })
        }
    }

    private static func copyKey(from folder: String, to target: String) throws {
        let name = folder + "/head.key"
        guard let key = FileManager.default.contents(atPath: name), key.count == 32 else {
            throw BackupFailure.files(path: name, reason: "it should have 32 bytes")
        }
        try key.write(to: URL(filePath: target + "/head.key"))
    }
}

/// Whether all that a data folder holds is whole.
enum FolderCheck {
    static func check(
        _ folder: String, keyFolder: String? = nil, progress: @escaping FolderBackup.Progress
    ) throws -> [LogVerification] {
        for name in ["log.sqlite", "accounts.sqlite", "intake.sqlite"]
        where FileManager.default.fileExists(atPath: folder + "/" + name) {
            if let fault = try DatabaseCopy.fault(of: folder + "/" + name) {
                throw BackupFailure.damaged(file: name, reason: fault)
            }
        }
        let found = try LogInspector(folder: folder, keyFolder: keyFolder).verify {
            progress("checking committees", $0, $1)
        }
        if let broken = found.first(where: { !$0.isWhole }) { throw BackupFailure.brokenChain(broken) }
        return found
    }
}
