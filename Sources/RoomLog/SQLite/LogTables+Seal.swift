import Committee
import Foundation
import GRDB
import RoomCore

/// Content that only the folder's `case.key` opens, and content that goes.
extension LogTables {
    private static let proofText = Array("bipartite-case-key-v2".utf8)
    /// Of a folder whose salts stand open still.
    private static let earlierProofText = Array("bipartite-case-key-v1".utf8)

    /// What was sealed when the key was drawn; nil in a folder that has sealed nothing yet.
    static func sealProof(_ db: Database) throws -> [UInt8]? {
        try Data.fetchOne(db, sql: "SELECT proof FROM sealing WHERE number = 1").map(Array.init)
    }

    /// Fails unless the key is the one this log was sealed with; the first key becomes that. What an earlier
    /// format sealed is sealed anew: the pages as they were are then still in the write-ahead log.
    static func prove(
        _ seal: PayloadSeal, by proof: [UInt8]?, keptIn name: String, _ db: Database
    ) throws {
        if let proof {
            guard try isOfEarlierFormat(proof, under: seal, keptIn: name) else { return }
            try reseal(seal, db)
        }
        try db.execute(
            sql: "INSERT OR REPLACE INTO sealing VALUES (1, ?)",
            arguments: [Data(seal.seal(proofText, at: []))])
    }

    /// Whether an earlier format sealed with this key. Fails if it is another folder's.
    static func isOfEarlierFormat(
        _ proof: [UInt8], under seal: PayloadSeal, keptIn name: String
    ) throws(LogFailure) -> Bool {
        let opened = seal.open(proof, at: [])
        guard opened == proofText || opened == earlierProofText else {
            throw .unusable(
                path: name, "is another folder's key; bring back the one that is kept apart from backups")
        }
        return opened == earlierProofText
    }

    /// Seals the salts too. Beside an open one the commitment tells whether a guess at a short payload is
    /// right, and what is typed a letter at a time is all short payloads.
    private static func reseal(_ seal: PayloadSeal, _ db: Database) throws {
        let update = try db.cachedStatement(
            sql: "UPDATE payloads SET salt = x'', payload = ?, sealed = 2 WHERE number = ?")
        var last: Int64 = 0
        let next = try db.cachedStatement(
            sql: """
                SELECT number, commitment, salt, payload FROM payloads JOIN headers USING (number)
                WHERE number > ? AND sealed = 1 ORDER BY number LIMIT 1
                """)
        while let row = try GRDB.Row.fetchOne(next, arguments: [last]) {
            last = row["number"]
            let (place, salt) = (Array(row["commitment"] as Data), Array(row["salt"] as Data))
            // What does not open stays as it is, for `verify` to tell.
            guard let payload = seal.open(Array(row["payload"] as Data), at: place) else { continue }
            try update.execute(arguments: [Data(seal.seal(salt + payload, at: place)), last])
        }
    }

    /// The payload of a row with `payload`, `sealed` and `commitment`; nil if it was erased.
    static func payload(_ row: GRDB.Row, _ seal: PayloadSeal) throws -> [UInt8]? {
        guard let kept: Data = row["payload"] else { return nil }
        guard isSealed(row) else { return Array(kept) }
        guard let opened = opened(Array(kept), row, seal) else {
            throw LogFailure.storage(
                "sealed content does not open; `bipartite-server verify` says which")
        }
        return opened.payload
    }

    static func isSealed(_ row: GRDB.Row) -> Bool { (row["sealed"] as Int? ?? 0) != 0 }

    /// What a sealed row holds; nil if it does not open. A backup of format 4 is checked before it is sealed
    /// anew.
    static func opened(
        _ kept: [UInt8], _ row: GRDB.Row, _ seal: PayloadSeal
    ) -> (salt: [UInt8], payload: [UInt8])? {
        guard let opened = seal.open(kept, at: Array(row["commitment"] as Data)) else { return nil }
        if (row["sealed"] as Int?) == 1 { return ((row["salt"] as Data?).map(Array.init) ?? [], opened) }
        guard opened.count >= LogHeader.saltBytes else { return nil }
        return (Array(opened.prefix(LogHeader.saltBytes)), Array(opened.dropFirst(LogHeader.saltBytes)))
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
