import Foundation
import Logging
import NIOCore
import NIOPosix
import RoomLog
import Synchronization

/// Loads the rooms whose clocks are due, has them run, and lets them go (D18).
///
/// Rooms unload, clocks do not: when a room must be looked at next stands in the log beside its last entry.
/// A room that is in memory runs its own clocks and is passed over.
final class Waker: Sendable {
    private let log: any RoomLog
    private let directory: RoomDirectory
    private let follower: AccountsFollower
    private let intake: IntakeDesk?
    private let limits: ServerLimits
    private let threads: NIOThreadPool
    private let now: @Sendable () -> Date
    private let logger: Logger
    /// Rooms that could not be loaded, and until when they are left alone.
    private let resting = Mutex<[String: NIODeadline]>([:])

    init(
        log: any RoomLog, directory: RoomDirectory, follower: AccountsFollower, intake: IntakeDesk? = nil,
        configuration: ServerConfiguration, threads: NIOThreadPool, logger: Logger
    ) {
        self.log = log
        self.directory = directory
        self.follower = follower
        self.intake = intake
        limits = configuration.limits
        self.threads = threads
        now = configuration.now
        self.logger = logger
    }

    /// Begins to look; the next look starts when the last has seen to every room.
    func start(on loop: any EventLoop) -> RepeatedTask {
        loop.scheduleRepeatedAsyncTask(
            initialDelay: .zero, delay: .seconds(Int64(limits.wakerSeconds))
        ) { _ in
            self.look(on: loop).flatMap { _ in self.releaseReports(on: loop) }
        }
    }

    /// Writes what the accounts could not take before, and wakes every room that is due now. Tells how many
    /// there were; fails never.
    func look(on loop: any EventLoop) -> EventLoopFuture<Int> {
        let moment = Int64(now().timeIntervalSince1970)
        let due = threads.runIfActive(eventLoop: loop) {
            self.follower.writeLeft()
            return try self.log.rooms(dueBy: moment)
        }
        return due.map { rooms in rooms.filter { self.mayWake($0) } }
            .flatMap { rooms -> EventLoopFuture<Int> in
                let queue = Queue(rooms)
                let lanes = (0..<min(self.limits.wakingRoomsMax, rooms.count)).map { _ in
                    self.wakeNext(of: queue, on: loop)
                }
                return EventLoopFuture.andAllComplete(lanes, on: loop).map { rooms.count }
            }
            .flatMapErrorThrowing { error in
                self.logger.error("the due rooms cannot be read", metadata: ["failure": "\(error)"])
                return 0
            }
    }

    /// Lets out the anonymous reports of days that are over.
    private func releaseReports(on loop: any EventLoop) -> EventLoopFuture<Void> {
        guard let intake else { return loop.makeSucceededVoidFuture() }
        return loop.makeFutureWithTask { await intake.releaseDue() }
    }

    private func mayWake(_ room: String) -> Bool {
        let isResting = resting.withLock { resting in
            guard let until = resting[room] else { return false }
            if until <= .now() { resting[room] = nil }
            return until > .now()
        }
        return !isResting && !directory.holds(room)
    }

    private func wakeNext(of queue: Queue, on loop: any EventLoop) -> EventLoopFuture<Void> {
        guard let room = queue.next() else { return loop.makeSucceededVoidFuture() }
        return wake(room, on: loop).hop(to: loop).flatMap { self.wakeNext(of: queue, on: loop) }
    }

    private func wake(_ room: String, on loop: any EventLoop) -> EventLoopFuture<Void> {
        directory.lease(room, on: loop).flatMap { $0.runClocks() }.map {
            // Its log failed, and the room said so.
            if self.directory.hasFailed(room) { self.rest(room) }
        }.flatMapErrorThrowing { error in
            if case RoomUnavailable.stopping = error { return }
            self.logger.error(
                "a room whose clocks are due cannot be loaded",
                metadata: ["room": "\(room)", "failure": "\(error)"])
            self.rest(room)
        }
    }

    private func rest(_ room: String) {
        let pause = TimeAmount.seconds(Int64(limits.wakerRetrySeconds))
        resting.withLock { $0[room] = .now() + pause }
    }
}

/// What several lanes take from, one after another.
private final class Queue: Sendable {
    private let rooms: Mutex<ArraySlice<String>>

    init(_ rooms: [String]) {
        self.rooms = Mutex(rooms[...])
    }

    func next() -> String? { rooms.withLock { $0.popFirst() } }
}
