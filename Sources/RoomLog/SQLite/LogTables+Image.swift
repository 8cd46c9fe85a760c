import Committee
import Foundation
import GRDB
import RoomCore

extension LogTables {
    /// What wakes a room: every event and binding; per document its newest checkpoint or epoch, and the
    /// updates of that epoch that follow it.
    static func image(of id: String, _ seal: PayloadSeal, _ db: Database) throws -> RoomImage {
        guard let room = try openRoom(id, db) else { throw LogFailure.unknownRoom }
        var entries = try kept(in: room, seal, db)
        for last in room.lastOfDocument.values { entries += try newest(from: last, seal, db) }
        entries.sort { $0.position < $1.position }
        return RoomImage(
            entries: entries, end: room.tail.end, heads: room.tail.sortedHeads,
            wakeUp: try wakeUp(of: room, db))
    }

    private static func kept(
        in room: OpenRoom, _ seal: PayloadSeal, _ db: Database
    ) throws -> [LogEntry] {
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT headers.*, payload, sealed FROM headers INDEXED BY headers_kept
                LEFT JOIN payloads USING (number) WHERE room = ? AND kind IN (2, 5)
                """, arguments: [room.number])
        var entries: [LogEntry] = []
        while let row = try rows.next() {
            entries.append(try readable(row, seal))
        }
        return entries
    }

    /// A document's entries from its last one back to the newest that holds its whole state.
    private static func newest(
        from last: Int64, _ seal: PayloadSeal, _ db: Database
    ) throws -> [LogEntry] {
        let statement = try db.cachedStatement(
            sql:
                "SELECT headers.*, payload, sealed FROM headers LEFT JOIN payloads USING (number) "
                + "WHERE number = ?"
        )
        var entries: [LogEntry] = []
        var number = last
        while number > 0 {
            guard let row = try GRDB.Row.fetchOne(statement, arguments: [number]) else {
                throw LogFailure.storage(
                    "entries of a document are gone; `bipartite-server verify` says more")
            }
            let kind = LogEntryKind(rawValue: UInt8(clamping: row["kind"] as Int64))
            if kind != .binding { entries.append(try readable(row, seal)) }
            if kind == .checkpoint || kind == .epoch { break }
            number = try before(number, row["before_in_document"])
        }
        guard let start = entries.last, start.kind != .update else { return entries }
        return entries.filter { $0.epoch == start.epoch }
    }

    /// An event that was erased has an empty payload; a document whose updates were erased has a newer epoch.
    private static func readable(_ row: GRDB.Row, _ seal: PayloadSeal) throws -> LogEntry {
        let payload = try payload(row, seal)
        var entry = try LogEntry(row: row, payload: payload ?? [])
        entry.isSealed = isSealed(row)
        if payload == nil, entry.kind != .event {
            throw LogFailure.storage(
                "entry \(entry.position.rawValue) has no content; `bipartite-server verify` says more")
        }
        return entry
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
