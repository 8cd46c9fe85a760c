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
    /// Entries whose sealed content was not looked at, because `case.key` was not there.
    public var sealedCount = 0
    /// Where each chain ends, as far as it is whole.
    public var heads: [Head] = []
    /// The first entry that does not fit; nil if all do.
    public var fault: Fault?

    public struct Fault: Hashable, Sendable {
        public var position: LogPosition
        /// What is wrong, in words.
        public var reason: String

        public init(position: LogPosition, reason: String) {
            self.position = position
            self.reason = reason
        }
    }

    public var isWhole: Bool { fault == nil }

    /// Entries of some room are gone, and nothing says of which.
    fileprivate func cut(_ words: String) -> Self {
        fault == nil ? at(LogPosition(UInt64(entryCount)).next, words) : self
    }

    fileprivate func at(_ position: LogPosition, _ reason: String) -> Self {
        var found = self
        found.fault = .init(position: position, reason: reason)
        return found
    }
}

extension LogTables {
    /// Walks the chains of one room, or of all, in the order they were written. What belongs to no room, or
    /// is gone from the log's end with nothing to say of which room, is told as a room without a name; of one
    /// room alone such a gap is the room's fault.
    static func verify(
        only room: String? = nil, seal: PayloadSeal?, _ db: Database, progress: (Int, Int) -> Void
    ) throws -> [LogVerification] {
        var walks: [Int64: ChainWalk] = [:]
        for id in try rooms(db) where room == nil || id == room {
            guard let open = try openRoom(id, db) else { continue }
            walks[open.number] = ChainWalk(room: id, end: open, seal: seal)
        }
        if room != nil, walks.isEmpty { throw LogFailure.unknownRoom }
        let rows = try GRDB.Row.fetchCursor(
            db,
            sql: """
                SELECT headers.*, salt, payload, sealed FROM headers LEFT JOIN payloads USING (number)
                WHERE ?1 IS NULL OR room = ?1 ORDER BY number
                """, arguments: [room == nil ? nil : walks.keys.first])
        let all = try Int.fetchOne(db, sql: "SELECT IFNULL(MAX(number), 0) FROM headers") ?? 0
        var count = 0
        while let row = try rows.next() {
            walks[row["room"]]?.visit(row)
            count += 1
            let number: Int = row["number"]
            if number % 10_000 == 0 { progress(number, all) }
        }
        var found = walks.values.map { $0.finished() }.sorted { $0.room < $1.room }
        if let words = try missing(db) {
            if room == nil {
                found.append(LogVerification(room: "").at(LogPosition(UInt64(clamping: all)).next, words))
            } else {
                found = found.map { $0.cut(words) }
            }
        } else if room == nil, count < all {
            // No number is given twice, and none is left out: also a whole committee that is gone leaves its.
            found.append(
                LogVerification(room: "").at(
                    LogPosition(UInt64(clamping: count)).next,
                    "\(all - count) entries of the log are gone, of which committee nothing says"))
        }
        if room == nil, let stray = try stray(db) { found.append(stray) }
        return found
    }

    private static func stray(_ db: Database) throws -> LogVerification? {
        let number = try Int64.fetchOne(
            db,
            sql: """
                SELECT MIN(number) FROM (
                    SELECT number FROM payloads WHERE number NOT IN (SELECT number FROM headers)
                    UNION ALL SELECT number FROM headers WHERE room NOT IN (SELECT number FROM rooms))
                """)
        return number.map {
            LogVerification(room: "").at(LogPosition(UInt64(clamping: $0)), "it belongs to no room or entry")
        }
    }
}

/// Recomputes commitments and hashes entry by entry, in log order.
private struct ChainWalk {
    var found: LogVerification
    var next = LogPosition.zero.next
    var heads: [Audience: Head] = [:]
    /// What the log says of the room's end.
    private let end: OpenRoom
    private var lastOfAudience: [Audience: Int64] = [:]
    private var lastOfDocument: [String: Int64] = [:]

