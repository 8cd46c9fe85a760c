import Committee
import Foundation
import GRDB
import RoomCore

/// Where rooms, chains and documents end: saved now and then, and since then read off the headers.
///
/// With every entry they would be three rows more in as many tables, and most of what a commit of few entries
/// writes (`docs/decisions/0004-log-layout.md`).
extension LogTables {
    /// Entries after which the ends are saved: so many are looked through to open a room.
    static let unsavedEntriesMax = 1_000

    static func openRoom(_ id: String, _ db: Database) throws -> OpenRoom? {
        let row = try GRDB.Row.fetchOne(
            db, sql: "SELECT number, end FROM rooms WHERE id = ?", arguments: [id])
        guard let row else { return nil }
        var room = OpenRoom(number: row["number"], tail: ChainTail())
        var end = LogPosition(UInt64(clamping: row["end"] as Int64))
        var heads: [Audience: Head] = [:]
        for row in try rows("chains", of: room, db) {
            let head = try head(row)
            heads[head.audience] = head
            room.lastOfAudience[head.audience] = row["last"]
        }
        for row in try rows("documents", of: room, db) { room.lastOfDocument[row["document"]] = row["last"] }
        // What was written since the ends were saved.
        let since = try GRDB.Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT number, position, audience, sequence, hash, document FROM headers
                    WHERE number > (SELECT ends FROM written) AND room = ? ORDER BY number
                    """), arguments: [room.number])
        while let row = try since.next() {
            let (number, document, head): (Int64, String, Head) = (
                row["number"], row["document"], try head(row)
            )
            end = LogPosition(UInt64(clamping: row["position"] as Int64))
            heads[head.audience] = head
            room.lastOfAudience[head.audience] = number
            if !document.isEmpty { room.lastOfDocument[document] = number }
        }
        room.tail = ChainTail(end: end, heads: Array(heads.values))
        return room
    }

    private static func head(_ row: GRDB.Row) throws -> Head {
        guard let audience = Audience(rawValue: row["audience"]) else {
            throw LogFailure.storage("the log names an audience this version does not know: \(row)")
        }
        return Head(
            audience: audience, sequence: UInt64(clamping: row["sequence"] as Int64),
            hash: Array(row["hash"] as Data))
    }

    private static func rows(_ table: String, of room: OpenRoom, _ db: Database) throws -> [GRDB.Row] {
        try GRDB.Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE room = ?", arguments: [room.number])
    }

    /// In the transaction that wrote up to this number.
    static func note(last number: Int64, _ statements: inout CommitStatements) throws {
        statements.last.bind(number)
        try statements.last.run()
    }

    /// Takes what the headers say since the last time into the tables of ends.
    ///
    /// - Throws: `LogFailure.storage` if entries that were written are not there.
    static func saveEnds(_ db: Database) throws {
        if let words = try missing(db) { throw LogFailure.storage(words + "; restore a backup") }
        // Beside MAX, SQLite takes the other columns from the same row.
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO chains
                SELECT room, audience, sequence, hash, MAX(number) FROM headers
                WHERE number > (SELECT ends FROM written) GROUP BY room, audience;
                INSERT OR REPLACE INTO documents
                SELECT room, document, MAX(number) FROM headers
                WHERE number > (SELECT ends FROM written) AND document <> '' GROUP BY room, document;
                UPDATE rooms SET end = newest.position FROM (
                    SELECT room, MAX(position) AS position FROM headers
                    WHERE number > (SELECT ends FROM written) GROUP BY room
                ) AS newest WHERE rooms.number = newest.room;
                UPDATE written SET ends = last;
                """)
    }

    /// How many entries are gone from the end of the log, in words; nil if all are there.
    static func missing(_ db: Database) throws -> String? {
        let count =
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT last - ends - (SELECT COUNT(*) FROM headers WHERE number > ends) FROM written
                    """) ?? 0
        guard count != 0 else { return nil }
        return "\(count) of the last entries of the log are gone, of which committee nothing says"
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
