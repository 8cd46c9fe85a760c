import Foundation
import GRDB
public import RoomCore

/// Reads the log of a data folder without its lock: beside a running server, and without changing anything.
public final class LogInspector: Sendable {
    private let queue: DatabaseQueue
    private let path: String
    private let seal: PayloadSeal?

    /// - Parameter keyFolder: where `case.key` is, if not in the folder; without it sealed content is passed
    ///   over.
    public init(folder: String, keyFolder: String? = nil) throws(LogFailure) {
        let keyName = (keyFolder ?? folder) + "/case.key"
        let key = FileManager.default.contents(atPath: keyName)
        seal = key.flatMap { $0.count == 32 ? PayloadSeal(key: Array($0)) : nil }
        path = folder + "/log.sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw .storage("\(folder) is no data folder: it has no log.sqlite")
        }
        queue = try DurableDatabase.openForReading(path: path, format: LogTables.format)
        // Under another key all that is sealed would look damaged.
        guard let seal, let proof = try read(LogTables.sealProof) else { return }
        _ = try LogTables.isOfEarlierFormat(proof, under: seal, keptIn: keyName)
    }

    /// Whether a server or an import holds the folder.
    public static func isInUse(folder: String) -> Bool {
        let descriptor = unsafe open(folder + "/lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    public func rooms() throws(LogFailure) -> [String] {
        try read(LogTables.rooms)
    }

    /// As `SQLiteRoomLog.verify`.
    public func verify(
        room: String, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogFailure) -> LogVerification {
        try read { db in try LogTables.verify(only: room, seal: seal, db, progress: progress)[0] }
    }

    /// Every room in one walk over the log, sorted by id; then, under no name, what belongs to no room.
    public func verify(progress: (Int, Int) -> Void = { _, _ in }) throws(LogFailure) -> [LogVerification] {
        try read { db in try LogTables.verify(seal: seal, db, progress: progress) }
    }

    /// As `SQLiteRoomLog.links`.
    public func links(room: String, at places: [ChainPlace]) throws(LogFailure) -> [Head] {
        try read { db in try LogTables.links(room, at: places, db) }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        do { return try queue.read(body) } catch { throw LogFailure(error, path: path) }
    }
}
