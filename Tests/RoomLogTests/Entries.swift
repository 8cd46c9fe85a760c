import Committee
import Foundation
import RoomCore
import RoomLog
import Synchronization

/// Writes entries as a room would: positions and sequences follow one another.
struct Author {
    private var position = LogPosition.zero
    private var sequences: [Audience: SequenceNumber] = [:]

    mutating func update(_ document: DocumentName, _ text: String, epoch: Epoch = 1) -> LogEntry {
        entry(.update, document, audience(of: document), text, epoch: epoch)
    }

    mutating func checkpoint(_ document: DocumentName, _ text: String, epoch: Epoch = 1) -> LogEntry {
        entry(.checkpoint, document, audience(of: document), text, epoch: epoch)
    }

    mutating func epoch(_ document: DocumentName, _ text: String, epoch: Epoch) -> LogEntry {
        entry(.epoch, document, audience(of: document), text, epoch: epoch)
    }

    mutating func binding(_ document: DocumentName, _ text: String) -> LogEntry {
        entry(.binding, document, audience(of: document), text, epoch: 1)
    }

    mutating func event(_ audience: Audience, _ text: String) -> LogEntry {
        entry(.event, nil, audience, text, epoch: 0)
    }

    /// Of a matter: kept sealed.
    mutating func sealed(_ audience: Audience, _ text: String) -> LogEntry {
        var entry = event(audience, text)
        entry.isSealed = true
        return entry
    }

    private func audience(of document: DocumentName) -> Audience {
        document == .caucusWorker ? .workerSide : .committee
    }

    private mutating func entry(
        _ kind: LogEntryKind, _ document: DocumentName?, _ audience: Audience, _ text: String, epoch: Epoch
    ) -> LogEntry {
        position = position.next
        sequences[audience, default: 0] += 1
        return LogEntry(
            position: position, audience: audience, sequence: sequences[audience, default: 0], kind: kind,
            document: document, epoch: epoch, payload: Array(text.utf8), role: .member(.worker),
            day: "2024-11-11")
    }
}

extension LogEntry {
    var text: String { String(decoding: payload, as: UTF8.self) }
}

extension RoomLog {
    /// Appends and waits for the answer.
    func flush(_ room: String, _ entries: [LogEntry]) async -> Result<AppendReceipt, LogFailure> {
        await flush(AppendBatch(room: room, entries: entries))
    }

    func flush(_ batch: AppendBatch) async -> Result<AppendReceipt, LogFailure> {
        await withCheckedContinuation { continuation in
            append(batch) { continuation.resume(returning: $0) }
        }
    }
}

/// A fresh folder that is gone at the end of the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "bipartite-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Copies in a data folder that an earlier version wrote.
    func fill(fromFormat format: Int) throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/format-\(format)")
        for name in try FileManager.default.contentsOfDirectory(atPath: fixture.path) {
            try FileManager.default.copyItem(
                atPath: fixture.appending(path: name).path, toPath: path + "/" + name)
        }
    }

    /// Whether any file holds the text.
    func bytes(hold text: String) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: path).contains { name in
            try Data(contentsOf: URL(filePath: path + "/" + name)).range(of: Data(text.utf8)) != nil
        }
    }

    /// What a crash at this moment leaves behind.
    func copy() throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: copy.path + "/" + name)
        }
        return copy
    }
}
