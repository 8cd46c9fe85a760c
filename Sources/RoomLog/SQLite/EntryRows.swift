import GRDB

/// What every entry is written by: two rows of its own, and where its room, its chain and its document end
/// now. Looked up once for a transaction.
struct EntryRows: ~Copyable {
    var header: RowInsert
    var payload: RowInsert
    var end: RowInsert
    var chain: RowInsert
    var document: RowInsert

    init(_ db: Database) throws {
        let header = try db.cachedStatement(
            sql: "INSERT INTO headers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let payload = try db.cachedStatement(sql: "INSERT INTO payloads VALUES (?, ?, ?, ?)")
        let end = try db.cachedStatement(sql: "UPDATE rooms SET end = ? WHERE number = ?")
        let chain = try db.cachedStatement(sql: "INSERT OR REPLACE INTO chains VALUES (?, ?, ?, ?, ?)")
        let document = try db.cachedStatement(sql: "INSERT OR REPLACE INTO documents VALUES (?, ?, ?)")
        self.header = RowInsert(header)
        self.payload = RowInsert(payload)
        self.end = RowInsert(end)
        self.chain = RowInsert(chain)
        self.document = RowInsert(document)
    }
}
