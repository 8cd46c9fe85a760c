import Committee
import DequeModule
import Foundation
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import SyncProtocol
import Synchronization

/// Runs one loaded room: feeds it inputs, in order, and carries out what it asks for.
///
/// The room is pinned to one event loop, whose queue is its mailbox; inside, `Room.handle` is synchronous,
/// and the log's flush is the only wait. Safe to share although unchecked: mutable properties are touched
/// on `loop` only, and what other threads may call hops there or is atomic.
final class RoomHost: @unchecked Sendable {
    let id: String
    let loop: any EventLoop
    let log: any RoomLog
    private let threads: NIOThreadPool
    let limits: ServerLimits
    /// Loaded for a reporter: its coming and going is not logged.
    let isQuiet: Bool
    private let logger: Logger
    private let metrics: MetricShard
    /// Asks to be unloaded, or says that the room is over.
    let whenOver: @Sendable (RoomHost, Ending) -> Void
    /// Told of every change of the roster once it is flushed.
    private let follower: AccountsFollower

    var room: Room
    var calendar: FactoryCalendar
    let now: @Sendable () -> Date
    /// What the log knows of the room's next clock, or will when it has flushed all it was given.
    var wakeUp: WakeUp
    /// Requests that wait for the log.
    var requests = RequestBook()
    /// Who reads a feed and waits for its next event.
    var feedWaiters = FeedWaiters()
    let feedReaders = Atomic<Int>(0)
    var connections: [ConnectionID: RoomConnection] = [:] { didSet { outbox.forgetReceivers() } }
    var outbox = Outbox()
    private(set) var phase = Phase.open
    /// Entries of this tick, appended as one batch, and when the messages came that led to them.
    private var undispatched: [LogEntry] = []
    /// What goes from the log in the same step.
    private var erasures: [Erasure] = []
    private var arrivals: [NIODeadline] = []
    private var isDispatchDue = false
    var ticks: RepeatedTask?
    var idleTimer: Scheduled<Void>?
    var unloaded: [EventLoopPromise<Void>] = []
    /// Bytes on their way to the disk, and whose reading waits for them.
    private var unflushedBytes = 0
    private var unsettled: [(endpoint: WebSocketEndpoint, bytes: Int)] = []
    /// Batches given to the log, and those it has answered.
    private var batches = (begun: 0, ended: 0)
    /// The newest question to the log, and the sockets that wait for one.
    private var lookUps = (begun: UInt64(0), waiting: [UInt64: (endpoint: WebSocketEndpoint, bytes: Int)]())
    /// Questions in the order they came, and the batch their answers wait for.
    private var unanswered: Deque<(endpoint: WebSocketEndpoint, bytes: Int, batch: Int)> = []
    /// Joins that were promised and have not come; while there are any the room stays.
    private let leases = Atomic<Int>(0)

    enum Phase {
        case open
        case unloading
        case over
    }

    enum Ending: Sendable {
        /// No connections for a while; nothing was done yet.
        case idle
        case unloaded
        case failed
    }

    init(
        id: String, room: Room, wakeUp: WakeUp, calendar: FactoryCalendar,
        now: @escaping @Sendable () -> Date, loop: any EventLoop, log: any RoomLog,
        threads: NIOThreadPool, limits: ServerLimits,
        metrics: MetricShard, follower: AccountsFollower, logger: Logger, isQuiet: Bool = false,
        whenOver: @escaping @Sendable (RoomHost, Ending) -> Void
    ) {
        self.id = id
        self.room = room
        self.wakeUp = wakeUp
        self.calendar = calendar
        self.now = now
        self.loop = loop
        self.log = log
        self.threads = threads
        self.limits = limits
        self.metrics = metrics
        self.follower = follower
        self.isQuiet = isQuiet
        self.whenOver = whenOver
        var logger = logger
        logger[metadataKey: "room"] = "\(id)"
        self.logger = logger
    }

    // MARK: From any thread

    /// Promises that a `join` or `release` follows. The directory calls this under its lock.
    func lease(_ count: Int = 1) {
        leases.add(count, ordering: .sequentiallyConsistent)
    }

    var isLeased: Bool { leases.load(ordering: .sequentiallyConsistent) > 0 }

    /// A lease that is not used.
    func release() {
        loop.execute { self.endLease() }
    }

    /// Uses up a lease. The first join of a loaded room starts its clock.
    func join(_ connection: RoomConnection, as participant: Participant) {
        loop.execute {
            self.admit(connection, as: participant)
            self.endLease()
        }
    }

