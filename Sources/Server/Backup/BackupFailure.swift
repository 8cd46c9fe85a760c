import Foundation
import RoomCore
public import RoomLog

/// Why nothing was backed up or restored. What was begun is gone again.
public enum BackupFailure: Error, Hashable, Sendable {
    /// The name that was to be made is taken.
    case exists(path: String)
    /// A server holds the folder that was to be restored into.
    case inUse(path: String)
    case notABackup(path: String, reason: String)
    /// The backup has sealed content, and no key of it was named.
    case caseKeyNeeded(backup: String)
    /// The file that was named is not there, or is another key.
    case wrongCaseKey(path: String, reason: String)
    /// A file of the backup is not as it was taken.
    case damaged(file: String, reason: String)
    case brokenChain(LogVerification)
    /// The committee's log cannot be brought back to life.
    case unreadable(committee: String, reason: String)
    /// What was last written stands beside the file and not in it.
    case unmoved(file: String, target: String)
    /// A file could not be read or written, in the system's words.
    case files(path: String, reason: String)
    case log(LogFailure)
    case accounts(AccountFailure)
}

/// One sentence: the fault and the remedy.
extension BackupFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exists(let path):
            "\(path) is there already and is not empty; choose another name, or move it away first"
        case .inUse(let path):
            "a server is using \(path); stop it and move the folder away before you restore into it"
        case .notABackup(let path, let reason):
            "\(path) is no backup of a data folder: \(reason); name what `bipartite-server backup` made"
        case .caseKeyNeeded(let backup):
            "\(backup) holds sealed content, and nothing was restored; name the case.key that was kept apart "
                + "from it: --case-key FILE"
        case .wrongCaseKey(let path, let reason):
            "\(path) \(reason); name the case.key of the folder the backup was taken of"
        case .damaged(let file, let reason):
            "\(file) of the backup is damaged: \(reason); take another backup"
        case .brokenChain(let found):
            "the log of \(found.room) is damaged at entry \(found.fault?.position.rawValue ?? 0): "
                + "\(found.fault?.reason ?? "no reason"); take another backup, and keep this one for an "
                + "inquiry"
        case .unreadable(let committee, let reason):
            "the log of \(committee) cannot be loaded: \(reason); take another backup"
        case .unmoved(let file, let target):
            "the last changes to \(file) could not be moved into it, and nothing was restored; free some "
                + "space on the disk of \(target), and restore again"
        case .files(let path, let reason):
            "\(path): \(reason); check its name, the space on the disk and your rights"
        case .log(let failure): failure.description
        case .accounts(let failure): failure.description
        }
    }
}

/// Runs what may fail in any way, and names the failure.
func failing<Value>(at path: String, _ work: () throws -> Value) throws(BackupFailure) -> Value {
    do { return try work() } catch let failure as BackupFailure {
        throw failure
    } catch let failure as LogFailure {
        throw .log(failure)
    } catch let failure as AccountFailure {
        throw .accounts(failure)
    } catch {
        throw .files(path: path, reason: error.localizedDescription)
    }
}
