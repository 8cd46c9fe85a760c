import Dispatch
import Foundation
import GRDB
import RoomCore
import Synchronization

/// The one writer of `log.sqlite`: gathers what all rooms have queued into one transaction, waits for the
/// disk, then answers in order.
///
/// While one transaction is being flushed the next fills up, so a hundred rooms share one wait for the disk.
final class Committer: Sendable {
    /// Entries one transaction takes at most, so that nobody waits behind an endless one.
    static let entriesPerCommitMax = 10_000
    /// A commit of one edit works almost as long as one of thirty. So while so many jobs come with each, the
    /// next begins no sooner than so many nanoseconds after the last; whoever is alone never waits for it.
    static let (crowd, pace) = (8, UInt64(2_000_000))

    typealias Answer = @Sendable (Result<AppendReceipt, LogFailure>) -> Void

    struct Job: Sendable {
        enum Work: Sendable {
            case append([LogEntry], WakeUp?, [Erasure])
            case create([LogEntry])
            /// Ends a group: all that was queued before is on disk or has failed. Forgets that the room
            /// failed.
            case settle
        }
        var room: String
        var work: Work
        var whenDone: Answer

        var payloadBytes: Int { entries.reduce(0) { $0 + $1.payload.count } }
    }

    /// What waits to be written.
    private struct Waiting {
        var jobs: [Job] = []
        var isScheduled = false
        var isClosed = false
    }

    /// What only the committing thread touches; the lock is never contended.
    private struct Ledger {
        var rooms: [String: OpenRoom] = [:]
        /// The number the next entry gets; nil if that must be read.
        var nextEntry: Int64?
        /// Entries since the ends of rooms and chains were saved.
        var unsavedEntries = 0
        /// Rooms that refuse everything until they are loaded again, and why.
        var failed: [String: LogFailure] = [:]
        /// Set when the disk failed in a way that makes every later "flushed" doubtful. Only a new start
        /// clears it.
        var halted: LogFailure?
        var salts = SaltSource()
        /// Whether the write-ahead log may hold what was erased.
        var isErasedLeft = false
    }

    private let pool: DatabasePool
    private let checkpointer: Checkpointer
    private let path: String
    private let seal: PayloadSeal
    private let whenCommitted: @Sendable (CommitReport) -> Void
    private let thread = DispatchQueue(label: "bipartite.log.committer")
    private let waiting = Mutex(Waiting())
    private let ledger = Mutex(Ledger())

    init(
        pool: DatabasePool, path: String, seal: PayloadSeal,
        whenCommitted: @escaping @Sendable (CommitReport) -> Void
    ) throws(LogFailure) {
        self.pool = pool
        self.seal = seal
        self.path = path
        checkpointer = try Checkpointer(beside: pool, path: path)
        self.whenCommitted = whenCommitted
    }

    /// Queues a job and returns at once.
    func add(_ job: Job) {
        let (isOpen, isFirst) = waiting.withLock { waiting in
            guard !waiting.isClosed else { return (false, false) }
            waiting.jobs.append(job)
            defer { waiting.isScheduled = true }
            return (true, !waiting.isScheduled)
        }
        if isFirst { thread.async { self.work() } }
        if !isOpen { thread.async { job.whenDone(.failure(.closed)) } }
    }

    /// Queues a job and waits for its answer. Called from an answer it would wait for itself.
    func wait(room: String, for work: Job.Work) -> Result<AppendReceipt, LogFailure> {
        dispatchPrecondition(condition: .notOnQueue(thread))
        let answer = Mutex<Result<AppendReceipt, LogFailure>>(.failure(.closed))
        let isDone = DispatchSemaphore(value: 0)
        add(
            Job(room: room, work: work) { result in
                answer.withLock { $0 = result }
                isDone.signal()
            })
        isDone.wait()
        return answer.withLock { $0 }
    }

    /// Takes no more jobs, and returns when the last is answered.
    func close() {
        dispatchPrecondition(condition: .notOnQueue(thread))
        waiting.withLock { $0.isClosed = true }
        thread.sync {
            work()
            // Where it does not succeed, whoever opens the folder next does it.
            if ledger.withLock({ $0.halted == nil }) { try? pool.write(LogTables.saveEnds) }
        }
        checkpointer.close()
    }

