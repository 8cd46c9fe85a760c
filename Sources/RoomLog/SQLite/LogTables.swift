import Committee
import Foundation
import GRDB
import RoomCore

/// The tables of `log.sqlite`, format 3 (`Protocol/log.md`), and the statements on them.
enum LogTables {
    static let format = 3

    static func make(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE rooms (
                    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
                    -- Position of the last entry: a log whose last rows are gone does not look whole.
                    end INTEGER NOT NULL,
                    -- When its next clock strikes, in seconds since 1970; 0: nobody has looked; NULL: never.
                    wakes_at INTEGER DEFAULT 0
                ) STRICT;
                CREATE INDEX rooms_waking ON rooms (wakes_at);
                CREATE TABLE chains (
                    room INTEGER NOT NULL, audience TEXT NOT NULL,
                    sequence INTEGER NOT NULL, hash BLOB NOT NULL, last INTEGER NOT NULL,
                    PRIMARY KEY (room, audience)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE documents (
                    room INTEGER NOT NULL, document TEXT NOT NULL, last INTEGER NOT NULL,
                    PRIMARY KEY (room, document)
                ) STRICT, WITHOUT ROWID;
                -- In the order of writing over all rooms: whatever is appended goes to the last pages.
                CREATE TABLE headers (
                    number INTEGER PRIMARY KEY, room INTEGER NOT NULL, position INTEGER NOT NULL,
                    audience TEXT NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL,
                    document TEXT NOT NULL, epoch INTEGER NOT NULL, role TEXT NOT NULL, day TEXT NOT NULL,
                    previous BLOB NOT NULL, commitment BLOB NOT NULL, hash BLOB NOT NULL,
                    -- Numbers of the entry before it in its chain and in its document; 0: none.
                    before_in_chain INTEGER NOT NULL, before_in_document INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE payloads (
                    number INTEGER PRIMARY KEY, salt BLOB NOT NULL, payload BLOB NOT NULL,
                    -- 1: the payload is sealed with case.key.
                    sealed INTEGER NOT NULL DEFAULT 0
                ) STRICT;
                -- One row, sealed with case.key: another key is found out before anything is read.
                CREATE TABLE sealing (number INTEGER PRIMARY KEY, proof BLOB NOT NULL) STRICT;
                -- Few entries are of these kinds; an index over all would be rewritten by every commit.
                CREATE INDEX headers_kept ON headers (room, number) WHERE kind IN (2, 5);
                """)
    }

    /// Format 1 knew no clocks: every room is looked at once. Format 2 sealed nothing: what it holds stays
    /// open until it is erased.
    static let migrations: [Int: @Sendable (Database) throws -> Void] = [
        1: { db in
            try db.execute(
                sql: """
                    ALTER TABLE rooms ADD COLUMN wakes_at INTEGER DEFAULT 0;
                    CREATE INDEX rooms_waking ON rooms (wakes_at);
                    """)
        },
        2: { db in
            try db.execute(
                sql: """
                    ALTER TABLE payloads ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
                    CREATE TABLE sealing (number INTEGER PRIMARY KEY, proof BLOB NOT NULL) STRICT;
                    """)
        },
    ]

    static func rooms(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT id FROM rooms ORDER BY id")
    }

    static func nextNumber(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT IFNULL(MAX(number), 0) + 1 FROM rooms") ?? 1
    }

    static func insert(room id: String, number: Int64, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO rooms (number, id, end) VALUES (?, ?, 0)", arguments: [number, id])
    }

    /// Rooms whose clocks are due at a moment, those that wait longest first.
    static func rooms(dueBy seconds: Int64, _ db: Database) throws -> [String] {
        try String.fetchAll(
            db, sql: "SELECT id FROM rooms WHERE wakes_at <= ? ORDER BY wakes_at, number",
            arguments: [seconds])
    }

    static func setWakeUp(_ wakeUp: WakeUp, of room: OpenRoom, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE rooms SET wakes_at = ? WHERE number = ?")
            .execute(arguments: [wakeUp.seconds, room.number])
    }

    static func wakeUp(of room: OpenRoom, _ db: Database) throws -> WakeUp {
        WakeUp(
            seconds: try Int64.fetchOne(
                db, sql: "SELECT wakes_at FROM rooms WHERE number = ?", arguments: [room.number]))
    }

    /// The number the next entry gets.
    static func nextEntryNumber(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT IFNULL(MAX(number), 0) + 1 FROM headers") ?? 1
    }

    static func openRoom(_ id: String, _ db: Database) throws -> OpenRoom? {
        let row = try GRDB.Row.fetchOne(
            db, sql: "SELECT number, end FROM rooms WHERE id = ?", arguments: [id])
        guard let row else { return nil }
        let end = LogPosition(UInt64(clamping: row["end"] as Int64))
        var room = OpenRoom(number: row["number"], tail: ChainTail())
        var heads: [Head] = []
        for row in try rows("chains", of: room, db) {
            guard let audience = Audience(rawValue: row["audience"]) else {
                throw LogFailure.storage("the log names an audience this version does not know: \(row)")
            }
            heads.append(
                Head(
                    audience: audience, sequence: UInt64(clamping: row["sequence"] as Int64),
                    hash: Array(row["hash"] as Data)))
            room.lastOfAudience[audience] = row["last"]
        }
        for row in try rows("documents", of: room, db) { room.lastOfDocument[row["document"]] = row["last"] }
        room.tail = ChainTail(end: end, heads: heads)
        return room
    }

    private static func rows(_ table: String, of room: OpenRoom, _ db: Database) throws -> [GRDB.Row] {
        try GRDB.Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE room = ?", arguments: [room.number])
    }

    /// Writes entries under the numbers from `first` on, and where the room ends now.
    static func insert(
        _ linked: [LinkedEntry], into room: inout OpenRoom, from first: Int64, _ seal: PayloadSeal,
        _ db: Database
    ) throws {
        guard let last = linked.last else { return }
        var header = RowInsert(
            try db.cachedStatement(
                sql: "INSERT INTO headers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
        var payload = RowInsert(try db.cachedStatement(sql: "INSERT INTO payloads VALUES (?, ?, ?, ?)"))
        for (number, link) in zip(first..., linked) {
            let entry = link.entry
            let document = entry.document?.rawValue ?? ""
            header.bind(number)
            header.bind(room.number)
            header.bind(Int64(entry.position.rawValue))
            header.bind(entry.audience.rawValue)
            header.bind(Int64(entry.sequence))
            header.bind(Int64(entry.kind.rawValue))
            header.bind(document)
            header.bind(Int64(entry.epoch))
            header.bind(entry.role?.rawValue ?? "")
            header.bind(entry.day)
            header.bind(link.header.previous)
            header.bind(link.header.commitment)
            header.bind(link.hash)
            header.bind(room.lastOfAudience[entry.audience] ?? 0)
            header.bind(room.lastOfDocument[document] ?? 0)
            try header.run()
            payload.bind(number)
            payload.bind(link.salt)
            payload.bind(
                entry.isSealed ? seal.seal(entry.payload, at: link.header.commitment) : entry.payload)
            payload.bind(entry.isSealed ? 1 : 0)
            try payload.run()
            room.lastOfAudience[entry.audience] = number
            if entry.document != nil { room.lastOfDocument[document] = number }
        }
        try db.cachedStatement(sql: "UPDATE rooms SET end = ? WHERE number = ?")
            .execute(arguments: [Int64(last.entry.position.rawValue), room.number])
        try saveEnds(of: room, touchedBy: linked, db)
    }

    private static func saveEnds(
        of room: OpenRoom, touchedBy linked: [LinkedEntry], _ db: Database
    ) throws {
        let chain = try db.cachedStatement(sql: "INSERT OR REPLACE INTO chains VALUES (?, ?, ?, ?, ?)")
        for head in room.tail.receipt(for: linked.map(\.entry)).heads {
            try chain.execute(arguments: [
                room.number, head.audience.rawValue, Int64(head.sequence), Data(head.hash),
                room.lastOfAudience[head.audience],
            ])
        }
        let document = try db.cachedStatement(sql: "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)")
        for name in Set(linked.compactMap(\.entry.document?.rawValue)) {
            try document.execute(arguments: [room.number, name, room.lastOfDocument[name]])
        }
    }

    /// What the chains hold at these places: a walk from each chain's end, which is short, because members
    /// show heads they have heard of lately.
    static func links(_ id: String, at places: [ChainPlace], _ db: Database) throws -> [Head] {
        guard let room = try openRoom(id, db) else { return [] }
        let statement = try db.cachedStatement(
            sql: "SELECT sequence, hash, before_in_chain FROM headers WHERE number = ?")
        return try places.compactMap { place in
            var number = room.lastOfAudience[place.audience] ?? 0
            while number > 0, let row = try GRDB.Row.fetchOne(statement, arguments: [number]) {
                let sequence = UInt64(clamping: row["sequence"] as Int64)
                guard sequence > place.sequence else {
                    return sequence < place.sequence
                        ? nil
                        : Head(audience: place.audience, sequence: sequence, hash: Array(row["hash"] as Data))
                }
                number = try before(number, row["before_in_chain"])
            }
            return nil
        }
    }

    /// The number a walk goes on at. It must fall, or a damaged log would be walked for ever.
    static func before(_ number: Int64, _ next: Int64) throws -> Int64 {
        guard next < number else {
            throw LogFailure.storage("an entry says that a later one stands before it")
        }
        return next
    }
}

/// A room the committer knows: its number in the tables, and where it ends.
struct OpenRoom: Sendable {
    var number: Int64
    var tail: ChainTail
    /// Numbers of the newest entries.
    var lastOfAudience: [Audience: Int64] = [:]
    var lastOfDocument: [String: Int64] = [:]
}
