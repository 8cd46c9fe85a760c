import Foundation
import GRDB
public import RoomCore
public import Committee

/// What the disk answered instead of "flushed".
public enum LogFailure: Error, Hashable, Sendable {
    /// No room of that id.
    case unknownRoom
    case alreadyExists
    /// The batch does not follow the last entry: somebody else wrote to the room.
    case outOfOrder(expected: LogPosition, got: LogPosition)
    /// An entry does not follow the last one of its audience.
    case outOfSequence(Audience, expected: SequenceNumber, got: SequenceNumber)
    case diskFull
    case readOnly(path: String)
    /// A second server holds the folder.
    case inUse(path: String)
    /// The folder was written by a newer version.
    case newerFormat(found: Int, supported: Int)
    /// The file was written by an older version, and is only to be read.
    case olderFormat(path: String, found: Int, needed: Int)
    /// What stands there is not what belongs there, in words.
    case unusable(path: String, String)
    /// Any other error of the storage engine, in its words.
    case storage(String)
}

/// One sentence for the person who runs the server: the fault and the remedy.
extension LogFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownRoom:
            "there is no such committee here; `bipartite-server committee list` shows those there are"
        case .alreadyExists:
            "the committee is here already; nothing was changed"
        case .outOfOrder(let expected, let got):
            "entry \(got.rawValue) was offered where \(expected.rawValue) comes next; "
                + "the room must be loaded again"
        case .outOfSequence(let audience, let expected, let got):
            "number \(got) of \(audience.rawValue) was offered where \(expected) comes next; "
                + "the room must be loaded again"
        case .diskFull:
            "the disk is full; free some space, and what was refused can be written again"
        case .readOnly(let path):
            "\(path) cannot be written; give the server write permission there, or choose another folder"
        case .inUse(let path):
            "another server is using \(path); stop it first, or choose another folder"
        case .newerFormat(let found, let supported):
            "the data folder has format \(found), this version knows \(supported); "
                + "install a newer bipartite-server"
        case .olderFormat(let path, let found, let needed):
            "\(path) has format \(found), this version reads \(needed); "
                + "start its server once, which brings it up"
        case .unusable(let path, let words):
            "\(path) \(words)"
        case .storage(let words):
            "the storage failed: \(words); check the disk and start again"
        }
    }
}

extension LogFailure {
    /// Tells the failures a person can mend from all others.
    package init(_ error: any Error, path: String) {
        switch error {
        case let failure as LogFailure:
            self = failure
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            self = .diskFull
        // The shared-memory file beside the log could not grow: SQLite's other word for a full disk.
        case let error as DatabaseError where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
            self = .diskFull
        case let error as DatabaseError where error.resultCode == .SQLITE_READONLY:
            self = .readOnly(path: path)
        case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
            self = .unusable(path: path, "is no database; bring it back from a backup")
        case let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN:
            let isWritable = FileManager.default.isWritableFile(atPath: path)
            self = isWritable ? .storage("\(path) cannot be opened") : .readOnly(path: path)
        case let error as DatabaseError:
            self = .storage(
                "\(error.message ?? "SQLite error") (\(error.extendedResultCode.rawValue), \(path))")
        default:
            self = .storage("\(error) (\(path))")
        }
    }
}

extension LogFailure {
    /// The answer of a log after `close`.
    static let closed = LogFailure.storage("the log is closed")
}

/// A room's name stands on a line of every header: it has no line breaks, and it is not empty.
func checkRoomName(_ room: String) throws(LogFailure) {
    let isPlain = room.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "/" && $0.value != 0x7F }
    guard !room.isEmpty, room.utf8.count <= 128, isPlain else {
        throw .storage("a committee's id has 1 to 128 characters without blanks and slashes")
    }
}
