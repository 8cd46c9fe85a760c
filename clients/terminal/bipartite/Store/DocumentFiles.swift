import Foundation
import SyncClient

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One document on disk, sealed: a snapshot, and a journal of what came after it.
///
/// Both carry a generation: a crash between writing the two leaves a journal of an older generation, which
/// counts no more. Files of the version before lie open; they are read, and sealed at once.
struct DocumentFiles {
    private static let (openMark, mark) = (
        Array("bipartite journal 1\n".utf8), Array("bipartite journal 2\n".utf8)
    )
    private static let snapshotMark = Array("bipartite sealed 2\n".utf8)
    /// Above this a file is not ours.
    private static let bytesMax = 1 << 30

    private let name: String
    private let key: StoreKey
    private let snapshotFile: URL
    private let journalFile: URL
    private var generation: UInt64 = 0
    private var epoch: UInt32 = 0
    /// Records in the journal: each is sealed for its place.
    private var recordCount = 0
    private var journal: FileHandle?
    /// Whether something of this document lies on the disk unsealed, from the version before.
    private(set) var isOpen = false

    init(name: String, in folder: URL, key: StoreKey) {
        (self.name, self.key) = (name, key)
        snapshotFile = folder.appending(path: "\(name).snapshot")
        journalFile = folder.appending(path: "\(name).journal")
    }

    /// What is kept. `complaints` gets a line for each file that had to be set aside.
    mutating func load(isOwner: Bool, complaints: inout [String]) -> StoredDocument? {
        var snapshot = DocumentSnapshot(epoch: 0, acknowledged: [], unsent: [], lastSeen: [])
        var isFound = false
        var isOpen = false
        if let bytes = Self.read(snapshotFile) {
            isOpen = !bytes.starts(with: Self.snapshotMark)
            if let (kept, generation) = opened(bytes).flatMap(DocumentSnapshot.read) {
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
        isOpen = isOpen || bytes.starts(with: Self.openMark)
        // What the version before kept lies open until the next snapshot seals it.
        self.isOpen = isOpen
        return snapshot.replaying(records(in: bytes, isOwner, &complaints))
    }

    private mutating func records(
        in bytes: [UInt8], _ isOwner: Bool, _ complaints: inout [String]
    ) -> [JournalRecord] {
        let isSealed = bytes.starts(with: Self.mark)
        var records: [JournalRecord] = []
        var reader = StoreReader(bytes, at: Self.mark.count + 16)
        while !reader.isAtEnd {
            let start = reader.at
            let reading =
                isSealed ? sealedRecord(&reader, records.count) : JournalRecord.read(&reader, of: bytes)
            switch reading {
            case .record(let record):
                records.append(record)
                continue
            case .torn,
                .damaged where reader.isAtEnd:
                // The edit was being written when the process ended: nobody was told that it was kept.
                if isOwner { cut(to: start) }
            case .damaged:
                complain(about: journalFile, isOwner, &complaints)
                if isOwner { rewrite(Array(bytes[..<start])) }
            }
            break
        }
        recordCount = records.count
        return records
    }

    mutating func append(_ record: JournalRecord) throws(Failure) {
        let handle = try openJournal()
        let sealed = try key.seal(record.stored, at: place(of: recordCount))
        var writer = StoreWriter()
        writer.write(sealed)
        let end = try? handle.offset()
        do {
            try handle.write(contentsOf: Data(writer.bytes))
        } catch {
            let failure = PrivateFile.failure(journalFile)
            // Half a record must not stand before whole ones.
            if let end { try? handle.truncate(atOffset: end) }
            throw failure
        }
        recordCount += 1
    }

    /// What was appended survives a power cut from here on; a dead process it survives before.
    func flush() throws(Failure) {
        do {
            try journal?.synchronize()
        } catch {
            throw PrivateFile.failure(journalFile)
        }
    }

    /// Another handle on the journal, to flush it elsewhere; nil if nothing was appended.
    func journalCopy() -> FileHandle? {
        guard let journal else { return nil }
        let descriptor = fcntl(journal.fileDescriptor, F_DUPFD_CLOEXEC, 0)
        return descriptor < 0 ? nil : FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    mutating func replace(with snapshot: DocumentSnapshot) throws(Failure) {
        try? journal?.close()
        journal = nil
        let sealed = try key.seal(snapshot.stored(generation: generation + 1), at: "\(name) snapshot")
        try PrivateFile.write(Self.snapshotMark + sealed, to: snapshotFile)
        (generation, epoch, recordCount, isOpen) = (generation + 1, snapshot.epoch, 0, false)
        try PrivateFile.write(Self.header(generation: generation, epoch: epoch), to: journalFile)
    }

    // MARK: Sealed bytes

    /// A snapshot file's content: sealed, or open as the version before kept it.
    private func opened(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: Self.snapshotMark) else { return bytes }
        return key.open(bytes.dropFirst(Self.snapshotMark.count), at: "\(name) snapshot")
    }

    private func place(of record: Int) -> String { "\(name) journal \(generation) \(record)" }

    private func sealedRecord(_ reader: inout StoreReader, _ number: Int) -> JournalRecord.Reading {
        guard let sealed = reader.block() else { return .torn }
        guard let bytes = key.open(sealed, at: place(of: number)) else { return .damaged }
        var inner = StoreReader(bytes)
        return JournalRecord.read(&inner, of: bytes)
    }

    // MARK: The journal file

    private mutating func openJournal() throws(Failure) -> FileHandle {
        if let journal { return journal }
        let known = Self.read(journalFile)
        if known.flatMap(Self.header(of:))?.generation != generation
            || known?.starts(with: Self.mark) != true
        {
            try PrivateFile.write(Self.header(generation: generation, epoch: epoch), to: journalFile)
            recordCount = 0
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
        guard bytes.starts(with: mark) || bytes.starts(with: openMark) else { return nil }
        var reader = StoreReader(bytes, at: mark.count)
        guard let generation = reader.number(), let epoch = reader.number().flatMap({ UInt32(exactly: $0) })
        else { return nil }
        return (generation, epoch)
    }

    private static func read(_ file: URL) -> [UInt8]? {
        // By its end: the attributes of a file come with its owner's name, from the system's list of users.
        guard let handle = try? FileHandle(forReadingFrom: file), let size = try? handle.seekToEnd(),
            size < bytesMax
        else { return nil }
        return (try? Data(contentsOf: file)).map { Array($0) }
    }
}
