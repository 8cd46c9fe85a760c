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
        _ rows: inout EntryRows
    ) throws {
        guard let last = linked.last else { return }
        for (number, link) in zip(first..., linked) {
            let entry = link.entry
            let document = entry.document?.rawValue ?? ""
            rows.header.bind(number)
            rows.header.bind(room.number)
            rows.header.bind(Int64(entry.position.rawValue))
            rows.header.bind(entry.audience.rawValue)
            rows.header.bind(Int64(entry.sequence))
            rows.header.bind(Int64(entry.kind.rawValue))
            rows.header.bind(document)
            rows.header.bind(Int64(entry.epoch))
            rows.header.bind(entry.role?.rawValue ?? "")
            rows.header.bind(entry.day)
            rows.header.bind(link.header.previous)
            rows.header.bind(link.header.commitment)
            rows.header.bind(link.hash)
            rows.header.bind(room.lastOfAudience[entry.audience] ?? 0)
            rows.header.bind(room.lastOfDocument[document] ?? 0)
            try rows.header.run()
            rows.payload.bind(number)
            rows.payload.bind(link.salt)
            rows.payload.bind(
                entry.isSealed ? seal.seal(entry.payload, at: link.header.commitment) : entry.payload)
            rows.payload.bind(entry.isSealed ? 1 : 0)
            try rows.payload.run()
            room.lastOfAudience[entry.audience] = number
            if entry.document != nil { room.lastOfDocument[document] = number }
        }
        rows.end.bind(Int64(last.entry.position.rawValue))
        rows.end.bind(room.number)
        try rows.end.run()
        try saveEnds(of: room, touchedBy: linked, &rows)
    }

    private static func saveEnds(
        of room: OpenRoom, touchedBy linked: [LinkedEntry], _ rows: inout EntryRows
    ) throws {
        for head in room.tail.heads(of: linked.map(\.entry)) {
            rows.chain.bind(room.number)
            rows.chain.bind(head.audience.rawValue)
            rows.chain.bind(Int64(head.sequence))
            rows.chain.bind(head.hash)
            rows.chain.bind(room.lastOfAudience[head.audience] ?? 0)
            try rows.chain.run()
        }
        let documents = linked.compactMap(\.entry.document)
        for document in documents.count > 1 ? Array(Set(documents)) : documents {
            let name = document.rawValue
            rows.document.bind(room.number)
            rows.document.bind(name)
            rows.document.bind(room.lastOfDocument[name] ?? 0)
            try rows.document.run()
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
