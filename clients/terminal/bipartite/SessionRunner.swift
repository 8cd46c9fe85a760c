import CRDT
import Committee
import Foundation
import NIOCore
import SyncClient

/// Runs one `ClientSession`: feeds it what happens, carries out what it decides, keeps its socket and its
/// disk.
///
/// An actor whose executor is one event loop: the socket's events arrive on it directly, so their order is
/// kept.
actor SessionRunner {
    /// What a caller that waits may look at.
    struct View {
        var session: ClientSession
        /// Attempts to connect that have failed since the last success.
        var failedAttempts: Int
        /// Why no further attempt will be made.
        var surrender: Failure?
    }

    private let loop: any EventLoop
    private nonisolated let executor: any SerialExecutor
    /// Safe: the loop is a process-wide singleton's and outlives every runner.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private var identity: Identity
    /// The unlocked key, in this process only: for tokens, never for signing.
    private let key: KeyFile.PrivateKey
    private var session: ClientSession
    private var store: MemberStore
    private var transport: WebSocketTransport?
    private var isSocketOpen = false
    private var whenClosed: CheckedContinuation<Void, Never>?
    private var failedAttempts = 0
    /// Sockets in a row on which we were denied; after the first a fresh token is asked for.
    private var denials = 0
    /// We were denied on this socket.
    private var isDenied = false
    /// The server let us in on this socket: the next attempt need not wait long.
    private var wasWelcomed = false
    private var surrender: Failure?
    private var diskFailure: Failure?
    private var isStopped = false
    private var isRoomUnsaved = false
    private var isFlushDue = false
    /// Where what takes the disk long is done, one after another: no key waits behind it.
    private let disk = DispatchQueue(label: "bipartite.disk")
    /// The record as the disk has it.
    private var keptRoom: RoomRecord
    private var connecting: Task<Void, Never>?
    private var ticking: RepeatedTask?
    private var waiters: [Int: (condition: (View) -> Bool, continuation: CheckedContinuation<Bool, Never>)] =
        [:]
    private var nextWaiter = 0
    private var observer: (@Sendable (ClientSession, [ClientSession.Effect]) -> Void)?

    init(
        identity: Identity, session: ClientSession, store: MemberStore, loop: any EventLoop,
        key: KeyFile.PrivateKey
    ) {
        self.identity = identity
        self.key = key
        self.session = session
        self.store = store
        keptRoom = session.room
        self.loop = loop
        executor = loop.executor
    }

    /// Hears of every effect of what came in by itself, after it was carried out, on the runner's own loop.
    /// Who changes the session in `with` has the effects already.
    func observe(_ observer: @escaping @Sendable (ClientSession, [ClientSession.Effect]) -> Void) {
        self.observer = observer
    }

    /// Runs the session's clock until `stop`.
    func start() {
        tick()
        ticking = loop.scheduleRepeatedTask(initialDelay: .milliseconds(250), delay: .milliseconds(250)) {
            _ in
            self.assumeIsolated { $0.tick() }
        }
    }

    /// Connects, and goes on connecting until `stop`. Only the first call does anything.
    func connect() {
        if connecting == nil { connecting = Task { await self.keepConnected() } }
    }

    /// Keeps what is to be kept, says goodbye and lets the folder go.
    func stop() async {
        isStopped = true
        ticking?.cancel()
        connecting?.cancel()
        try? saveRoom()
        try? flush()
        await transport?.close()
        store.release()
    }

    /// Looks at the session or changes it, and carries out what it decides. Throws what the disk did not
    /// take.
    ///
    /// - Parameter show: runs before anything is carried out: a letter is on the screen before it is on the
    ///   disk and on its way.
    @discardableResult
    func with<Result: Sendable>(
        _ body: @Sendable (inout ClientSession) -> (Result, [ClientSession.Effect]),
        show: @Sendable (Result) -> Void = { _ in }
    ) throws(Failure) -> Result {
        let (result, failure) = attempt(body, show: show)
        if let failure { throw failure }
        return result
    }

    /// As `with`, for results that must not be lost: yields them beside what the disk did not take.
    func attempt<Result: Sendable>(
        _ body: @Sendable (inout ClientSession) -> (Result, [ClientSession.Effect]),
        show: @Sendable (Result) -> Void = { _ in }
    ) -> (Result, Failure?) {
        let (result, effects) = body(&session)
        show(result)
        carryOut(effects)
        let failure = diskFailure
        diskFailure = nil
        return (result, failure)
    }

    func handle(_ input: ClientSession.Input) {
        perform(session.handle(input))
    }

    var view: View {
        // A compiler that leaves the way to this executor out ends the process here, and corrupts nothing
        // (docs/decisions/0010).
        preconditionIsolated()
        return View(session: session, failedAttempts: failedAttempts, surrender: surrender)
    }

    /// Waits until the condition holds; false if it did not within the time, or can not any more.
    func wait(_ duration: Duration, until condition: @escaping @Sendable (View) -> Bool) async -> Bool {
        if condition(view) { return true }
        if surrender != nil || duration <= .zero { return false }
        let number = nextWaiter
        nextWaiter += 1
        return await withCheckedContinuation { continuation in
            waiters[number] = (condition, continuation)
            loop.scheduleTask(in: TimeAmount(duration)) {
                self.assumeIsolated {
                    $0.waiters.removeValue(forKey: number)?.continuation.resume(returning: false)
                }
            }
        }
    }

    // MARK: What happens

    private func tick() {
        handle(.tick(now: UInt64(max(0, Date().timeIntervalSince1970 * 1000))))
    }

    private func heard(_ event: WebSocketTransport.Event) {
        switch event {
        case .frame(let bytes): handle(.frame(bytes))
        case .closed(let code):
            isSocketOpen = false
            transport = nil
            if code == 4401 { denied("the server does not accept this member's token any more") }
            handle(.disconnected)
            whenClosed?.resume()
            whenClosed = nil
        }
    }

    private func perform(_ effects: [ClientSession.Effect]) {
        carryOut(effects)
        if !effects.isEmpty { observer?(session, effects) }
    }

    private func carryOut(_ effects: [ClientSession.Effect]) {
        var whole: Set<DocumentName> = []
        for effect in effects {
            do {
                switch effect {
                case .send(let bytes): transport?.send(bytes)
                case .journal(let name, _) where whole.contains(name): break
                case .journal(let name, _) where store.behind.contains(name):
                    // The session is past all these effects: its snapshot holds them.
                    if let snapshot = session.snapshotForDisk(name) {
                        try store.replace(name, with: snapshot)
                    }
                    whole.insert(name)
                case .journal(let name, let record): try store.append(record, to: name)
                case .snapshot(let name, let snapshot): try store.replace(name, with: snapshot)
                case .room(let room): try keep(room)
                case .denied(let reason):
                    denied(reason)
                    transport?.drop()
                case .reconnect: transport?.drop()
                case .changed, .replaced, .presenceChanged, .eventsChanged, .answered, .statusChanged: break
                }
            } catch {
                diskFailure = error
            }
        }
        scheduleFlush()
        if session.link == .online { (denials, wasWelcomed) = (0, true) }
        wakeWaiters()
    }

    private func wakeWaiters() {
        guard !waiters.isEmpty else { return }
        let view = self.view
        for (number, waiter) in waiters.sorted(by: { $0.key < $1.key }) {
            let holds = waiter.condition(view)
            guard holds || surrender != nil else { continue }
            waiters.removeValue(forKey: number)?.continuation.resume(returning: holds)
        }
    }

    private func denied(_ reason: String) {
        // The end of a document and the end of the socket may both say it.
        guard !isDenied else { return }
        isDenied = true
        denials += 1
        if denials > 1 {
            surrender = Failure("Refused: \(reason). Ask your side for a new code.", .refused)
        }
    }

    /// Edits survive the end of this process at once, and a power cut this much later at most.
    private static let flushAfter = TimeAmount.milliseconds(200)

    private func scheduleFlush() {
        guard !store.unflushed.isEmpty, !isFlushDue else { return }
        isFlushDue = true
        loop.scheduleTask(in: Self.flushAfter) {
            self.assumeIsolated { runner in
                let flush = runner.store.beginFlush()
                runner.onDisk { () throws(Failure) in
                    try flush.run()
                } then: { runner, isDone in
                    runner.store.endFlush(isDone: isDone)
                    runner.isFlushDue = false
                    if isDone { runner.scheduleFlush() }
                }
            }
        }
    }

    /// Everything appended is on the disk.
    func flush() throws(Failure) {
        // What is under way is waited for: it may be of the same file.
        disk.sync {}
        try store.flush()
    }

    private func onDisk(
        _ work: @escaping @Sendable () throws(Failure) -> Void,
        then: @escaping @Sendable (isolated SessionRunner, _ isDone: Bool) -> Void = { _, _ in }
    ) {
        disk.async {
            let result = Result(catching: work)
            self.loop.execute {
                self.assumeIsolated { runner in
                    if case .failure(let failure) = result { runner.diskFailure = failure }
                    then(runner, (try? result.get()) != nil)
                }
            }
        }
    }

    // MARK: The room's record

    /// Heads change once a second while others write: they are written a second later, or at the end. What
    /// was put aside, and commands, are written at once: they stand nowhere else.
    private func keep(_ room: RoomRecord) throws(Failure) {
        if room.quarantine != keptRoom.quarantine || room.commands != keptRoom.commands
            || room.refused != keptRoom.refused
        {
            // After an older one that is under way.
            disk.sync {}
            try store.save(room)
            keptRoom = room
            return
        }
        if isRoomUnsaved { return }
        isRoomUnsaved = true
        loop.scheduleTask(in: .seconds(1)) { self.assumeIsolated { $0.saveRoomLater() } }
    }

    private func saveRoomLater() {
        guard isRoomUnsaved, !isStopped else { return }
        isRoomUnsaved = false
        let (file, room) = (store.roomFile, session.room)
        guard store.isKeeping else { return }
        onDisk { () throws(Failure) in try file.write(room) }
    }

    private func saveRoom() throws(Failure) {
        disk.sync {}
        guard isRoomUnsaved else { return }
        isRoomUnsaved = false
        try store.save(session.room)
    }

    // MARK: The link

    private func keepConnected() async {
        var backOff = BackOff()
        var random = SystemRandomNumberGenerator()
        while !isStopped, surrender == nil {
            do {
                let token = try await usableToken()
                let opened = try await WebSocketTransport.open(
                    identity.server, trust: identity.trust, on: loop
                ) { event in
                    self.assumeIsolated { $0.heard(event) }
                }
                if isStopped { return await opened.close() }
                // A bad line may have ended behind the handshake, and said so before this went on.
                guard opened.isOpen else { throw Failure("The line ended.", .unavailable) }
                (transport, isSocketOpen, isDenied) = (opened, true, false)
                failedAttempts = 0
                handle(.connected(token: token))
                let renewing = Task { await renewInTime() }
                if isSocketOpen { await withCheckedContinuation { whenClosed = $0 } }
                renewing.cancel()
                if wasWelcomed { backOff.reset() }
                wasWelcomed = false
            } catch {
                failedAttempts += 1
                if let failure = error as? Failure, failure.code == .refused || failure.code == .identity {
                    surrender = failure
                }
                wakeWaiters()
            }
            try? await Task.sleep(for: backOff.next(using: &random))
        }
    }

    /// A screen that is open for longer than a token is good goes on without losing its line.
    private func renewInTime() async {
        while !Task.isCancelled {
            let left = identity.expires - Date().timeIntervalSince1970 - Self.renewedBefore
            try? await Task.sleep(for: .seconds(max(60, left)))
            guard !Task.isCancelled, isSocketOpen else { return }
            if let token = try? await usableToken(for: Self.renewedBefore), isSocketOpen {
                handle(.renewed(token: token))
            }
        }
    }

    /// A token is renewed so many seconds before it runs out.
    private static let renewedBefore = 600.0

    /// Posts to the server as this member, beside the socket.
    @discardableResult
    func post(_ path: String, _ body: AnyValue, language: String? = nil) async throws -> AnyValue {
        try await caller.post(path, body, token: try await usableToken(), language: language)
    }

    /// Gets from the server as this member, beside the socket.
    func get(_ path: String, language: String) async throws -> String {
        try await caller.get(path, token: try await usableToken(), language: language)
    }

    private var caller: HTTPCaller {
        HTTPCaller(server: identity.server, trust: identity.trust, loop: loop)
    }

    /// The kept token, or a fresh one when it was refused or is not good for so many seconds more.
    private func usableToken(for seconds: Double = 60) async throws -> String {
        let left = identity.expires - Date().timeIntervalSince1970
        if denials == 0, left > seconds, !identity.token.isEmpty { return identity.token }
        (identity.token, identity.expires) = try await Accounts(http: caller).renew(identity, with: key)
        if store.isOwner { try identity.save() }
        return identity.token
    }
}