    /// Content that is gone, and of which nothing has said yet that it was erased: the first event of an
    /// audience, the first entry of a document.
    private var goneEvents: [Audience: LogPosition] = [:]
    private var goneEntries: [String: LogPosition] = [:]

    /// Opens sealed content; nil: it is passed over.
    private let seal: PayloadSeal?

    init(room: String, end: OpenRoom, seal: PayloadSeal?) {
        found = LogVerification(room: room)
        self.end = end
        self.seal = seal
    }

    /// The end must be where the log says it is.
    func finished() -> LogVerification {
        var found = found
        found.heads = heads.values.sorted { $0.audience.rawValue < $1.audience.rawValue }
        guard found.isWhole else { return found }
        if next != end.tail.end.next {
            found.fault = .init(
                position: next,
                reason: "the log was written up to \(end.tail.end.rawValue), and the rest is gone")
        } else if end.tail.heads != heads || end.lastOfAudience != lastOfAudience
            || end.lastOfDocument != lastOfDocument
        {
            found.fault = .init(position: end.tail.end, reason: "the log does not know where its chains end")
        } else if let gone = (Array(goneEvents.values) + goneEntries.values).min() {
            found.fault = .init(
                position: gone, reason: "its content is gone, and nothing says that it was erased")
        }
        return found
    }

    mutating func visit(_ row: GRDB.Row) {
        guard found.isWhole else { return }
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
        if let reason = checkContent(of: entry, row) { return reason }
        let number: Int64 = row["number"]
        let document: String = row["document"]
        guard row["before_in_chain"] == lastOfAudience[entry.audience] ?? 0,
            row["before_in_document"] == lastOfDocument[document] ?? 0
        else { return "it does not say where the entry before it stands" }
        lastOfAudience[entry.audience] = number
        if !document.isEmpty { lastOfDocument[document] = number }
        found.entryCount += 1
        next = entry.position.next
        heads[entry.audience] = Head(audience: entry.audience, sequence: entry.sequence, hash: header.hash)
        return nil
    }

    private mutating func checkContent(of entry: LogEntry, _ row: GRDB.Row) -> String? {
        guard let kept: Data = row["payload"], let salt: Data = row["salt"] else {
            found.erasedCount += 1
            return missContent(of: entry)
        }
        if LogTables.isSealed(row), seal == nil {
            found.sealedCount += 1
            // What it may say of an erasure is not known.
            goneEvents[entry.audience] = nil
        } else {
            let content =
                if LogTables.isSealed(row), let seal {
                    LogTables.opened(Array(kept), row, seal)
                } else {
                    (salt: Array(salt), payload: Array(kept))
                }
            guard let content,
                LogHeader.commitment(salt: content.salt, payload: content.payload)
                    == Array(row["commitment"] as Data)
            else { return "its content was changed" }
            if goneEvents[entry.audience] != nil, entry.kind == .event, tellsErasure(content.payload, entry) {
                goneEvents[entry.audience] = nil
            }
        }
        if entry.kind == .epoch { goneEntries[entry.document?.rawValue ?? ""] = nil }
        return nil
    }

    /// An erasure says in their own audience that events are gone, and of a document in its next epoch.
    private mutating func missContent(of entry: LogEntry) -> String? {
        let document = entry.document?.rawValue ?? ""
        switch entry.kind {
        case .binding: return "its content is gone, and such content is never erased"
        case .event: goneEvents[entry.audience] = goneEvents[entry.audience] ?? entry.position
        case .update, .checkpoint, .epoch: goneEntries[document] = goneEntries[document] ?? entry.position
        }
        return nil
    }

    private func tellsErasure(_ payload: [UInt8], _ entry: LogEntry) -> Bool {
        Event(utf8: payload, audience: entry.audience)?.knownType == .issueErased
    }
}