    func leave(_ connection: ConnectionID) {
        loop.execute {
            guard self.connections.removeValue(forKey: connection) != nil else { return }
            self.handle(.disconnected(connection))
            self.watchIdleness()
        }
    }

    /// A message for the room; `bytes` of reading from its socket are held against it until it is dealt with.
    func post(_ input: Room.Input, from connection: RoomConnection, bytes: Int) {
        let endpoint = connection.endpoint
        let cost = bytes + limits.messageOverheadBytes
        endpoint.charge(cost)
        let arrival = NIODeadline.now()
        loop.execute {
            let before = self.undispatched.count
            if self.phase == .open { self.handle(input, from: connection) }
            if self.undispatched.count > before { self.arrivals.append(arrival) }
            if self.unflushedBytes > self.limits.unflushedBytesMax {
                self.unsettled.append((endpoint, cost))
            } else {
                endpoint.settle(cost)
            }
        }
    }

    /// A short message whose answer may be long: nothing more is read from its socket until the answer is on
    /// it, or one segment of questions would have the server hold thousands of answers.
    func ask(_ input: Room.Input, from connection: RoomConnection) {
        let endpoint = connection.endpoint
        let cost = limits.inboundBytesMax
        endpoint.charge(cost)
        loop.execute {
            guard self.phase == .open else { return endpoint.settle(cost) }
            let before = self.lookUps.begun
            self.handle(input, from: connection)
            if self.lookUps.begun == before {
                self.settleWhenAnswered(endpoint, cost)
            } else {
                self.lookUps.waiting[self.lookUps.begun] = (endpoint, cost)
            }
        }
    }

    /// Writes checkpoints, waits for the disk and ends. Completes also when the log fails.
    func unload() -> EventLoopFuture<Void> {
        loop.flatSubmit {
            guard self.phase != .over else { return self.loop.makeSucceededVoidFuture() }
            let promise = self.loop.makePromise(of: Void.self)
            self.unloaded.append(promise)
            if self.phase == .open {
                self.phase = .unloading
                self.stopTime()
                self.handle(.unload)
            }
            return promise.futureResult
        }
    }
}

// MARK: On the loop

extension RoomHost {
    private func admit(_ connection: RoomConnection, as participant: Participant) {
        guard phase == .open else {
            return outboxClose(connection.endpoint, .roomClosed, reason: "the room is closing")
        }
        idleTimer?.cancel()
        idleTimer = nil
        startTime()
        switch connection.address.target {
        case .document(let name) where room.access(of: participant, to: name) != .none:
            connections[connection.id] = connection
            handle(.joined(connection.id, name, participant, connection.endpoint.dialect))
        case .channel:
            connections[connection.id] = connection
            outbox.send(
                .auth(.authenticated(readOnly: false)), to: [connection.id], among: connections)
            handle(.entered(connection.id, participant))
        case .document, .nothing:
            outbox.deny(connection, "not-found")
        }
        dispatchLater()
    }

    func endLease() {
        leases.subtract(1, ordering: .sequentiallyConsistent)
        watchIdleness()
    }

    func handle(_ input: Room.Input) {
        for effect in room.handle(input) { perform(effect) }
        followTimeZone()
        dispatchLater()
    }

    private func handle(_ input: Room.Input, from connection: RoomConnection) {
        let begin = NIODeadline.now()
        handle(input)
        connection.spend(.now() - begin, on: loop)
    }

    private func perform(_ effect: Room.Effect) {
        switch effect {
        case .append(let entries):
            undispatched += entries
            unflushedBytes += bytes(of: entries)
        case .erase(let erasure):
            erasures.append(erasure)
        case .lookUp(let question, let places):
            lookUp(question, places)
        case .send(let receivers, _, let message):
            outbox.send(message, to: receivers, among: connections)
        case .stateless(let receivers, let text):
            outbox.send(.stateless(text), to: receivers, among: connections)
        case .drop(let id, _, let code, let reason), .dropChannel(let id, let code, let reason):
            guard let connection = connections.removeValue(forKey: id) else { return }
            outbox.drop(connection, code, reason: reason)
            watchIdleness()
        case .closeRoom(let code, let reason):
            logger.error("room closed", metadata: ["code": "\(code.rawValue)", "reason": "\(reason)"])
            metrics.add(1, to: .roomFailures)
            end(.failed)
            for connection in connections.values { outbox.close(connection.endpoint, code, reason: reason) }
            connections = [:]
        case .answered(let id, let refusal):
            logger.debug("batch answered", metadata: ["batch": "\(id)", "refusal": "\(refusal ?? "none")"])
            requests.answer(id, refusal: refusal)
        case .replied(let ticket, let answer):
            requests.answer(ticket, answer)
        case .rosterChanged(let standing):
            follower.follow(standing, of: id)
        case .unloaded:
            persistWakeUp()
        }
    }

