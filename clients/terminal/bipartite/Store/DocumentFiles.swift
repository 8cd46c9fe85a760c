import Foundation
import SyncClient

/// One document on disk: a snapshot, and a journal of what came after it.
///
/// Both carry a generation: a crash between writing the two leaves a journal of an older generation, which
/// counts no more.
struct DocumentFiles {
    private static let mark = Array("bipartite journal 1\n".utf8)
    /// Above this a file is not ours.
    private static let bytesMax = 1 << 30

    private let snapshotFile: URL
    private let journalFile: URL
    private var generation: UInt64 = 0
    private var epoch: UInt32 = 0
    private var journal: FileHandle?

    init(name: String, in folder: URL) {
        snapshotFile = folder.appending(path: "\(name).snapshot")
        journalFile = folder.appending(path: "\(name).journal")
    }

    /// What is kept. `complaints` gets a line for each file that had to be set aside.
    mutating func load(isOwner: Bool, complaints: inout [String]) -> StoredDocument? {
        var snapshot = DocumentSnapshot(epoch: 0, acknowledged: [], unsent: [], lastSeen: [])
        var isFound = false
        if let bytes = Self.read(snapshotFile) {
            if let (kept, generation) = DocumentSnapshot.read(bytes) {
                (snapshot, self.generation, epoch, isFound) = (kept, generation, kept.epoch, true)
            } else {
                complain(about: snapshotFile, isOwner, &complaints)
                // The journal alone still holds the unsent edits since then.
                if let bytes = Self.read(journalFile), let header = Self.header(of: bytes) {
                    (generation, epoch) = header
                    snapshot.epoch = epoch
                }
            }
        }
        guard let bytes = Self.read(journalFile), let header = Self.header(of: bytes) else {
            if Self.read(journalFile)?.isEmpty == false { complain(about: journalFile, isOwner, &complaints) }
            return isFound ? StoredDocument(snapshot) : nil
        }
        guard header.generation == generation else { return isFound ? StoredDocument(snapshot) : nil }
        var records: [JournalRecord] = []
        var reader = StoreReader(bytes, at: Self.mark.count + 16)
        reading: while !reader.isAtEnd {
            let start = reader.at
            switch JournalRecord.read(&reader, of: bytes) {
            case .record(let record): records.append(record)
            case .torn,
                .damaged where reader.isAtEnd:
                // The edit was being written when the process ended: nobody was told that it was kept.
                if isOwner { cut(to: start) }
                break reading
            case .damaged:
                complain(about: journalFile, isOwner, &complaints)
                if isOwner { rewrite(Array(bytes[..<start])) }
                break reading
            }
        }
        return snapshot.replaying(records)
    }

    mutating func append(_ record: JournalRecord) throws(Failure) {
        let handle = try openJournal()
        let end = try? handle.offset()
        do {
            try handle.write(contentsOf: Data(record.stored))
            if case .edit = record { try handle.synchronize() }
        } catch {
            let failure = PrivateFile.failure(journalFile)
            // Half a record must not stand before whole ones.
            if let end { try? handle.truncate(atOffset: end) }
            throw failure
        }
    }

    mutating func replace(with snapshot: DocumentSnapshot) throws(Failure) {
        try? journal?.close()
        journal = nil
        try PrivateFile.write(snapshot.stored(generation: generation + 1), to: snapshotFile)
        generation += 1
        epoch = snapshot.epoch
        try PrivateFile.write(Self.header(generation: generation, epoch: epoch), to: journalFile)
    }

    // MARK: The journal file

    private mutating func openJournal() throws(Failure) -> FileHandle {
        if let journal { return journal }
        let known = Self.read(journalFile).flatMap(Self.header(of:))
        if known?.generation != generation {
            try PrivateFile.write(Self.header(generation: generation, epoch: epoch), to: journalFile)
        }
        let handle = try PrivateFile.openForAppending(journalFile)
        do {
            try handle.seekToEnd()
        } catch {
            throw PrivateFile.failure(journalFile)
        }
        journal = handle
        return handle
    }

    private func cut(to length: Int) {
        guard let handle = try? FileHandle(forUpdating: journalFile) else { return }
        try? handle.truncate(atOffset: UInt64(length))
        try? handle.close()
    }

    private func rewrite(_ bytes: [UInt8]) {
        try? PrivateFile.write(bytes, to: journalFile)
    }

    private func complain(about file: URL, _ isOwner: Bool, _ complaints: inout [String]) {
        let place = isOwner ? PrivateFile.setAside(file) : file.path
        complaints.append(
            "A kept file was damaged and is set aside as \(place); the server sends the document anew."
        )
    }

    private static func header(generation: UInt64, epoch: UInt32) -> [UInt8] {
        var writer = StoreWriter()
        writer.write(generation)
        writer.write(UInt64(epoch))
        return mark + writer.bytes
    }

    private static func header(of bytes: [UInt8]) -> (generation: UInt64, epoch: UInt32)? {
        guard bytes.starts(with: mark) else { return nil }
        var reader = StoreReader(bytes, at: mark.count)
        guard let generation = reader.number(), let epoch = reader.number().flatMap({ UInt32(exactly: $0) })
        else { return nil }
        return (generation, epoch)
    }

    private static func read(_ file: URL) -> [UInt8]? {
        guard let size = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? UInt64,
            size < bytesMax
        else { return nil }
        return (try? Data(contentsOf: file)).map { Array($0) }
    }
}
