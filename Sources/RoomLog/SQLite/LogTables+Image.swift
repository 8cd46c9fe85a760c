import Committee
import Foundation
import GRDB
import RoomCore

extension LogTables {
    /// What wakes a room: every event and binding; per document its newest checkpoint or epoch, and the
    /// updates of that epoch that follow it.
    static func image(of id: String, _ db: Database) throws -> RoomImage {
        guard let room = try openRoom(id, db) else { throw LogFailure.unknownRoom }
        var entries = try fetch(
            "headers INDEXED BY headers_kept", where: "headers.room = ?1 AND kind IN (2, 5)", [room.number],
            db)
        for document in try documents(of: room.number, db) {
            let start = try start(of: document, in: room.number, db)
            entries += try fetch(
                "headers INDEXED BY headers_of_document",
                where: """
                    headers.room = ?1 AND document = ?2 AND headers.position >= ?3
                    AND epoch = IFNULL(?4, epoch) AND kind IN (1, 3, 4)
                    """, [room.number, document, start?.position ?? 1, start?.epoch], db)
        }
        entries.sort { $0.position < $1.position }
        return RoomImage(entries: entries, end: room.tail.end, heads: room.tail.sortedHeads)
    }

    /// Names of the documents the room's entries belong to, by one look into the index each.
    private static func documents(of room: Int64, _ db: Database) throws -> [String] {
        var names: [String] = []
        while let next = try String.fetchOne(
            db, sql: "SELECT document FROM headers WHERE room = ? AND document > ? ORDER BY document LIMIT 1",
            arguments: [room, names.last ?? ""])
        {
            names.append(next)
        }
        return names
    }

    /// The newest entry that holds the document's whole state; nil if there is none yet.
    private static func start(
        of document: String, in room: Int64, _ db: Database
    ) throws -> (position: Int64, epoch: Int64)? {
        try GRDB.Row.fetchOne(
            db,
            sql: """
                SELECT position, epoch FROM headers INDEXED BY headers_starts
                WHERE room = ? AND document = ? AND kind IN (3, 4) ORDER BY position DESC LIMIT 1
                """, arguments: [room, document]
        ).map { (position: $0["position"], epoch: $0["epoch"]) }
    }

    private static func fetch(
        _ table: String, where condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [LogEntry] {
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT headers.*, payload FROM \(table) LEFT JOIN payloads
                ON payloads.room = headers.room AND payloads.position = headers.position WHERE \(condition)
                """, arguments: arguments)
        var entries: [LogEntry] = []
        while let row = try rows.next() {
            let payload: Data? = row["payload"]
            let entry = try LogEntry(row: row, payload: payload.map(Array.init) ?? [])
            if payload != nil {
                entries.append(entry)
            } else if entry.kind != .event {
                // An erased event is gone by intention; a document whose updates were erased has a newer
                // epoch.
                throw LogFailure.storage(
                    "entry \(entry.position.rawValue) has no content; `bipartite-server verify` says more")
            }
        }
        return entries
    }
}

extension LogEntry {
    /// A row of `headers`.
    init(row: GRDB.Row, payload: [UInt8]) throws {
        let position: Int64 = row["position"]
        let document: String = row["document"]
        let role: String = row["role"]
        guard let audience = Audience(rawValue: row["audience"]),
            let number = UInt8(exactly: row["kind"] as Int64), let kind = LogEntryKind(rawValue: number),
            let epoch = Epoch(exactly: row["epoch"] as Int64), position > 0,
            document.isEmpty || DocumentName(rawValue: document) != nil,
            role.isEmpty || Role(rawValue: role) != nil
        else {
            throw LogFailure.storage("entry \(position) says what this version does not understand")
        }
        self.init(
            position: LogPosition(UInt64(position)), audience: audience,
            sequence: UInt64(clamping: row["sequence"] as Int64), kind: kind,
            document: DocumentName(rawValue: document), epoch: epoch, payload: payload,
            role: Role(rawValue: role), day: row["day"])
    }
}