    /// Reads the log off the loop.
    private func lookUp(_ question: UInt64, _ places: [ChainPlace]) {
        lookUps.begun = question
        threads.submit { _ in
            let found = Result { () throws(LogFailure) in try self.log.links(room: self.id, at: places) }
            self.loop.execute { self.lookedUp(question, found) }
        }
    }

    private func lookedUp(_ question: UInt64, _ found: Result<[Head], LogFailure>) {
        guard phase != .over else { return }
        if case .failure(let failure) = found {
            logger.error("the log cannot be read", metadata: ["failure": "\(failure)"])
        }
        handle(.lookedUp(question: question, try? found.get()))
        if let (endpoint, bytes) = lookUps.waiting.removeValue(forKey: question) {
            settleWhenAnswered(endpoint, bytes)
        }
    }

    func end(_ ending: Ending) {
        guard phase != .over else { return }
        phase = .over
        stopTime()
        settlePosted()
        for (endpoint, bytes, _) in unanswered { outbox.settle(endpoint, bytes) }
        for (endpoint, bytes) in lookUps.waiting.values { outbox.settle(endpoint, bytes) }
        unanswered = []
        lookUps.waiting = [:]
        requests.failAll()
        wakeFeeds()
        whenOver(self, ending)
        for promise in unloaded { promise.succeed() }
        unloaded = []
    }

    private func outboxClose(_ endpoint: WebSocketEndpoint, _ code: CloseCode, reason: String) {
        outbox.close(endpoint, code, reason: reason)
        dispatchLater()
    }

    // MARK: Once a tick

    /// What this tick decided goes out together, after all inputs that are queued already.
    private func dispatchLater() {
        guard !isDispatchDue else { return }
        isDispatchDue = true
        loop.execute {
            self.isDispatchDue = false
            self.appendAll()
            self.outbox.flush()
            self.metrics.add(self.room.takeTally())
        }
    }

    private func appendAll() {
        guard !undispatched.isEmpty else { return }
        let batch = AppendBatch(
            room: id, entries: undispatched, wakeUp: newWakeUp(hasEntries: true), erasures: erasures)
        erasures = []
        let bytes = bytes(of: undispatched)
        let arrivals = arrivals
        undispatched = []
        self.arrivals = []
        batches.begun += 1
        metrics.add(1, to: .appends)
        log.append(batch) { result in
            self.loop.execute {
                self.flushed(result, bytes: bytes)
                if case .success = result { self.acknowledged(arrivals) }
            }
        }
    }

    private func flushed(_ result: Result<AppendReceipt, LogFailure>, bytes: Int) {
        unflushedBytes -= bytes
        batches.ended += 1
        guard phase != .over else { return }
        switch result {
        case .success(let receipt):
            let before = room.flushedEvents
            handle(.appended(through: receipt.end, heads: receipt.heads))
            if room.flushedEvents > before { wakeFeeds() }
        case .failure(let failure):
            logger.error("the log failed", metadata: ["failure": "\(failure)"])
            handle(.appendFailed(reason: "the log could not be written; what is not saved is kept by you"))
        }
        settleAnswered()
        if unflushedBytes <= limits.unflushedBytesMax { settlePosted() }
    }

    private func acknowledged(_ arrivals: [NIODeadline]) {
        let now = NIODeadline.now()
        for arrival in arrivals {
            metrics.record(Int((now - arrival).nanoseconds), in: .acknowledgement)
        }
    }

    private func settlePosted() {
        for (endpoint, bytes) in unsettled { endpoint.settle(bytes) }
        unsettled = []
    }

    /// Lets the socket read on when its answer, which the room has given, is flushed and on its way.
    private func settleWhenAnswered(_ endpoint: WebSocketEndpoint, _ bytes: Int) {
        unanswered.append((endpoint, bytes, batches.begun + (undispatched.isEmpty ? 0 : 1)))
        settleAnswered()
        dispatchLater()
    }

    /// Lets those read on whose answers are in the outbox, once they are out of it.
    private func settleAnswered() {
        while let (endpoint, bytes, batch) = unanswered.first, batch <= batches.ended {
            unanswered.removeFirst()
            outbox.settle(endpoint, bytes)
        }
    }

    private func bytes(of entries: [LogEntry]) -> Int {
        entries.reduce(0) { $0 + $1.payload.count }
    }
}
