import Foundation
import NIOCore
import NIOPosix

/// One scenario against one server. Everything happens on one event loop, so nothing is locked and the
/// generator's share of a core is its whole cost.
///
/// Safe to share although unchecked: what is mutable is touched on `loop` only.
final class LoadRun: @unchecked Sendable {
    let plan: LoadPlan
    let host: String
    let port: Int
    /// Request targets, one a room.
    let paths: [String]
    let server: LoadedProcess
    let loop: any EventLoop

    var connections: [LoadConnection] = []
    var rooms: [TypingRoom] = []
    /// Connections that have something to flush at the end of this read.
    var unflushed: [LoadConnection] = []
    /// Presence of connection n: how often it was renewed.
    var renewals: [UInt64] = []
    /// The engine id each connection is present under.
    var clients: [UInt64] = []
    /// How many updates of the upload have not come back.
    var upload: (left: Int, promise: EventLoopPromise<Void>)?
    /// The storm that is under way.
    var storm: Storm?
    /// When the members of `join` began to connect.
    var joinStart: UInt64?
    var isTyping = false
    var counts = Counts()
    private var failure: LoadFailure?
    private var waiting: (count: Int, promise: EventLoopPromise<Void>)?

    /// What came in since it was last set to zero.
    struct Counts: Sendable {
        var deliveries = 0
        /// Updates that everybody has.
        var updates = 0
        var awareness = 0
        var latencies = Latencies()
        /// Deaf connections that the server let go.
        var dropped = 0
    }

    init(plan: LoadPlan, host: String, port: Int, paths: [String], server: LoadedProcess, loop: any EventLoop)
    {
        self.plan = plan
        self.host = host
        self.port = port
        self.paths = paths
        self.server = server
        self.loop = loop
    }

    func measure(warmUp: Double, seconds: Double) async throws -> LoadResult {
        // The writers first: pycrdt-websocket fails when many open one room that is not there yet.
        try await open(1, inEachOf: 0..<plan.rooms)
        for room in 0..<plan.rooms where plan.connectionsPerRoom > 1 {
            try await open(plan.connectionsPerRoom - 1, inEachOf: room..<room + 1)
        }
        if case .joining(let members, let bytes) = plan.traffic {
            return try await join(members: members, bytes: bytes)
        }
        if case .storm(let seconds) = plan.traffic { return try await storm(within: seconds) }
        if plan.deaf > 0 { try await openDeaf(plan.deaf) }
        try await onLoop { self.startTraffic() }
        try await wait(seconds: warmUp)
        let start = try await onLoop {
            let dropped = self.counts.dropped
            self.counts = Counts()
            self.counts.dropped = dropped
            return try self.reading()
        }
        try await wait(seconds: seconds)
        return try await onLoop {
            let end = try self.reading()
            self.isTyping = false
            if let failure = self.failure { throw failure }
            var result = LoadResult(from: start, to: end, counts: self.counts, server: self.server)
            if self.plan.deaf > 0 { result.dropped = self.counts.dropped }
            return result
        }
    }

    /// Clocks of both processes at one moment.
    struct Reading: Sendable {
        var wall: Double
        var serverCPU: Double
        var ownCPU: Double
    }

    func reading() throws -> Reading {
        Reading(
            wall: Clock.wall() / 1000, serverCPU: try server.cpuSeconds(), ownCPU: Clock.cpu() / 1000)
    }

    // MARK: Connections

    /// Opens so many connections at once and returns when each has its document.
    @discardableResult
    func open(_ count: Int, inEachOf rooms: Range<Int>) async throws -> [LoadConnection] {
        let opened = try await onLoop {
            self.waiting = (count * rooms.count, self.loop.makePromise(of: Void.self))
            return rooms.flatMap { room in (0..<count).map { _ in self.connect(to: room) } }
        }
        let giveUp = loop.scheduleTask(in: .seconds(60)) {
            self.fail(LoadFailure("not all connections got their document within 60 s"))
        }
        defer { giveUp.cancel() }
        try await onLoop { self.waiting?.promise.futureResult }?.get()
        return opened
    }

    func connect(to room: Int) -> LoadConnection {
        let connection = LoadConnection(
            number: connections.count, room: room, host: host, path: paths[room], owner: self)
        connections.append(connection)
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            // One read a wake-up: the second would mostly find nothing.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
            .connect(host: host, port: port)
            .whenFailure { error in
                if self.storm == nil {
                    self.fail(LoadFailure("\(error)"))
                } else {
                    self.refusedForNow(connection)
                }
            }
        return connection
    }

    func joined(_ connection: LoadConnection) {
        if let joinStart { counts.latencies.add(nanoseconds: Self.now - joinStart) }
        guard let (count, promise) = waiting else { return }
        waiting = count == 1 ? nil : (count - 1, promise)
        if count == 1 { promise.succeed() }
    }

    func ended(_ connection: LoadConnection, reason: String, isForNow: Bool = false) {
        if connection.isDeaf { return counts.dropped += 1 }
        if isForNow, storm != nil { return refusedForNow(connection) }
        fail(LoadFailure("connection \(connection.number): \(reason)"))
    }

    func fail(_ failure: LoadFailure) {
        if self.failure == nil { self.failure = failure }
        waiting?.promise.fail(failure)
        waiting = nil
    }

    func flush() {
        guard !unflushed.isEmpty else { return }
        let full = unflushed
        unflushed.removeAll(keepingCapacity: true)
        for connection in full { connection.flush() }
    }

    // MARK: The loop

    func onLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await loop.submit {
            let value = try body()
            self.flush()
            return value
        }.get()
    }

    func wait(seconds: Double) async throws {
        try await loop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {}.futureResult.get()
    }
}
