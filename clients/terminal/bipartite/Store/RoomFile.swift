import CRDT
import Foundation
import SyncClient

/// The room's record on disk, sealed.
struct RoomFile: Sendable {
    private static let place = "room"

    private let key: StoreKey
    private let file: URL
    /// As the version before kept it.
    private let openFile: URL

    init(folder: URL, key: StoreKey) {
        self.key = key
        file = folder.appending(path: "room.sealed")
        openFile = folder.appending(path: "room.json")
    }

    /// What is kept; nothing, and a line about it, where a file was damaged.
    func load(isOwner: Bool) -> (room: RoomRecord, complaint: String?) {
        let sealed = try? Data(contentsOf: file)
        guard let content = sealed ?? (try? Data(contentsOf: openFile)) else { return (RoomRecord(), nil) }
        let bytes = sealed == nil ? Array(content) : key.open(content, at: Self.place)
        if let bytes,
            let json = try? AnyValue(
                json: String(decoding: bytes, as: UTF8.self), limits: DecodingLimits(bytesMax: 256 << 20))
        {
            return (RoomRecord(json: json), nil)
        }
        guard isOwner else { return (RoomRecord(), nil) }
        let aside = PrivateFile.setAside(sealed == nil ? openFile : file)
        return (RoomRecord(), "A kept file was damaged and is set aside as \(aside).")
    }

    func write(_ room: RoomRecord) throws(Failure) {
        try PrivateFile.write(try key.seal(Array(room.json.json.utf8), at: Self.place), to: file)
        try? FileManager.default.removeItem(at: openFile)
    }
}
