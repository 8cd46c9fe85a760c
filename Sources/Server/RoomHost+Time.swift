import Foundation
import NIOCore
import RoomCore
import RoomLog

/// What comes to a room by the clock: ticks, an idle room's end, the next day on which it must be awake.
extension RoomHost {
    func startTime() {
        guard ticks == nil else { return }
        tick()
        ticks = loop.scheduleRepeatedTask(
            initialDelay: .milliseconds(100), delay: .milliseconds(100), { _ in self.tick() })
    }

    func stopTime() {
        ticks?.cancel()
        ticks = nil
        idleTimer?.cancel()
        idleTimer = nil
    }

    func tick() {
        outbox.forgetUnused()
        handle(.tick(now: NIODeadline.now().uptimeNanoseconds / 1_000_000, day: today()))
    }

    /// A factory's days begin elsewhere once its record says so: what is due is looked at under the new day,
    /// and the next wake-up goes out with the entry that changed it.
    func followTimeZone() {
        guard room.timeZone != calendar.timeZone, phase == .open else { return }
        calendar = FactoryCalendar(timeZone: room.timeZone)
        tick()
    }

    func today() -> String { calendar.today(now: now()) }

    func watchIdleness() {
        guard phase == .open, connections.isEmpty, !isLeased, idleTimer == nil else { return }
        ticks?.cancel()
        ticks = nil
        idleTimer = loop.scheduleTask(in: .seconds(Int64(limits.idleSecondsMax))) {
            self.idleTimer = nil
            if self.phase == .open, self.connections.isEmpty { self.whenOver(self, .idle) }
        }
    }

    // MARK: The next clock (D18)

    /// Runs what is due, and lets the room go again if nobody uses it. Uses up a lease. Completes when the
    /// room is unloaded, or at once if it is in use: then its own ticks see to the rest.
    func runClocks() -> EventLoopFuture<Void> {
        loop.flatSubmit {
            if self.phase == .open { self.tick() }
            self.endLease()
            if self.phase == .open, self.connections.isEmpty, !self.isLeased {
                self.stopTime()
                self.whenOver(self, .idle)
            }
            // Unless somebody came meanwhile the unloading is in the queue now, and begins before this.
            return self.loop.submit {}.flatMap {
                self.phase == .open ? self.loop.makeSucceededVoidFuture() : self.unload()
            }
        }
    }

    /// What the log is to know of the room's next clock from now on; nil: what it knows already.
    func newWakeUp(hasEntries: Bool) -> WakeUp? {
        let next: WakeUp
        switch room.nextClock {
        case nil: next = hasEntries ? .now : wakeUp
        case .now: next = .now
        case .day(let day): next = .at(calendar.start(of: day))
        case .never: next = .never
        }
        guard next != wakeUp else { return nil }
        wakeUp = next
        return next
    }

    /// The room's last word, where no entry carried it. If it cannot be written the log goes on saying
    /// something earlier, and the room is looked at once too often.
    func persistWakeUp() {
        guard let wakeUp = newWakeUp(hasEntries: false) else { return end(.unloaded) }
        log.append(AppendBatch(room: id, entries: [], wakeUp: wakeUp)) { _ in
            self.loop.execute { self.end(.unloaded) }
        }
    }
}
