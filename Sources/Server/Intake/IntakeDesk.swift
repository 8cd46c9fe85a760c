import Committee
import Foundation
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import Synchronization

/// Takes anonymous reports in, and lets them out to their readers: urgent ones at once, the others when the
/// factory's day is over, in an order that is drawn. `Protocol/intake.md` is the page.
///
/// What it does for a reporter is not logged and not counted. A room is loaded quietly for it.
final class IntakeDesk: Sendable {
    let store: IntakeStore
    private let directory: RoomDirectory
    private let threads: NIOThreadPool
    private let loops: any EventLoopGroup
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let budget: Mutex<IntakeBudget>
    /// Whether an urgent report may wait that nobody lets out: at the start, when the server may have ended
    /// between taking it and letting it out, and after a failure.
    private let isBehind = Mutex(true)

    init(
        store: IntakeStore, directory: RoomDirectory, limits: ServerLimits, threads: NIOThreadPool,
        loops: any EventLoopGroup, now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.store = store
        self.directory = directory
        self.threads = threads
        self.loops = loops
        self.now = now
        self.logger = logger
        budget = Mutex(IntakeBudget(limits))
    }

    // MARK: For a reporter

    /// What the form answers. Whatever goes wrong inside, or is too much, is `later`: nothing was lost.
    func answer(_ body: [UInt8], committee: String) async -> IntakePage.Outcome {
        guard budget.withLock({ $0.enter() }) else { return .later }
        defer { budget.withLock { $0.leave() } }
        do {
            let form = try IntakeForm(body)
            return form["case"].isEmpty
                ? try await report(form, committee) : try await followUp(form, committee)
        } catch let problem as IntakeForm.Problem {
            return .problem(problem)
        } catch {
            return .later
        }
    }

    private func report(_ form: IntakeForm, _ committee: String) async throws -> IntakePage.Outcome {
        let today = try await today(of: committee)
        // The form is looked at before the slip: a slip that is good is not used up by a mistake.
        let report = try form.report(id: Self.randomID(), day: today)
        guard let slip = IntakeCode(typed: form["slip"]) else { return .refused }
        var random = SystemRandomNumberGenerator()
        let code = IntakeCode.draw(using: &random)
        let waiting = IntakeStore.Waiting(id: Self.randomID(), day: today, content: .report(report))
        let isTaken = try await threads.runIfActive {
            try self.store.use(
                slip: slip.hash(for: .slip, in: committee), for: waiting, issue: report.id,
                code: code.hash(for: .followUp, in: committee), of: committee)
        }
        guard isTaken else { return .refused }
        // The answer does not wait for it, so that it takes no longer than any other.
        if report.isUrgent { release([waiting], of: committee) }
        return .taken(code)
    }

    private func followUp(_ form: IntakeForm, _ committee: String) async throws -> IntakePage.Outcome {
        let word = try form.word()
        guard let code = IntakeCode(typed: form["case"]) else { return .unknownCode }
        let hash = code.hash(for: .followUp, in: committee)
        let issue = try await threads.runIfActive { try self.store.issue(code: hash, of: committee) }
        guard let issue else { return .unknownCode }
        let cost = word == nil ? 1 : IntakeBudget.wordCost
        guard budget.withLock({ $0.spend(cost, on: issue, at: .now()) }) else { return .later }
        let id = Self.randomID()
        let found = try await within(committee) { host in
            host.reporterSays(word, of: issue, eventID: id)
        }
        guard let word, found.isAllowed else { return .answer(found.answer) }
        let waiting = IntakeStore.Waiting(
            id: id, day: try await today(of: committee), content: .word(word, of: issue))
        try await threads.runIfActive { try self.store.keep(waiting, of: committee) }
        return .done
    }

    /// The factory's day, without a look at the room; UTC's where no slip was ever printed.
    private func today(of committee: String) async throws -> CalendarDay {
        let zone = try await threads.runIfActive { try self.store.timeZone(of: committee) }
        return try day(in: zone)
    }

    private func day(in zone: String?) throws -> CalendarDay {
        var calendar = FactoryCalendar(timeZone: zone)
        guard let day = CalendarDay(calendar.today(now: now())) else { throw RequestFailure.closed }
        return day
    }