    private func work() {
        while let group = nextGroup() {
            let begin = DispatchTime.now().uptimeNanoseconds
            let answers = ledger.withLock { ledger in commit(group, &ledger, since: begin) }
            for (job, answer) in zip(group, answers) { job.whenDone(answer) }
            guard group.count >= Self.crowd else { continue }
            let spent = DispatchTime.now().uptimeNanoseconds - begin
            if spent < Self.pace { Thread.sleep(forTimeInterval: Double(Self.pace - spent) / 1e9) }
        }
    }

    /// The oldest jobs up to the next `settle`, or one `settle`; nil when nothing waits.
    private func nextGroup() -> [Job]? {
        waiting.withLock { waiting in
            guard let first = waiting.jobs.first else {
                waiting.isScheduled = false
                return nil
            }
            var count = 1
            var entries = first.entries.count
            if !first.isSettling {
                for job in waiting.jobs.dropFirst() {
                    entries += job.entries.count
                    if job.isSettling || entries > Self.entriesPerCommitMax { break }
                    count += 1
                }
            }
            let group = Array(waiting.jobs.prefix(count))
            waiting.jobs.removeFirst(count)
            return group
        }
    }

    private func commit(
        _ group: [Job], _ ledger: inout Ledger, since begin: UInt64
    ) -> [Result<AppendReceipt, LogFailure>] {
        if group.count == 1, group[0].isSettling {
            ledger.failed[group[0].room] = nil
            ledger.rooms[group[0].room] = nil
            return [.success(AppendReceipt(end: .zero, heads: []))]
        }
        if let halted = ledger.halted { return group.map { _ in .failure(halted) } }
        let entryCount = group.reduce(0) { $0 + $1.entries.count }
        let byteCount = group.reduce(0) { $0 + $1.payloadBytes }
        do {
            let answers = try pool.writeWithoutTransaction { db in
                try checkpointer.beforeCommit(of: entryCount, bytes: byteCount, db)
                // Parsed once, unlike the words of `inTransaction`: those took a fifth of the time that a
                // commit of one edit takes beside the disk.
                try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
                do {
                    var statements = try CommitStatements(db)
                    var answers: [Result<AppendReceipt, LogFailure>] = []
                    for job in group { answers.append(try write(job, &ledger, &statements, db)) }
                    if let next = ledger.nextEntry { try LogTables.note(last: next - 1, &statements) }
                    let unsaved = ledger.unsavedEntries + entryCount
                    let isSaving = unsaved >= LogTables.unsavedEntriesMax
                    if isSaving { try LogTables.saveEnds(db) }
                    try db.cachedStatement(sql: "COMMIT").execute()
                    ledger.unsavedEntries = isSaving ? 0 : unsaved
                    return answers
                } catch {
                    if db.isInsideTransaction { try? db.rollback() }
                    throw error
                }
            }
            report(group, answers, since: begin)
            if group.contains(where: { !$0.erasures.isEmpty }) { ledger.isErasedLeft = true }
            if ledger.isErasedLeft { ledger.isErasedLeft = !forgetErased() }
            return answers
        } catch {
            let answers = fail(group, error, &ledger)
            report(group, answers, since: begin, isLast: ledger.halted != nil)
            return answers
        }
    }

    /// The write-ahead log still holds the pages as they were: it is moved into the file and emptied. Every
    /// room waits for this thread, so it waits for no reader: false while one is in the way, and the next
    /// commit tries again.
    private func forgetErased() -> Bool {
        pool.writeWithoutTransaction { db in
            guard (try? emptyLog(db)) != nil else { return false }
            try? db.inTransaction(.immediate) {
                Checkpointer.lengthen(URL(filePath: path + "-wal"))
                return .commit
            }
            return true
        }
    }

    private func emptyLog(_ db: Database) throws {
        let patience = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
        try db.execute(sql: "PRAGMA busy_timeout = 0")
        defer { try? db.execute(sql: "PRAGMA busy_timeout = \(patience)") }
        try db.checkpoint(.truncate)
    }

