import CLinux
import Foundation

/// The generator's one thread: sockets that are ready and timers that are due, one after another.
///
/// Straight on epoll and not on an event-loop library, so that the generator costs little beside the
/// server it shares the machine with.
final class LoadLoop {
    /// Timers go off together when they lie closer than this (ns).
    private static let timerStep: UInt64 = 500_000

    private let epoll: Int32
    /// By the number they are known to the kernel under; nobody gets a number twice.
    private var connections: [LoadConnection?] = []
    /// The next due last.
    private var timers: [(due: UInt64, action: () -> Void)] = []
    private var unflushed: [LoadConnection] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    init() { epoll = epoll_create1(0) }

    deinit { close(epoll) }

    static var now: UInt64 { UInt64(Clock.wall() * 1_000_000) }

    func schedule(at due: UInt64, _ action: @escaping () -> Void) {
        var low = 0
        var high = timers.count
        while low < high {
            let middle = (low + high) / 2
            if timers[middle].due > due { low = middle + 1 } else { high = middle }
        }
        timers.insert((due, action), at: low)
    }

    // MARK: Connections

    /// From now on the connection hears when it can read, and once when it can write.
    func add(_ connection: LoadConnection) -> UInt64 {
        let number = UInt64(connections.count)
        connections.append(connection)
        control(EPOLL_CTL_ADD, connection.socket, number, EPOLLIN.rawValue | EPOLLOUT.rawValue)
        return number
    }

    /// What else than the end of the connection is of interest.
    func watch(_ connection: LoadConnection, reading: Bool, writing: Bool) {
        let events = (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
        control(EPOLL_CTL_MOD, connection.socket, connection.key, events | EPOLLRDHUP.rawValue)
    }

    /// The kernel forgets a socket when it is closed.
    func remove(_ connection: LoadConnection) {
        connections[Int(connection.key)] = nil
        connection.socket.close()
    }

    /// Sends what the connection has queued, once all that has come is read.
    func flushLater(_ connection: LoadConnection) { unflushed.append(connection) }

    private func control(_ what: Int32, _ socket: LoadSocket, _ number: UInt64, _ events: UInt32) {
        var event = unsafe epoll_event(events: events, data: epoll_data_t(u64: number))
        _ = unsafe epoll_ctl(epoll, what, socket.descriptor, &event)
    }

    // MARK: Running

    /// Works until `isDone`, or until `deadline`; returns whether it was done.
    @discardableResult
    func run(until deadline: UInt64, or isDone: () -> Bool = { false }) -> Bool {
        while !isDone() {
            guard Self.now < deadline else { return false }
            flush()
            serve(waitingUntil: min(deadline, timers.last?.due ?? .max))
            let now = Self.now
            while let next = timers.last, next.due <= now { timers.removeLast().action() }
        }
        flush()
        return true
    }

    private func flush() {
        let full = unflushed
        unflushed.removeAll(keepingCapacity: true)
        for connection in full { connection.flush() }
    }

    private func serve(waitingUntil due: UInt64) {
        let now = Self.now
        let pause = due > now ? max(due - now, Self.timerStep) : 0
        var time = timespec(tv_sec: Int(pause / 1_000_000_000), tv_nsec: Int(pause % 1_000_000_000))
        unsafe withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 512) { ready in
            let count = unsafe epoll_pwait2(epoll, ready.baseAddress, Int32(ready.count), &time, nil)
            for index in 0..<Int(max(0, count)) {
                let event = unsafe ready[index]
                unsafe serve(Int(event.data.u64), event.events)
            }
        }
    }

    private func serve(_ key: Int, _ events: UInt32) {
        guard let connection = connections[key] else { return }
        if events & EPOLLOUT.rawValue != 0 { connection.canWrite() }
        if events & ~EPOLLOUT.rawValue != 0 { read(connection) }
    }

    private func read(_ connection: LoadConnection) {
        if connection.isDeaf { return connection.lost("the server closed the connection") }
        switch connection.socket.receive(into: &buffer) {
        case .bytes(let count):
            let bytes = buffer
            connection.receive(bytes.span.extracting(first: count))
        case .nothing: break
        case .end(let reason): connection.lost(reason)
        }
    }
}
