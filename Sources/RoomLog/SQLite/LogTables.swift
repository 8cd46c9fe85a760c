import Committee
import Foundation
import GRDB
import RoomCore

/// The tables of `log.sqlite`, format 1 (`Protocol/log.md`), and the statements on them.
enum LogTables {
    static let format = 1

    static func make(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE rooms (
                    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
                    -- Position of the last entry: a log whose last rows are gone does not look whole.
                    end INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE headers (
                    room INTEGER NOT NULL, position INTEGER NOT NULL,
                    audience TEXT NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL,
                    document TEXT NOT NULL, epoch INTEGER NOT NULL, role TEXT NOT NULL, day TEXT NOT NULL,
                    previous BLOB NOT NULL, commitment BLOB NOT NULL, hash BLOB NOT NULL,
                    PRIMARY KEY (room, position), UNIQUE (room, audience, sequence)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE payloads (
                    room INTEGER NOT NULL, position INTEGER NOT NULL,
                    salt BLOB NOT NULL, payload BLOB NOT NULL,
                    UNIQUE (room, position)
                ) STRICT;
                CREATE INDEX headers_of_document ON headers (room, document, position);
                CREATE INDEX headers_starts ON headers (room, document, position) WHERE kind IN (3, 4);
                CREATE INDEX headers_kept ON headers (room, position) WHERE kind IN (2, 5);
                """)
    }

    static func rooms(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT id FROM rooms ORDER BY id")
    }

    static func nextNumber(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT IFNULL(MAX(number), 0) + 1 FROM rooms") ?? 1
    }

    static func insert(room id: String, number: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO rooms (number, id, end) VALUES (?, ?, 0)", arguments: [number, id])
    }

    static func openRoom(_ id: String, _ db: Database) throws -> OpenRoom? {
        let row = try GRDB.Row.fetchOne(
            db, sql: "SELECT number, end FROM rooms WHERE id = ?", arguments: [id])
        guard let row else { return nil }
        let end = LogPosition(UInt64(clamping: row["end"] as Int64))
        return OpenRoom(
            number: row["number"], tail: ChainTail(end: end, heads: try heads(of: row["number"], db)))
    }

    static func insert(_ linked: [LinkedEntry], into room: Int64, _ db: Database) throws {
        guard let last = linked.last else { return }
        let header = try db.cachedStatement(
            sql: "INSERT INTO headers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let payload = try db.cachedStatement(sql: "INSERT INTO payloads VALUES (?, ?, ?, ?)")
        for link in linked {
            let entry = link.entry
            let position = Int64(entry.position.rawValue)
            try header.execute(arguments: [
                room, position, entry.audience.rawValue, Int64(entry.sequence), Int64(entry.kind.rawValue),
                entry.document?.rawValue ?? "", Int64(entry.epoch), entry.role?.rawValue ?? "", entry.day,
                Data(link.header.previous), Data(link.header.commitment), Data(link.hash),
            ])
            try payload.execute(arguments: [room, position, Data(link.salt), Data(entry.payload)])
        }
        try db.cachedStatement(sql: "UPDATE rooms SET end = ? WHERE number = ?")
            .execute(arguments: [Int64(last.entry.position.rawValue), room])
    }

    /// What the chains hold at these places; one look into the index each.
    static func links(_ id: String, at places: [ChainPlace], _ db: Database) throws -> [Head] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT hash FROM headers JOIN rooms ON rooms.number = headers.room
                WHERE rooms.id = ? AND audience = ? AND sequence = ?
                """)
        return try places.compactMap { place in
            guard let sequence = Int64(exactly: place.sequence) else { return nil }
            let hash = try Data.fetchOne(statement, arguments: [id, place.audience.rawValue, sequence])
            return hash.map { Head(audience: place.audience, sequence: place.sequence, hash: Array($0)) }
        }
    }

    /// By two looks into the index per audience: a room of a million entries opens as fast as one of ten.
    private static func heads(of room: Int64, _ db: Database) throws -> [Head] {
        var heads: [Head] = []
        var last = ""
        while let row = try GRDB.Row.fetchOne(
            db,
            sql: """
                SELECT audience, sequence, hash FROM headers WHERE room = ?1 AND audience =
                (SELECT audience FROM headers WHERE room = ?1 AND audience > ?2 ORDER BY audience LIMIT 1)
                ORDER BY sequence DESC LIMIT 1
                """, arguments: [room, last])
        {
            last = row["audience"]
            guard let audience = Audience(rawValue: last) else {
                throw LogFailure.storage("the log names an audience this version does not know: \(last)")
            }
            heads.append(
                Head(
                    audience: audience, sequence: UInt64(clamping: row["sequence"] as Int64),
                    hash: Array(row["hash"] as Data)))
        }
        return heads
    }
}

/// A room the committer knows: its number in the tables, and where it ends.
struct OpenRoom: Sendable {
    var number: Int64
    var tail: ChainTail
}
