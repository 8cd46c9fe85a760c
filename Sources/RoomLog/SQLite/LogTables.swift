import Committee
import Foundation
import GRDB
import RoomCore

/// The tables of `log.sqlite`, format 5 (`Protocol/log.md`), and the statements on them.
enum LogTables {
    static let format = 5

    /// Opens or creates the file, and brings an older one up to this format.
    static func open(_ path: String) throws(LogFailure) -> DatabasePool {
        try DurableDatabase.open(path: path, format: format, migrations: migrations, makeTables: make)
    }

    private static func make(_ db: Database) throws {
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
                    -- 2: salt and payload are sealed together with case.key, and `salt` is empty.
                    sealed INTEGER NOT NULL DEFAULT 0
                ) STRICT;
                -- One row: the number of the last entry, and up to which one `rooms`, `chains` and
                -- `documents` say where all ends. What was written since stands in `headers` alone.
                CREATE TABLE written (
                    one INTEGER PRIMARY KEY, last INTEGER NOT NULL, ends INTEGER NOT NULL
                ) STRICT;
                INSERT INTO written VALUES (1, 0, 0);
                -- One row, sealed with case.key: another key is found out before anything is read.
                CREATE TABLE sealing (number INTEGER PRIMARY KEY, proof BLOB NOT NULL) STRICT;
                -- Few entries are of these kinds; an index over all would be rewritten by every commit.
                CREATE INDEX headers_kept ON headers (room, number) WHERE kind IN (2, 5);
                """)
    }

    /// Format 1 knew no clocks: every room is looked at once. Format 2 sealed nothing: what it holds stays
    /// open until it is erased. Format 3 said with every entry where its room, chain and document end.
    /// Format 4 kept salts open; `reseal` follows once the key is there.
    private static let migrations: [Int: @Sendable (Database) throws -> Void] = [
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
        3: { db in
            try db.execute(
                sql: """
                    CREATE TABLE written (
                        one INTEGER PRIMARY KEY, last INTEGER NOT NULL, ends INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO written
                    SELECT 1, IFNULL(MAX(number), 0), IFNULL(MAX(number), 0) FROM headers;
                    """)
        },
        4: { _ in },
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

    /// The number the next entry gets: also where somebody has taken the last ones out, none is given twice.
    static func nextEntryNumber(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT last + 1 FROM written") ?? 1
    }

    /// Writes entries under the numbers from `first` on.
    static func insert(
        _ linked: [LinkedEntry], into room: inout OpenRoom, from first: Int64, _ seal: PayloadSeal,
        _ statements: inout CommitStatements
    ) throws {
        for (number, link) in zip(first..., linked) {
            let entry = link.entry
            let document = entry.document?.rawValue ?? ""
            statements.header.bind(number)
            statements.header.bind(room.number)
            statements.header.bind(Int64(entry.position.rawValue))
            statements.header.bind(entry.audience.rawValue)
            statements.header.bind(Int64(entry.sequence))
            statements.header.bind(Int64(entry.kind.rawValue))
            statements.header.bind(document)
            statements.header.bind(Int64(entry.epoch))
            statements.header.bind(entry.role?.rawValue ?? "")
            statements.header.bind(entry.day)
            statements.header.bind(link.header.previous)
            statements.header.bind(link.header.commitment)
            statements.header.bind(link.hash)
            statements.header.bind(room.lastOfAudience[entry.audience] ?? 0)
            statements.header.bind(room.lastOfDocument[document] ?? 0)
            try statements.header.run()
            statements.payload.bind(number)
            if entry.isSealed {
                let kept = seal.seal(link.salt + entry.payload, at: link.header.commitment)
                statements.payload.bind([])
                statements.payload.bind(kept)
            } else {
                statements.payload.bind(link.salt)
                statements.payload.bind(entry.payload)
            }
            statements.payload.bind(entry.isSealed ? 2 : 0)
            try statements.payload.run()
            room.lastOfAudience[entry.audience] = number
            if entry.document != nil { room.lastOfDocument[document] = number }
        }
    }

    /// What the chains hold at these places: one walk from each chain's end, which is short, because members
    /// show heads they have heard of lately.
    static func links(_ id: String, at places: [ChainPlace], _ db: Database) throws -> [Head] {
        guard let room = try openRoom(id, db) else { return [] }
        let statement = try db.cachedStatement(
            sql: "SELECT sequence, hash, before_in_chain FROM headers WHERE number = ?")
        var found: [ChainPlace: Head] = [:]
        for (audience, places) in Dictionary(grouping: Set(places), by: \.audience) {
            let wanted = Set(places.map(\.sequence))
            let first = wanted.min() ?? 0
            var number = room.lastOfAudience[audience] ?? 0
            while number > 0, let row = try GRDB.Row.fetchOne(statement, arguments: [number]) {
                let sequence = UInt64(clamping: row["sequence"] as Int64)
                if wanted.contains(sequence) {
                    let head = Head(audience: audience, sequence: sequence, hash: Array(row["hash"] as Data))
                    found[head.place] = head
                }
                guard sequence > first else { break }
                number = try before(number, row["before_in_chain"])
            }
        }
        return places.compactMap { found[$0] }
    }

    /// The number a walk goes on at. It must fall, or a damaged log would be walked for ever.
    static func before(_ number: Int64, _ next: Int64) throws -> Int64 {
        guard next < number else {
            throw LogFailure.storage("an entry says that a later one stands before it")
        }
        return next
    }
}
