import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import Synchronization

/// Why no room was given out.
enum RoomUnavailable: Error, CustomStringConvertible {
    case stopping
    case notLoaded(LogFailure)
    case damaged(RoomFailure)

    var description: String {
        switch self {
        case .stopping: "the server is stopping"
        case .notLoaded(let failure): failure.description
        case .damaged(.damaged(let position, let reason)):
            "the log is damaged at \(position.rawValue): \(reason)"
        }
    }
}

/// The rooms that are loaded: loads one when it is asked for, lets it go when it idles.
final class RoomDirectory: Sendable {
    private let log: any RoomLog
    private let signer: HeadSigner
    private let configuration: ServerConfiguration
    private let threads: NIOThreadPool
    private let metrics: ServerMetrics
    private let follower: AccountsFollower
    private let logger: Logger
    private let state: Mutex<State>

    private struct State {
        var rooms: [String: Entry] = [:]
        var isStopping = false
        var shares: LoopShares
    }

    private enum Entry {
        case loading(EventLoopPromise<RoomHost>, waiting: Int)
        case open(RoomHost)
        /// Writes its last entries; whoever asks for it waits until it can be loaded again.
        case unloading(RoomHost)
        /// Its log failed; it is not read again before then.
        case failed(until: NIODeadline)
    }

    init(
        log: any RoomLog, signer: HeadSigner, configuration: ServerConfiguration, loops: any EventLoopGroup,
        threads: NIOThreadPool, metrics: ServerMetrics, follower: AccountsFollower, logger: Logger
    ) {
        self.log = log
        self.signer = signer
        self.configuration = configuration
        state = Mutex(State(shares: LoopShares(loops)))
        self.threads = threads
        self.metrics = metrics
        self.follower = follower
        self.logger = logger
    }

    /// How many rooms are in memory, by what becomes of them.
    var counts: (loading: Int, loaded: Int, unloading: Int, failed: Int) {
        state.withLock { state in
            state.rooms.values.reduce(into: (0, 0, 0, 0)) { counts, entry in
                switch entry {
                case .loading: counts.0 += 1
                case .open: counts.1 += 1
                case .unloading: counts.2 += 1
                case .failed: counts.3 += 1
                }
            }
        }
    }

    /// Whether the room's log failed, and the room was not loaded since.
    func hasFailed(_ id: String) -> Bool {
        state.withLock { state in if case .failed = state.rooms[id] { true } else { false } }
    }

    /// Whether somebody has the room in memory, or is about to.
    func holds(_ id: String) -> Bool {
        state.withLock { state in
            switch state.rooms[id] {
            case .loading, .open, .unloading: true
            case .failed(let until): until > .now()
            case nil: false
            }
        }
    }

    /// The room, loaded, with a lease on it: the caller must `join` or `release`. Fails with
    /// `RoomUnavailable`.
    ///
    /// - Parameters:
    ///   - loop: the asker's. A room that is loaded for it runs there if that is fair.
    ///   - isQuiet: for a reporter; that the room is loaded for one is neither logged nor counted.
    func lease(_ id: String, on loop: any EventLoop, isQuiet: Bool = false) -> EventLoopFuture<RoomHost> {
        enum Step {
            case ready(RoomHost)
            case wait(EventLoopFuture<RoomHost>)
            case load(EventLoopPromise<RoomHost>, after: EventLoopFuture<Void>?)
            case refuse
        }
        let step: Step = state.withLock { state in
            guard !state.isStopping else { return .refuse }
            switch state.rooms[id] {
            case .open(let host):
                host.lease()
                return .ready(host)
            case .loading(let promise, let waiting):
                state.rooms[id] = .loading(promise, waiting: waiting + 1)
                return .wait(promise.futureResult)
            case .unloading(let host):
                let promise = state.shares.home(near: loop).makePromise(of: RoomHost.self)
                state.rooms[id] = .loading(promise, waiting: 1)
                return .load(promise, after: host.unload())
            case .failed(let until) where until > .now():
                let promise = state.shares.home(near: loop).makePromise(of: RoomHost.self)
                state.rooms[id] = .loading(promise, waiting: 1)
                let pause = promise.futureResult.eventLoop.scheduleTask(deadline: until) {}
                return .load(promise, after: pause.futureResult)
            case .failed, nil:
                let promise = state.shares.home(near: loop).makePromise(of: RoomHost.self)
                state.rooms[id] = .loading(promise, waiting: 1)
                return .load(promise, after: nil)
            }
        }
        switch step {
        case .ready(let host): return loop.makeSucceededFuture(host)
        case .wait(let future): return future.hop(to: loop)
        case .refuse: return loop.makeFailedFuture(RoomUnavailable.stopping)
        case .load(let promise, let before):
            let start = before ?? promise.futureResult.eventLoop.makeSucceededVoidFuture()
            start.whenComplete { _ in self.load(id, promise: promise, isQuiet: isQuiet) }
            return promise.futureResult.hop(to: loop)
        }
    }