    private static func randomID() -> String { UUID().uuidString.lowercased() }

    private func within<Answer: Sendable>(
        _ committee: String, _ ask: @escaping @Sendable (RoomHost) -> EventLoopFuture<Answer>
    ) async throws -> Answer {
        let loop = loops.any()
        return try await directory.lease(committee, on: loop, isQuiet: true).flatMap { host in
            ask(host).hop(to: loop)
        }.get()
    }

    // MARK: To the readers

    /// Lets out what came on days that are over, of every committee, and urgent reports left behind. Fails
    /// never.
    func releaseDue() async {
        let isBehind = self.isBehind.withLock { isBehind in
            defer { isBehind = false }
            return isBehind
        }
        do {
            // No factory's day is further ahead than this.
            let latest = try day(in: "Pacific/Kiritimati")
            let committees = try await threads.runIfActive {
                try self.store.committees(waitingBefore: isBehind ? latest.adding(days: 1) : latest)
            }
            for committee in committees {
                // A room that cannot take its reports, as a damaged one, holds up no other's.
                do { try await releaseDue(of: committee, withUrgent: isBehind) } catch {
                    stay(behind: isBehind, after: error, of: committee)
                }
            }
        } catch {
            stay(behind: isBehind, after: error)
        }
    }

    private func stay(behind isBehind: Bool, after error: any Error, of committee: String? = nil) {
        if isBehind { self.isBehind.withLock { $0 = true } }
        var metadata: Logger.Metadata = ["failure": "\(error)"]
        if let committee { metadata["room"] = "\(committee)" }
        logger.error("reports that wait cannot be let out", metadata: metadata)
    }

    private func releaseDue(of committee: String, withUrgent: Bool) async throws {
        let today = try await today(of: committee)
        let (waiting, damaged) = try await threads.runIfActive { try self.store.waiting(of: committee) }
        if damaged > 0 {
            logger.error(
                "reports that wait are damaged, and stay; bring intake.sqlite back from a backup",
                metadata: ["room": "\(committee)", "reports": "\(damaged)"])
        }
        var random = SystemRandomNumberGenerator()
        let urgent = withUrgent ? waiting.filter { $0.isUrgent && $0.day >= today } : []
        let due = IntakeBatch.drawn(from: waiting, on: today, using: &random)
        try await record(urgent + due, of: committee)
    }

    private func release(_ waiting: [IntakeStore.Waiting], of committee: String) {
        Task {
            do { try await self.record(waiting, of: committee) } catch {
                // They wait in the store; the waker's next look lets them out.
                self.isBehind.withLock { $0 = true }
                self.logger.error("a report waits longer", metadata: ["failure": "\(error)"])
            }
        }
    }

    /// Recorded first, forgotten then: after a crash in between the room knows it by its id.
    private func record(_ waiting: [IntakeStore.Waiting], of committee: String) async throws {
        guard !waiting.isEmpty else { return }
        for item in waiting {
            try await within(committee) { $0.record(item) }
        }
        try await threads.runIfActive { try self.store.remove(waiting.map(\.id), of: committee) }
    }
}

extension RoomHost {
    /// What the holder of a case code is shown, and whether they may say this. Uses up a lease.
    func reporterSays(
        _ word: ReporterWord?, of issue: String, eventID: String
    ) -> EventLoopFuture<(answer: ReporterAnswer?, isAllowed: Bool)> {
        loop.submit {
            defer { self.endLease() }
            var isAllowed = false
            if let word {
                isAllowed = (try? self.room.events(of: word, about: issue, eventID: eventID)) != nil
            }
            return (self.room.answer(about: issue), isAllowed)
        }
    }

    /// Records what waited; nothing if it stands already, or if the rules no longer allow it.
    fileprivate func record(_ waiting: IntakeStore.Waiting) -> EventLoopFuture<Void> {
        record { room, _ in
            switch waiting.content {
            case .report(let report): room.opening(of: report, eventID: waiting.id)
            case .word(let word, let issue):
                (try? room.events(of: word, about: issue, eventID: waiting.id)) ?? []
            }
        }
    }
}
