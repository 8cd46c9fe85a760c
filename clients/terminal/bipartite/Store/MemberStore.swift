import CRDT
import Committee
import Foundation
import SyncClient

/// What one member keeps on this machine: documents, unsent edits, the room's record, all of it sealed.
///
/// Its owner holds the folder's lock and writes; without the lock it only reads, beside the process that
/// has it.
struct MemberStore {
    private let folder: URL
    private let lock: FolderLock?
    private let key: StoreKey
    /// Nothing is read from the disk or written to it.
    private let isPrivate: Bool
    private var files: [DocumentName: DocumentFiles] = [:]
    /// Documents with edits the disk may still lose to a power cut.
    private(set) var unflushed: Set<DocumentName> = []
    /// Those of which a flush is under way elsewhere.
    private(set) var flushing: Set<DocumentName> = []
    /// Documents of which the disk has missed a step: only a whole snapshot makes them right again.
    private(set) var behind: Set<DocumentName> = []

    /// Where the room's record is kept.
    let roomFile: RoomFile

    var isOwner: Bool { lock != nil }
    /// Whether anything is written to the disk.
    var isKeeping: Bool { isOwner && !isPrivate }

    init(folder: URL, lock: FolderLock?, key: StoreKey, isPrivate: Bool = false) {
        self.folder = folder
        self.lock = lock
        self.key = key
        self.isPrivate = isPrivate
        roomFile = RoomFile(folder: folder, key: key)
    }

    /// All documents kept, and a line for each file that was damaged and set aside.
    mutating func loadDocuments() -> (documents: [DocumentName: StoredDocument], complaints: [String]) {
        if isPrivate { return ([:], []) }
        var complaints: [String] = []
        var documents: [DocumentName: StoredDocument] = [:]
        let documentFolder = folder.appending(path: "documents")
        let kept = (try? FileManager.default.contentsOfDirectory(atPath: documentFolder.path)) ?? []
        let names = Set(
            kept.compactMap { file -> DocumentName? in
                let name = file.split(separator: ".", maxSplits: 1).first.map(String.init) ?? ""
                return DataFolder.fileName(name) == name ? DocumentName(rawValue: name) : nil
            })
        for name in names.sorted(by: { $0.rawValue < $1.rawValue }) {
            var document = files(of: name)
            documents[name] = document.load(isOwner: isOwner, complaints: &complaints)
            if document.isOpen { behind.insert(name) }
            files[name] = document
        }
        return (documents, complaints)
    }

    mutating func append(_ record: JournalRecord, to name: DocumentName) throws(Failure) {
        guard isKeeping else { return }
        var document = files(of: name)
        behind.insert(name)
        defer { files[name] = document }
        try document.append(record)
        if case .edit = record { unflushed.insert(name) }
        behind.remove(name)
    }

    /// What was appended since the last flush, to be flushed elsewhere: appending goes on meanwhile. One at a
    /// time.
    mutating func beginFlush() -> JournalFlush {
        var journals: [FileHandle] = []
        for name in unflushed {
            guard let journal = files[name]?.journalCopy() else { continue }
            journals.append(journal)
            flushing.insert(name)
        }
        unflushed.subtract(flushing)
        return JournalFlush(journals: journals)
    }

    mutating func endFlush(isDone: Bool) {
        if !isDone { unflushed.formUnion(flushing) }
        flushing = []
    }

    /// Flushes what was appended since.
    mutating func flush() throws(Failure) {
        for name in unflushed.union(flushing) {
            try files[name]?.flush()
            unflushed.remove(name)
            flushing.remove(name)
        }
    }

    mutating func replace(_ name: DocumentName, with snapshot: DocumentSnapshot) throws(Failure) {
        guard isKeeping else { return }
        var document = files(of: name)
        behind.insert(name)
        defer { files[name] = document }
        try document.replace(with: snapshot)
        unflushed.remove(name)
        behind.remove(name)
    }

    func save(_ room: RoomRecord) throws(Failure) {
        guard isKeeping else { return }
        try roomFile.write(room)
    }

    func release() { lock?.release() }

    private func files(of name: DocumentName) -> DocumentFiles {
        files[name]
            ?? DocumentFiles(
                name: DataFolder.fileName(name.rawValue), in: folder.appending(path: "documents"),
                key: key)
    }
}
