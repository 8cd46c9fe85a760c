import CRDT
import Committee
import NIOCore
import RoomCore
import Synchronization

/// Readers of feeds that wait for the next event. Whoever takes them out wakes them: one that is woken may
/// wait again at once.
struct FeedWaiters {
    private var waiting: [UInt64: EventLoopPromise<Void>] = [:]
    private var lastID: UInt64 = 0

    /// Completes when it is taken out and woken, at the latest when the time is over.
    mutating func wait(
        on loop: any EventLoop, _ giveUp: @escaping (UInt64) -> Void, until deadline: NIODeadline
    ) -> EventLoopFuture<Void> {
        lastID += 1
        let id = lastID
        let promise = loop.makePromise(of: Void.self)
        waiting[id] = promise
        let timer = loop.assumeIsolated().scheduleTask(deadline: deadline) { giveUp(id) }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        return promise.futureResult
    }

    mutating func take(_ id: UInt64) -> EventLoopPromise<Void>? { waiting.removeValue(forKey: id) }

    mutating func takeAll() -> [EventLoopPromise<Void>] {
        defer { waiting = [:] }
        return Array(waiting.values)
    }
}

/// Keeps a room loaded while somebody reads its feed.
final class FeedSeat: Sendable {
    let host: RoomHost

    /// Takes over a lease; nil if the room has too many readers already, the lease is then given back.
    init?(_ host: RoomHost) {
        self.host = host
        let count = host.feedReaders.add(1, ordering: .relaxed).newValue
        if count > host.limits.feedReadersMax { return nil }
    }

    deinit {
        host.feedReaders.subtract(1, ordering: .relaxed)
        host.release()
    }
}

extension RoomHost {
    /// What follows in a feed; if nothing does, what follows after a while. Fails with `RequestFailure`.
    func events(
        for participant: Participant, _ audience: Audience, after number: SequenceNumber, limit: Int,
        waitMilliseconds: Int
    ) -> EventLoopFuture<FeedAnswer> {
        loop.flatSubmit {
            // Fields come to rest by the clock, also when nobody is connected.
            if self.phase == .open { self.startTime() }
            let deadline = NIODeadline.now() + .milliseconds(Int64(waitMilliseconds))
            return self.firstEvents(until: deadline) { self.readFeed(participant, audience, number, limit) }
        }
    }

    /// What is read as soon as there is something for this reader. What others only may read wakes everybody
    /// too: whoever is not told of it waits on, so that they cannot tell by the time of the answer either.
    private func firstEvents(
        until deadline: NIODeadline, _ read: @escaping @Sendable () -> Result<FeedAnswer, any Error>
    ) -> EventLoopFuture<FeedAnswer> {
        let answer = read()
        guard case .success(.events(let events, _)) = answer, events.isEmpty, NIODeadline.now() < deadline
        else { return loop.makeCompletedFuture(answer) }
        return feedWaiters.wait(on: loop, { self.feedWaiters.take($0)?.succeed() }, until: deadline).flatMap {
            self.firstEvents(until: deadline, read)
        }
    }

    func wakeFeeds() {
        for promise in feedWaiters.takeAll() { promise.succeed() }
    }

    private func readFeed(
        _ participant: Participant, _ audience: Audience, _ number: SequenceNumber, _ limit: Int
    ) -> Result<FeedAnswer, any Error> {
        guard phase != .over else { return .failure(RequestFailure.closed) }
        return .success(room.feed(of: participant, audience, after: number, limit: limit))
    }

    /// The room's documents as one may read them, once all that they hold is flushed; nil for what is not
    /// there. Uses up a lease. Fails with `RequestFailure`.
    func snapshot(
        for participant: Participant, _ audience: Audience
    ) -> EventLoopFuture<AnyValue?> {
        onceFlushed { room in room.snapshot(of: participant, audience) }
    }

    /// The plan as one may read it, in the same way.
    func plan(for participant: Participant) -> EventLoopFuture<AnyValue?> {
        onceFlushed { room in room.plan(for: participant) }
    }

    /// The plan in force as a file, in the same way.
    func exportPlan(for participant: Participant) -> EventLoopFuture<Result<[UInt8], Refusal>> {
        onceFlushed { room in Result { () throws(Refusal) in try room.exportPlan(for: participant) } }
    }

    /// The signed minutes of a meeting as a file, in the same way.
    func exportMinutes(
        of meeting: String, for participant: Participant
    ) -> EventLoopFuture<Result<[UInt8], Refusal>> {
        onceFlushed { room in
            Result { () throws(Refusal) in try room.exportMinutes(of: meeting, for: participant) }
        }
    }

    /// What a matter's reporter hears of it, in the same way.
    func answer(about issue: String, to participant: Participant) -> EventLoopFuture<AnyValue?> {
        onceFlushed { room in room.answer(about: issue, to: participant) }
    }

    /// Asks the room, and answers when all that the answer rests on is flushed. Where rights changed
    /// meanwhile, the room is asked again: who has lost them is not told what they would have been.
    func onceFlushed<Answer: Sendable>(
        _ ask: @escaping @Sendable (inout Room) -> Answer
    ) -> EventLoopFuture<Answer> {
        loop.flatSubmit {
            // Before anything is worked out: an answer may be long, and many may ask at once.
            if let hindrance = self.hindrance {
                self.endLease()
                return self.loop.makeFailedFuture(hindrance)
            }
            let rights = self.room.rightsChanges
            let answer = ask(&self.room)
            return self.recordNow { _, _ in [] }.flatMap {
                guard self.room.rightsChanges != rights else { return self.loop.makeSucceededFuture(answer) }
                self.lease()
                return self.onceFlushed(ask)
            }
        }
    }
}