    private func load(_ id: String, promise: EventLoopPromise<RoomHost>, isQuiet: Bool) {
        let loop = promise.futureResult.eventLoop
        threads.submit { _ in
            let begin = NIODeadline.now()
            let result = Result { () throws(RoomUnavailable) in
                try self.wake(id, on: loop, isQuiet: isQuiet)
            }
            if !isQuiet { self.count(result, since: begin) }
            self.state.withLock { state in
                guard case .loading(_, let waiting) = state.rooms[id] else { return }
                switch result {
                case .success(let woken):
                    woken.host.lease(waiting)
                    state.rooms[id] = .open(woken.host)
                case .failure(.notLoaded(.unknownRoom)), .failure(.stopping):
                    state.rooms[id] = nil
                case .failure:
                    // A damaged room is read again as seldom as one whose log failed.
                    state.rooms[id] = .failed(until: .now() + self.pause)
                }
            }
            // What this writes can fail, and the end of a host is noted only once it is open.
            if case .success(let woken) = result, !woken.keys.isEmpty { woken.host.register(woken.keys) }
            promise.completeWith(result.map(\.host).mapError { $0 as any Error })
        }
    }

    /// How long a room that failed is not read again.
    private var pause: TimeAmount { .milliseconds(Int64(configuration.limits.reopenMilliseconds)) }

    private func count(_ result: Result<Woken, RoomUnavailable>, since begin: NIODeadline) {
        if case .failure = result { return metrics.elsewhere.add(1, to: .roomLoadFailures) }
        metrics.elsewhere.add(1, to: .roomLoads)
        metrics.elsewhere.record(Int((NIODeadline.now() - begin).nanoseconds), in: .roomLoad)
    }

    /// A room that was loaded, and the keys of the accounts that it does not know yet.
    private struct Woken {
        let host: RoomHost
        let keys: [AccountKey]
    }

    private func wake(
        _ id: String, on loop: any EventLoop, isQuiet: Bool
    ) throws(RoomUnavailable) -> Woken {
        let image: RoomImage
        do { image = try log.load(room: id) } catch { throw .notLoaded(error) }
        var calendar = FactoryCalendar(image: image)
        let today = calendar.today(now: configuration.now())
        do {
            let room = try Room(
                id: id, image: image, limits: configuration.roomLimits, signer: signer, day: today)
            if !isQuiet {
                logger.info("room loaded", metadata: ["room": "\(id)", "entries": "\(image.entries.count)"])
            }
            let host = RoomHost(
                id: id, room: room, wakeUp: image.wakeUp, calendar: calendar, now: configuration.now,
                loop: loop, log: log, threads: threads, limits: configuration.limits,
                metrics: metrics.shard(of: loop), follower: follower, logger: logger, isQuiet: isQuiet,
                whenOver: { [weak self] host, ending in self?.over(host, ending) })
            let keys = follower.follow(room, of: id)
            let isNews = !AccountsFollower.registrations(of: keys, in: room, day: today).isEmpty
            return Woken(host: host, keys: isNews ? keys : [])
        } catch { throw .damaged(error) }
    }

    /// A host idles, or has come to its end.
    private func over(_ host: RoomHost, _ ending: RoomHost.Ending) {
        switch ending {
        case .idle:
            let mayUnload = state.withLock { state in
                guard case .open(host) = state.rooms[host.id], !host.isLeased else { return false }
                state.rooms[host.id] = .unloading(host)
                return true
            }
            if mayUnload { _ = host.unload() }
        case .unloaded, .failed:
            if !host.isQuiet { logger.info("room unloaded", metadata: ["room": "\(host.id)"]) }
            forget(host, isFailed: ending == .failed)
        }
    }

    private func forget(_ host: RoomHost, isFailed: Bool) {
        state.withLock { state in
            switch state.rooms[host.id] {
            case .open(host), .unloading(host):
                state.rooms[host.id] = isFailed ? .failed(until: .now() + pause) : nil
            default:
                break
            }
        }
    }

    /// Gives out no more rooms and unloads those there are.
    func stop(on loop: any EventLoop) -> EventLoopFuture<Void> {
        let entries = state.withLock { state in
            state.isStopping = true
            return Array(state.rooms.values)
        }
        let ends = entries.compactMap { entry -> EventLoopFuture<Void>? in
            switch entry {
            case .open(let host), .unloading(let host): host.unload()
            case .loading(let promise, _):
                promise.futureResult.flatMap { $0.unload() }.flatMapErrorThrowing { _ in }
            case .failed: nil
            }
        }
        return .andAllComplete(ends, on: loop)
    }
}

extension RoomHost: Equatable {
    static func == (left: RoomHost, right: RoomHost) -> Bool { left === right }
}
