import CRDT
import Committee
import Foundation
import GRDB
public import RoomLog

/// Slips, case codes and what waits for its readers, in `intake.sqlite` of the data folder.
///
/// It holds no account, address, device or time but a day. Slips and codes are hashes; a used slip is gone,
/// so nobody can ask whether one was used. No table counts its rows in the order of writing.
public final class IntakeStore: Sendable {
    /// Something on its way to a room.
    struct Waiting: IntakeItem, Hashable, Sendable {
        enum Content: Hashable, Sendable {
            case report(IntakeReport)
            case word(ReporterWord, of: String)
        }
        /// A random UUID: the id of the first event it becomes.
        var id: String
        /// The factory's day on which it came.
        var day: CalendarDay
        var content: Content

        var isUrgent: Bool {
            if case .report(let report) = content { report.isUrgent } else { false }
        }
    }

    static let format = 1
    /// Slips of one committee that are open at once.
    static let slipsMax = 100_000

    private let pool: DatabasePool
    private let path: String
    private let seal: PayloadSeal

    /// Opens the file, or makes it.
    public init(folder: String, seal: PayloadSeal) throws(LogFailure) {
        path = folder + "/intake.sqlite"
        self.seal = seal
        pool = try DurableDatabase.open(path: path, format: Self.format, makeTables: Self.makeTables)
        // What was used or let out just before a crash stands there as it was.
        DurableDatabase.emptyLog(of: pool)
    }

    deinit { DurableDatabase.close(pool) }

    static func makeTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE committees (
                    committee TEXT PRIMARY KEY, time_zone TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE slips (
                    committee TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (committee, hash)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE codes (
                    committee TEXT NOT NULL, hash TEXT NOT NULL, issue TEXT NOT NULL,
                    PRIMARY KEY (committee, hash)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE waiting (
                    committee TEXT NOT NULL, id TEXT NOT NULL, day TEXT NOT NULL, sealed BLOB NOT NULL,
                    PRIMARY KEY (committee, id)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    // MARK: Slips

    /// Takes in the hashes of printed slips. False if there would be too many.
    func add(slips hashes: [String], of committee: String, timeZone: String) throws(LogFailure) -> Bool {
        try write { db in
            let open = try Int.fetchOne(
                db, sql: "SELECT COUNT(*) FROM slips WHERE committee = ?", arguments: [committee])
            guard (open ?? 0) + hashes.count <= Self.slipsMax else { return false }
            try db.execute(
                sql: "INSERT OR REPLACE INTO committees VALUES (?, ?)", arguments: [committee, timeZone])
            for hash in hashes {
                try db.execute(
                    sql: "INSERT OR IGNORE INTO slips VALUES (?, ?)", arguments: [committee, hash])
            }
            return true
        }
    }

    /// nil for a committee without slips.
    func timeZone(of committee: String) throws(LogFailure) -> String? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT time_zone FROM committees WHERE committee = ?", arguments: [committee])
        }
    }

    /// Uses a slip up and keeps what came with it, in one step: both, or neither. False for a slip that is
    /// used or unknown.
    func use(
        slip: String, for waiting: Waiting, issue: String, code: String, of committee: String
    ) throws(LogFailure) -> Bool {
        let used = try write { db in
            try db.execute(
                sql: "DELETE FROM slips WHERE committee = ? AND hash = ?", arguments: [committee, slip])
            guard db.changesCount == 1 else { return false }
            try db.execute(sql: "INSERT INTO codes VALUES (?, ?, ?)", arguments: [committee, code, issue])
            try self.insert(waiting, of: committee, db)
            return true
        }
        // A used slip leaves the disk at once.
        if used { DurableDatabase.emptyLog(of: pool) }
        return used
    }

    /// The matter a case code stands for.
    func issue(code: String, of committee: String) throws(LogFailure) -> String? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT issue FROM codes WHERE committee = ? AND hash = ?",
                arguments: [committee, code])
        }
    }

    // MARK: What waits

    func keep(_ waiting: Waiting, of committee: String) throws(LogFailure) {
        try write { db in try self.insert(waiting, of: committee, db) }
    }

    /// Committees with something of a day before this one.
    func committees(waitingBefore day: CalendarDay) throws(LogFailure) -> [String] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT DISTINCT committee FROM waiting WHERE day < ?", arguments: [day.text])
        }
    }

    /// What waits, and how many of it are damaged: one that cannot be read holds up no other.
    func waiting(of committee: String) throws(LogFailure) -> (readable: [Waiting], damaged: Int) {
        try read { db in
            let rows = try GRDB.Row.fetchAll(
                db, sql: "SELECT id, day, sealed FROM waiting WHERE committee = ?", arguments: [committee])
            let readable = rows.compactMap { row -> Waiting? in
                let id: String = row["id"]
                let text = self.seal.open(Array(row["sealed"] as Data), at: Array(id.utf8))
                    .flatMap { String(validating: $0, as: UTF8.self) }
                let content = text.flatMap { try? AnyValue(json: $0) }.flatMap(Waiting.Content.init(json:))
                guard let content, let day = CalendarDay(row["day"]) else { return nil }
                return Waiting(id: id, day: day, content: content)
            }
            return (readable, rows.count - readable.count)
        }
    }

    func remove(_ ids: [String], of committee: String) throws(LogFailure) {
        try write { db in
            for id in ids {
                try db.execute(
                    sql: "DELETE FROM waiting WHERE committee = ? AND id = ?", arguments: [committee, id])
            }
        }
        DurableDatabase.emptyLog(of: pool)
    }

    private func insert(_ waiting: Waiting, of committee: String, _ db: Database) throws {
        let sealed = seal.seal(Array(waiting.content.json.json.utf8), at: Array(waiting.id.utf8))
        try db.execute(
            sql: "INSERT INTO waiting VALUES (?, ?, ?, ?)",
            arguments: [committee, waiting.id, waiting.day.text, Data(sealed)])
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        do { return try pool.read(body) } catch { throw LogFailure(error, path: path) }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(LogFailure) -> Value {
        do { return try pool.write(body) } catch { throw LogFailure(error, path: path) }
    }
}

