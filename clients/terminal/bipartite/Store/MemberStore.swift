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
    /// Documents of which the disk has missed a step: only a whole snapshot makes them right again.
    private(set) var behind: Set<DocumentName> = []

    var isOwner: Bool { lock != nil }

    init(folder: URL, lock: FolderLock?, key: StoreKey, isPrivate: Bool = false) {
        self.folder = folder
        self.lock = lock
        self.key = key
        self.isPrivate = isPrivate
    }

    /// Everything kept, and a line for each file that was damaged and set aside.
    mutating func load() -> (
        documents: [DocumentName: StoredDocument], room: RoomRecord, complaints: [String]
    ) {
        var complaints: [String] = []
        var documents: [DocumentName: StoredDocument] = [:]
        if isPrivate { return ([:], RoomRecord(), []) }
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
        return (documents, loadRoom(&complaints), complaints)
    }

    private static let roomPlace = "room"
    private var roomFile: URL { folder.appending(path: "room.sealed") }
    /// As the version before kept it.
    private var openRoomFile: URL { folder.appending(path: "room.json") }

    private func loadRoom(_ complaints: inout [String]) -> RoomRecord {
        let sealed = try? Data(contentsOf: roomFile)
        let file = sealed == nil ? openRoomFile : roomFile
        guard let content = sealed.map({ Array($0) }) ?? (try? Data(contentsOf: file)).map({ Array($0) })
        else { return RoomRecord() }
        let bytes = sealed == nil ? content : key.open(content, at: Self.roomPlace)
        if let bytes,
            let json = try? AnyValue(
                json: String(decoding: bytes, as: UTF8.self), limits: DecodingLimits(bytesMax: 256 << 20))
        {
            return RoomRecord(json: json)
        }
        if isOwner {
            complaints.append("A kept file was damaged and is set aside as \(PrivateFile.setAside(file)).")
        }
        return RoomRecord()
    }

    mutating func append(_ record: JournalRecord, to name: DocumentName) throws(Failure) {
        guard isOwner, !isPrivate else { return }
        var document = files(of: name)
        behind.insert(name)
        defer { files[name] = document }
        try document.append(record)
        if case .edit = record { unflushed.insert(name) }
        behind.remove(name)
    }

    /// Flushes what was appended since.
    mutating func flush() throws(Failure) {
        for name in unflushed {
            try files[name]?.flush()
            unflushed.remove(name)
        }
    }

    mutating func replace(_ name: DocumentName, with snapshot: DocumentSnapshot) throws(Failure) {
        guard isOwner, !isPrivate else { return }
        var document = files(of: name)
        behind.insert(name)
        defer { files[name] = document }
        try document.replace(with: snapshot)
        unflushed.remove(name)
        behind.remove(name)
    }

    func save(_ room: RoomRecord) throws(Failure) {
        guard isOwner, !isPrivate else { return }
        try PrivateFile.write(
            try key.seal(Array(room.json.json.utf8), at: Self.roomPlace), to: roomFile)
        try? FileManager.default.removeItem(at: openRoomFile)
    }

    func release() { lock?.release() }

    private func files(of name: DocumentName) -> DocumentFiles {
        files[name]
            ?? DocumentFiles(
                name: DataFolder.fileName(name.rawValue), in: folder.appending(path: "documents"),
                key: key)
    }
}
