import NIOCore

/// What rooms may work for one connection: a burst at once, then a share of the time.
///
/// A question or an update of a few bytes may cost a walk through a whole document. Whoever has used its
/// budget up is not refused: nothing more is read from it until it has made up for it.
struct WorkBudget: Sendable {
    private let burst: Int64
    private let percent: Int64
    /// Nanoseconds of work not made up for yet, as of `since`.
    private var debt: Int64 = 0
    private var since: NIODeadline

    init(_ limits: ServerLimits, at now: NIODeadline) {
        burst = Int64(limits.workMillisecondsBurst) * 1_000_000
        percent = Int64(min(100, limits.workPercent))
        since = now
    }

    /// Counts work that was done; returns how long it takes to make up for what is beyond the burst.
    mutating func spend(_ work: TimeAmount, at now: NIODeadline) -> TimeAmount? {
        debt = max(0, debt - (now - since).nanoseconds / 100 * percent) + work.nanoseconds
        since = now
        guard debt > burst else { return nil }
        return .nanoseconds((debt - burst) / percent * 100)
    }
}

extension RoomConnection {
    /// Its room has worked for it; to be called on the room's loop.
    func spend(_ work: TimeAmount, on loop: any EventLoop) {
        guard let pause = budget.spend(work, at: .now()), !isHeldBack else { return }
        isHeldBack = true
        let hold = endpoint.services.limits.inboundBytesMax
        endpoint.charge(hold)
        loop.scheduleTask(in: pause) {
            self.isHeldBack = false
            self.spend(.zero, on: loop)
            self.endpoint.settle(hold)
        }
    }
}