extension IntakeStore.Waiting.Content {
    var json: AnyValue {
        switch self {
        case .report(let report):
            var members: [AnyValue.Member] = [
                .init("report", .string(report.id)), .init("day", .string(report.day.text)),
                .init("category", .string(report.category)), .init("severity", .string(report.severity)),
                .init("text", .string(report.text)), .init("lang", .string(report.language)),
            ]
            if let concern = report.concern { members.append(.init("concern", .string(concern.rawValue))) }
            if let grounds = report.grounds { members.append(.init("grounds", .string(grounds.rawValue))) }
            return .object(members)
        case .word(let word, let issue):
            var members: [AnyValue.Member] = [.init("issue", .string(issue))]
            switch word {
            case .add(let text, let language):
                members += [
                    .init("say", .string("add")), .init("text", .string(text)),
                    .init("lang", .string(language)),
                ]
            case .confirmClosing: members.append(.init("say", .string("solved")))
            case .object: members.append(.init("say", .string("not_solved")))
            case .withdraw: members.append(.init("say", .string("take_back")))
            case .lower(let label):
                members += [.init("say", .string("lower")), .init("label", .string(label.rawValue))]
            }
            return .object(members)
        }
    }

    init?(json: AnyValue) {
        if let id = json["report"]?.string, let day = json["day"]?.string.flatMap(CalendarDay.init) {
            self = .report(
                IntakeReport(
                    id: id, day: day, category: json["category"]?.string ?? "other",
                    severity: json["severity"]?.string ?? "medium",
                    concern: json["concern"]?.string.flatMap(IssueConcern.init),
                    grounds: json["grounds"]?.string.flatMap(ZeroToleranceGrounds.init),
                    text: json["text"]?.string ?? "", language: json["lang"]?.string ?? "en"))
            return
        }
        guard let issue = json["issue"]?.string else { return nil }
        switch json["say"]?.string {
        case "add":
            self = .word(
                .add(text: json["text"]?.string ?? "", language: json["lang"]?.string ?? "en"), of: issue)
        case "solved": self = .word(.confirmClosing, of: issue)
        case "not_solved": self = .word(.object, of: issue)
        case "take_back": self = .word(.withdraw, of: issue)
        case "lower":
            guard let label = json["label"]?.string.flatMap(IssueLabel.init) else { return nil }
            self = .word(.lower(label), of: issue)
        default: return nil
        }
    }
}