    private func report(
        _ group: [Job], _ answers: [Result<AppendReceipt, LogFailure>], since begin: UInt64,
        isLast: Bool = false
    ) {
        var report = CommitReport(
            entryCount: 0, payloadBytes: 0, nanoseconds: Int(DispatchTime.now().uptimeNanoseconds - begin))
        for (job, answer) in zip(group, answers) {
            switch answer {
            case .success:
                report.entryCount += job.entries.count
                report.payloadBytes += job.payloadBytes
            case .failure(let failure):
                report.failure = report.failure ?? failure
            }
        }
        // A room that was out of order failed alone; the others are on the disk.
        if report.entryCount > 0 { report.failure = nil }
        report.isLast = isLast
        whenCommitted(report)
    }

    /// Writes one job into the open transaction. A job that does not follow its room's end fails alone,
    /// before it writes anything. What fails later fails the whole group, so that no part of a job stays.
    private func write(
        _ job: Job, _ ledger: inout Ledger, _ statements: inout CommitStatements, _ db: Database
    ) throws -> Result<AppendReceipt, LogFailure> {
        if let failure = ledger.failed[job.room] { return .failure(failure) }
        var room: OpenRoom
        let linked: [LinkedEntry]
        do {
            room = try take(job, &ledger, db)
            linked = try room.tail.extend(by: job.entries, room: job.room, salts: &ledger.salts)
        } catch let failure as LogFailure {
            if !job.isCreating { ledger.failed[job.room] = failure }
            return .failure(failure)
        }
        if job.isCreating { try LogTables.insert(room: job.room, number: room.number, db) }
        let number = try ledger.nextEntry ?? LogTables.nextEntryNumber(db)
        try LogTables.insert(linked, into: &room, from: number, seal, &statements)
        for erasure in job.erasures { try LogTables.erase(erasure, in: room, db) }
        if let wakeUp = job.wakeUp { try LogTables.setWakeUp(wakeUp, of: room, db) }
        ledger.nextEntry = number + Int64(linked.count)
        ledger.rooms[job.room] = room
        return .success(room.tail.receipt(for: job.entries))
    }

    /// The job's room, taken out of the ledger so that it is changed and not copied; after a failure it is
    /// read again.
    private func take(_ job: Job, _ ledger: inout Ledger, _ db: Database) throws -> OpenRoom {
        let room = try ledger.rooms.removeValue(forKey: job.room) ?? LogTables.openRoom(job.room, db)
        if job.isCreating {
            if room != nil { throw LogFailure.alreadyExists }
            return OpenRoom(number: try LogTables.nextNumber(db), tail: ChainTail())
        }
        guard let room else { throw LogFailure.unknownRoom }
        return room
    }

    /// Nothing of the group is in the log; its rooms refuse what comes until they are loaded again.
    private func fail(
        _ group: [Job], _ error: any Error, _ ledger: inout Ledger
    ) -> [Result<AppendReceipt, LogFailure>] {
        let failure = LogFailure(error, path: path)
        // After a failed write or flush nobody knows what a later flush covers.
        let doubtful: [ResultCode] = [.SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB]
        if let error = error as? DatabaseError, doubtful.contains(error.resultCode), failure != .diskFull {
            ledger.halted = failure
        }
        ledger.nextEntry = nil
        for job in group {
            ledger.rooms[job.room] = nil
            if !job.isCreating { ledger.failed[job.room] = failure }
        }
        return group.map { _ in .failure(failure) }
    }
}

extension Committer.Job {
    fileprivate var isSettling: Bool { if case .settle = work { true } else { false } }
    fileprivate var isCreating: Bool { if case .create = work { true } else { false } }

    fileprivate var wakeUp: WakeUp? {
        if case .append(_, let wakeUp, _) = work { wakeUp } else { nil }
    }

    fileprivate var erasures: [Erasure] {
        if case .append(_, _, let erasures) = work { erasures } else { [] }
    }

    fileprivate var entries: [LogEntry] {
        switch work {
        case .append(let entries, _, _), .create(let entries): entries
        case .settle: []
        }
    }
}
