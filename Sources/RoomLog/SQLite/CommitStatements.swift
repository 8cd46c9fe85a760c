import GRDB

/// What every commit runs between its begin and its end. Looked up once for a transaction.
struct CommitStatements: ~Copyable {
    var header: PreparedStatement
    var payload: PreparedStatement
    /// Notes the number of the last entry.
    var last: PreparedStatement

    init(_ db: Database) throws {
        let header = try db.cachedStatement(
            sql: "INSERT INTO headers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let payload = try db.cachedStatement(sql: "INSERT INTO payloads VALUES (?, ?, ?, ?)")
        let last = try db.cachedStatement(sql: "UPDATE written SET last = ?")
        self.header = PreparedStatement(header)
        self.payload = PreparedStatement(payload)
        self.last = PreparedStatement(last)
    }
}
