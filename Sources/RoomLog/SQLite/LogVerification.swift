import Committee
import Foundation
import GRDB
public import RoomCore

/// What a walk over every chain of a room found.
public struct LogVerification: Hashable, Sendable {
    public var room: String
    public var entryCount = 0
    /// Entries whose payload was erased; their place in the chain is whole.
    public var erasedCount = 0
    /// Where each chain ends, as far as it is whole.
    public var heads: [Head] = []
    /// The first entry that does not fit; nil if all do.
    public var fault: Fault?

    public struct Fault: Hashable, Sendable {
        public var position: LogPosition
        /// What is wrong, in words.
        public var reason: String
    }

    public var isWhole: Bool { fault == nil }
}

extension LogTables {
    static func verify(_ id: String, _ db: Database, progress: (Int, Int) -> Void) throws -> LogVerification {
        guard let room = try GRDB.Row.fetchOne(db, sql: "SELECT * FROM rooms WHERE id = ?", arguments: [id])
        else { throw LogFailure.unknownRoom }
        let number: Int64 = room["number"]
        let all = Int(clamping: room["end"] as Int64)
        var walk = ChainWalk(room: id)
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT headers.*, salt, payload FROM headers LEFT JOIN payloads
                ON payloads.room = headers.room AND payloads.position = headers.position
                WHERE headers.room = ? ORDER BY headers.position
                """, arguments: [number])
        while walk.found.isWhole, let row = try rows.next() {
            walk.visit(row)
            if walk.found.entryCount % 10_000 == 0 { progress(walk.found.entryCount, all) }
        }
        let end: Int64 = room["end"]
        if walk.found.isWhole, walk.next != LogPosition(UInt64(clamping: end)).next {
            walk.found.fault = .init(
                position: walk.next, reason: "the log was written up to \(end), and the rest is gone")
        }
        let stray = try Int64.fetchOne(
            db,
            sql: """
                SELECT MIN(position) FROM payloads WHERE room = ?1 AND position NOT IN
                (SELECT position FROM headers WHERE room = ?1)
                """, arguments: [number])
        if walk.found.isWhole, let stray {
            walk.found.fault = .init(
                position: LogPosition(UInt64(clamping: stray)), reason: "content without a header")
        }
        walk.found.heads = walk.heads.values.sorted { $0.audience.rawValue < $1.audience.rawValue }
        return walk.found
    }
}

/// Recomputes commitments and hashes entry by entry, in log order.
private struct ChainWalk {
    var found: LogVerification
    var next = LogPosition.zero.next
    var heads: [Audience: Head] = [:]

    init(room: String) {
        found = LogVerification(room: room)
    }

    mutating func visit(_ row: GRDB.Row) {
        if let reason = check(row) {
            let position: Int64 = row["position"]
            found.fault = .init(position: LogPosition(UInt64(clamping: position)), reason: reason)
        }
    }

    /// Takes one entry in; returns what is wrong with it.
    private mutating func check(_ row: GRDB.Row) -> String? {
        let payload: Data? = row["payload"]
        guard let entry = try? LogEntry(row: row, payload: payload.map(Array.init) ?? []) else {
            return "its header says what this version does not understand"
        }
        guard entry.position == next else { return "entry \(next.rawValue) is missing before it" }
        let head = heads[entry.audience]
        let audience = entry.audience.rawValue
        guard entry.sequence == (head?.sequence ?? 0) + 1 else {
            return "number \((head?.sequence ?? 0) + 1) of \(audience) is missing before it"
        }
        let previous: Data = row["previous"]
        guard Array(previous) == head?.hash ?? LogHeader.start else {
            return "it does not name the \(audience) entry before it"
        }
        let commitment: Data = row["commitment"]
        let header = LogHeader(
            entry, room: found.room, previous: Array(previous), commitment: Array(commitment))
        let hash: Data = row["hash"]
        guard header.hash == Array(hash) else { return "its header was changed" }
        if payload != nil, let salt: Data = row["salt"] {
            guard LogHeader.commitment(salt: Array(salt), payload: entry.payload) == Array(commitment) else {
                return "its content was changed"
            }
        } else {
            found.erasedCount += 1
        }
        found.entryCount += 1
        next = entry.position.next
        heads[entry.audience] = Head(audience: entry.audience, sequence: entry.sequence, hash: header.hash)
        return nil
    }
}
