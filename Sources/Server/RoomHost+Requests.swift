import CRDT
import Committee
import NIOCore
import RoomCore

/// Why a room gave a request no answer.
enum RequestFailure: Error, Hashable {
    /// The room ends; it can be asked again in a moment.
    case closed
    /// Too many requests wait for the disk.
    case busy
    /// The room did not take what the server itself wrote, in its words.
    case refused(String)
}

/// Requests that wait for the room's log, and who waits for them.
struct RequestBook {
    private var commands: [UInt64: EventLoopPromise<CommandAnswer>] = [:]
    private var batches: [String: EventLoopPromise<Void>] = [:]
    private var lastTicket: UInt64 = 0

    var count: Int { commands.count + batches.count }

    mutating func ticket(for promise: EventLoopPromise<CommandAnswer>) -> UInt64 {
        lastTicket += 1
        commands[lastTicket] = promise
        return lastTicket
    }

    mutating func batch(for promise: EventLoopPromise<Void>) -> String {
        lastTicket += 1
        let id = "request-\(lastTicket)"
        batches[id] = promise
        return id
    }

    mutating func answer(_ ticket: UInt64, _ answer: CommandAnswer) {
        commands.removeValue(forKey: ticket)?.succeed(answer)
    }

    mutating func answer(_ batch: String, refusal: String?) {
        guard let promise = batches.removeValue(forKey: batch) else { return }
        if let refusal { promise.fail(RequestFailure.refused(refusal)) } else { promise.succeed() }
    }

    /// The room is over: what was not flushed is not known to be there.
    mutating func failAll() {
        for promise in commands.values { promise.fail(RequestFailure.closed) }
        for promise in batches.values { promise.fail(RequestFailure.closed) }
        self = RequestBook()
    }
}

/// What is asked of a room other than over its connections. Each call uses up a lease.
extension RoomHost {
    /// Whether somebody may know that the document exists; nil stands for a name no document has.
    func admits(_ participant: Participant, to document: DocumentName?) -> EventLoopFuture<Bool> {
        loop.submit {
            self.endLease()
            return document.map { self.room.access(of: participant, to: $0) != .none } ?? false
        }
    }

    /// The factory's.
    func timeZone() -> EventLoopFuture<String> {
        loop.submit {
            self.endLease()
            return self.calendar.timeZone ?? "GMT"
        }
    }

    /// Why somebody may not give a member a code; nil: they may. Fails with `RequestFailure`.
    func objection(toInviting member: String, by inviter: Participant) -> EventLoopFuture<Refusal?> {
        onceFlushed { room in room.objection(toInviting: member, by: inviter) }
    }

    /// Fails with `RequestFailure`.
    func command(
        _ command: AnyValue, bytes: Int, by participant: Participant
    ) -> EventLoopFuture<CommandAnswer> {
        loop.flatSubmit {
            self.asked { promise in
                let ticket = self.requests.ticket(for: promise)
                self.handle(.commanded(ticket: ticket, command, bytes: bytes, by: participant))
            }
        }
    }

    /// Records what the server itself has to say; nothing is recorded if `events` says nothing. Completes
    /// when all that the room has decided so far is flushed. Fails with `RequestFailure`.
    func record(
        _ events: @escaping @Sendable (_ room: Room, _ day: String) -> [Event]
    ) -> EventLoopFuture<Void> {
        loop.flatSubmit { self.recordNow(events) }
    }

    /// As `record`, on the loop: from here on it is among the requests that wait.
    func recordNow(_ events: (_ room: Room, _ day: String) -> [Event]) -> EventLoopFuture<Void> {
        asked { promise in
            let id = self.requests.batch(for: promise)
            let events = events(self.room, self.today())
            self.handle(.importing(ImportBatch(id: id, events: events, updates: [])))
        }
    }

    /// Why nothing can be asked now; nil: it can.
    var hindrance: RequestFailure? {
        guard phase == .open else { return .closed }
        return requests.count < limits.requestsWaitingMax ? nil : .busy
    }

    /// Records keys that the accounts have and the room does not know yet. Completes when it does.
    @discardableResult
    func register(_ keys: [AccountKey]) -> EventLoopFuture<Void> {
        lease()
        return record { room, day in
            AccountsFollower.registrations(of: keys, in: room, day: day)
        }
    }

    private func asked<Answer>(
        _ ask: (EventLoopPromise<Answer>) -> Void
    ) -> EventLoopFuture<Answer> {
        defer { endLease() }
        if let hindrance { return loop.makeFailedFuture(hindrance) }
        tick()
        let promise = loop.makePromise(of: Answer.self)
        ask(promise)
        return promise.futureResult
    }
}
