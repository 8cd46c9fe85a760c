import GRDB

/// What every entry is written by: two rows of its own. Looked up once for a transaction.
struct EntryRows: ~Copyable {
    var header: RowInsert
    var payload: RowInsert

    init(_ db: Database) throws {
        let header = try db.cachedStatement(
            sql: "INSERT INTO headers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let payload = try db.cachedStatement(sql: "INSERT INTO payloads VALUES (?, ?, ?, ?)")
        self.header = RowInsert(header)
        self.payload = RowInsert(payload)
    }
}
