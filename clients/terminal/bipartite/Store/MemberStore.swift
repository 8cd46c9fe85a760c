import CRDT
import Committee
import Foundation
import SyncClient

/// What one member keeps on this machine: documents, unsent edits, the room's record.
///
/// Its owner holds the folder's lock and writes; without the lock it only reads, beside the process that
/// has it.
struct MemberStore {
    private let folder: URL
    private let lock: FolderLock?
    private var files: [DocumentName: DocumentFiles] = [:]
    /// Documents of which the disk has missed a step: only a whole snapshot makes them right again.
    private(set) var behind: Set<DocumentName> = []

    var isOwner: Bool { lock != nil }

    init(folder: URL, lock: FolderLock?) {
        self.folder = folder
        self.lock = lock
    }

    /// Everything kept, and a line for each file that was damaged and set aside.
    mutating func load() -> (
        documents: [DocumentName: StoredDocument], room: RoomRecord, complaints: [String]
    ) {
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
            files[name] = document
        }
        var room = RoomRecord()
        let roomFile = folder.appending(path: "room.json")
        if let text = try? String(contentsOf: roomFile, encoding: .utf8) {
            if let json = try? AnyValue(json: text, limits: DecodingLimits(bytesMax: 256 << 20)) {
                room = RoomRecord(json: json)
            } else if isOwner {
                complaints.append(
                    "A kept file was damaged and is set aside as \(PrivateFile.setAside(roomFile)).")
            }
        }
        return (documents, room, complaints)
    }

    mutating func append(_ record: JournalRecord, to name: DocumentName) throws(Failure) {
        guard isOwner else { return }
        var document = files(of: name)
        behind.insert(name)
        defer { files[name] = document }
        try document.append(record)
        behind.remove(name)
    }

    mutating func replace(_ name: DocumentName, with snapshot: DocumentSnapshot) throws(Failure) {
        guard isOwner else { return }
        var document = files(of: name)
        behind.insert(name)
        defer { files[name] = document }
        try document.replace(with: snapshot)
        behind.remove(name)
    }

    func save(_ room: RoomRecord) throws(Failure) {
        guard isOwner else { return }
        try PrivateFile.write(Array(room.json.json.utf8), to: folder.appending(path: "room.json"))
    }

    func release() { lock?.release() }

    private func files(of name: DocumentName) -> DocumentFiles {
        files[name]
            ?? DocumentFiles(
                name: DataFolder.fileName(name.rawValue), in: folder.appending(path: "documents"))
    }
}
