import Committee
import Foundation
import GRDB
import RoomCore

/// Content that only the folder's `case.key` opens, and content that goes.
extension LogTables {
    private static let proofText = Array("bipartite-case-key-v1".utf8)

    /// What was sealed when the key was drawn; nil in a folder that has sealed nothing yet.
    static func sealProof(_ db: Database) throws -> [UInt8]? {
        try Data.fetchOne(db, sql: "SELECT proof FROM sealing WHERE number = 1").map(Array.init)
    }

    /// Fails unless the key is the one this log was sealed with; the first key becomes that.
    static func prove(
        _ seal: PayloadSeal, by proof: [UInt8]?, keptIn name: String, _ db: Database
    ) throws {
        guard let proof else {
            let proof = seal.seal(proofText, at: [])
            return try db.execute(sql: "INSERT INTO sealing VALUES (1, ?)", arguments: [Data(proof)])
        }
        guard seal.open(proof, at: []) == proofText else {
            throw LogFailure.unusable(
                path: name, "is another folder's key; bring back the one that is kept apart from backups")
        }
    }

    /// The payload of a row with `payload`, `sealed` and `commitment`; nil if it was erased.
    static func payload(_ row: GRDB.Row, _ seal: PayloadSeal) throws -> [UInt8]? {
        guard let kept: Data = row["payload"] else { return nil }
        guard (row["sealed"] as Int?) == 1 else { return Array(kept) }
        guard let opened = seal.open(Array(kept), at: Array(row["commitment"] as Data)) else {
            throw LogFailure.storage(
                "sealed content does not open; `bipartite-server verify` says which")
        }
        return opened
    }

    /// Takes content out; the headers stay.
    static func erase(_ erasure: Erasure, in room: OpenRoom, _ db: Database) throws {
        for position in erasure.events {
            try db.execute(
                sql: """
                    DELETE FROM payloads WHERE number IN (SELECT number FROM headers INDEXED BY headers_kept
                    WHERE room = ? AND kind IN (2, 5) AND kind = 2 AND position = ?)
                    """, arguments: [room.number, Int64(position.rawValue)])
        }
        let statement = try db.cachedStatement(
            sql: "SELECT kind, before_in_document FROM headers WHERE number = ?")
        let remove = try db.cachedStatement(sql: "DELETE FROM payloads WHERE number = ?")
        for document in erasure.documents {
            var number = room.lastOfDocument[document.rawValue] ?? 0
            var isBeforeEpoch = false
            while number > 0, let row = try GRDB.Row.fetchOne(statement, arguments: [number]) {
                let kind = LogEntryKind(rawValue: UInt8(clamping: row["kind"] as Int64))
                if isBeforeEpoch, kind != .binding { try remove.execute(arguments: [number]) }
                if kind == .epoch { isBeforeEpoch = true }
                number = try before(number, row["before_in_document"])
            }
        }
    }
}
