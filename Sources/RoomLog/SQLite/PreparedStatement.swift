import GRDB
import GRDBSQLite

/// Runs one prepared statement that returns no rows, its values bound in their order and by hand.
///
/// Every entry is two rows with nineteen values. GRDB's `StatementArguments` boxes each of them and takes it
/// out again, which under load was a third of the committer's work: this is the one place that goes around
/// it.
struct PreparedStatement: ~Copyable {
    private let statement: Statement
    private var column: Int32 = 0
    /// The first binding that failed, if one did.
    private var fault = SQLITE_OK

    init(_ statement: Statement) {
        self.statement = statement
    }

    mutating func bind(_ value: Int64) {
        column += 1
        check(unsafe sqlite3_bind_int64(statement.sqliteStatement, column, value))
    }

    mutating func bind(_ text: String) {
        column += 1
        // A text without an address would be NULL.
        guard !text.isEmpty else {
            return check(unsafe sqlite3_bind_text(statement.sqliteStatement, column, "", 0, Self.copied))
        }
        let (statement, column) = (statement, column)
        var text = text
        check(
            text.withUTF8 { raw in
                unsafe raw.withMemoryRebound(to: CChar.self) { letters in
                    unsafe sqlite3_bind_text(
                        statement.sqliteStatement, column, letters.baseAddress, Int32(letters.count),
                        Self.copied)
                }
            })
    }

    mutating func bind(_ bytes: [UInt8]) {
        column += 1
        // A blob without an address would be NULL.
        guard !bytes.isEmpty else {
            return check(unsafe sqlite3_bind_zeroblob(statement.sqliteStatement, column, 0))
        }
        let (statement, column) = (statement, column)
        check(
            unsafe bytes.withUnsafeBytes { raw in
                unsafe sqlite3_bind_blob64(
                    statement.sqliteStatement, column, raw.baseAddress, UInt64(raw.count), Self.copied)
            })
    }

    /// -1: SQLite copies what is bound before it returns.
    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    private mutating func check(_ code: Int32) {
        if fault == SQLITE_OK { fault = code }
    }

    /// Runs it, and is ready for the next time.
    ///
    /// - Throws: `DatabaseError` with SQLite's extended code and words.
    mutating func run() throws(DatabaseError) {
        if fault == SQLITE_OK {
            let code = unsafe sqlite3_step(statement.sqliteStatement)
            unsafe sqlite3_reset(statement.sqliteStatement)
            if code != SQLITE_DONE { fault = code }
        }
        defer { (column, fault) = (0, SQLITE_OK) }
        guard fault == SQLITE_OK else {
            let words = unsafe sqlite3_errmsg(sqlite3_db_handle(statement.sqliteStatement))
            let message = unsafe words.map { unsafe String(cString: $0) }
            throw DatabaseError(resultCode: ResultCode(rawValue: fault), message: message)
        }
    }
}
