import Committee
import Foundation
import GRDB
import RoomCore

extension LogTables {
    /// What wakes a room: every event and binding; per document its newest checkpoint or epoch, and the
    /// updates of that epoch that follow it.
    static func image(of id: String, _ db: Database) throws -> RoomImage {
        guard let room = try openRoom(id, db) else { throw LogFailure.unknownRoom }
        var entries = try kept(in: room, db)
        for last in room.lastOfDocument.values { entries += try newest(from: last, db) }
        entries.sort { $0.position < $1.position }
        return RoomImage(
            entries: entries, end: room.tail.end, heads: room.tail.sortedHeads,
            wakeUp: try wakeUp(of: room, db))
    }

    private static func kept(in room: OpenRoom, _ db: Database) throws -> [LogEntry] {
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT headers.*, payload FROM headers INDEXED BY headers_kept
                LEFT JOIN payloads USING (number) WHERE room = ? AND kind IN (2, 5)
                """, arguments: [room.number])
        var entries: [LogEntry] = []
        while let row = try rows.next() {
            if let entry = try readable(row) { entries.append(entry) }
        }
        return entries
    }

    /// A document's entries from its last one back to the newest that holds its whole state.
    private static func newest(from last: Int64, _ db: Database) throws -> [LogEntry] {
        let statement = try db.cachedStatement(
            sql: "SELECT headers.*, payload FROM headers LEFT JOIN payloads USING (number) WHERE number = ?")
        var entries: [LogEntry] = []
        var number = last
        while number > 0 {
            guard let row = try GRDB.Row.fetchOne(statement, arguments: [number]) else {
                throw LogFailure.storage(
                    "entries of a document are gone; `bipartite-server verify` says more")
            }
            let kind = LogEntryKind(rawValue: UInt8(clamping: row["kind"] as Int64))
            if kind != .binding, let entry = try readable(row) { entries.append(entry) }
            if kind == .checkpoint || kind == .epoch { break }
            number = try before(number, row["before_in_document"])
        }
        guard let start = entries.last, start.kind != .update else { return entries }
        return entries.filter { $0.epoch == start.epoch }
    }

    /// nil for an event that was erased, which is gone by intention; a document whose updates were erased has
    /// a newer epoch.
    private static func readable(_ row: GRDB.Row) throws -> LogEntry? {
        let payload: Data? = row["payload"]
        let entry = try LogEntry(row: row, payload: payload.map(Array.init) ?? [])
        if payload == nil, entry.kind != .event {
            throw LogFailure.storage(
                "entry \(entry.position.rawValue) has no content; `bipartite-server verify` says more")
        }
        return payload == nil ? nil : entry
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
