/// One scenario against one server. Everything happens on one thread, so nothing is locked and the
/// generator's share of a core is its whole cost.
final class LoadRun {
    let plan: LoadPlan
    let host: String
    let port: Int
    /// Request targets, one a room.
    let paths: [String]
    let server: LoadedProcess
    let loop = LoadLoop()

    var connections: [LoadConnection] = []
    var rooms: [TypingRoom] = []
    /// Presence of connection n: how often it was renewed.
    var renewals: [UInt64] = []
    /// The engine id each connection is present under.
    var clients: [UInt64] = []
    /// Updates of the upload that have not come back.
    var uploadsLeft = 0
    /// The storm that is under way.
    var storm: Storm?
    /// When the members of `join` began to connect.
    var joinStart: UInt64?
    var isTyping = false
    var counts = Counts()
    private var failure: LoadFailure?
    /// Connections that are being opened and have no document yet.
    private var opening = 0

    /// What came in since it was last set to zero.
    struct Counts {
        var deliveries = 0
        /// Updates that everybody has.
        var updates = 0
        var awareness = 0
        var latencies = Latencies()
        /// Deaf connections that the server let go.
        var dropped = 0
    }

    init(plan: LoadPlan, host: String, port: Int, paths: [String], server: LoadedProcess) {
        self.plan = plan
        self.host = host
        self.port = port
        self.paths = paths
        self.server = server
    }

    func measure(warmUp: Double, seconds: Double) throws -> LoadResult {
        // The writers first: pycrdt-websocket fails when many open one room that is not there yet.
        try open(1, inEachOf: 0..<plan.rooms)
        for room in 0..<plan.rooms where plan.connectionsPerRoom > 1 {
            try open(plan.connectionsPerRoom - 1, inEachOf: room..<room + 1)
        }
        if case .joining(let members, let bytes) = plan.traffic {
            return try join(members: members, bytes: bytes)
        }
        if case .storm(let seconds) = plan.traffic { return try storm(within: seconds) }
        if plan.deaf > 0 { try openDeaf(plan.deaf) }
        startTraffic()
        try wait(seconds: warmUp)
        let dropped = counts.dropped
        counts = Counts()
        counts.dropped = dropped
        let start = try reading()
        try wait(seconds: seconds)
        let end = try reading()
        isTyping = false
        var result = LoadResult(from: start, to: end, counts: counts, server: server)
        if plan.deaf > 0 { result.dropped = counts.dropped }
        return result
    }

    /// Clocks of both processes at one moment.
    struct Reading {
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
    func open(_ count: Int, inEachOf rooms: Range<Int>) throws -> [LoadConnection] {
        opening = count * rooms.count
        let opened = rooms.flatMap { room in (0..<count).compactMap { _ in connect(to: room) } }
        try wait(seconds: 60, for: "all connections to get their document") { self.opening == 0 }
        return opened
    }

    func connect(to room: Int) -> LoadConnection? {
        do {
            let connection = try LoadConnection(
                number: connections.count, room: room, path: paths[room], owner: self)
            connections.append(connection)
            return connection
        } catch {
            fail(error)
            return nil
        }
    }

    func joined(_ connection: LoadConnection) {
        if let joinStart { counts.latencies.add(nanoseconds: LoadLoop.now - joinStart) }
        opening -= 1
    }

    func ended(_ connection: LoadConnection, reason: String, isForNow: Bool = false) {
        if connection.isDeaf { return counts.dropped += 1 }
        if isForNow, storm != nil { return refusedForNow(connection) }
        fail(LoadFailure("connection \(connection.number): \(reason)"))
    }

    func fail(_ failure: LoadFailure) {
        if self.failure == nil { self.failure = failure }
    }

    // MARK: Time

    /// Lets the load go on for so long.
    func wait(seconds: Double) throws(LoadFailure) {
        loop.run(until: LoadLoop.now + UInt64(seconds * 1e9)) { self.failure != nil }
        if let failure { throw failure }
    }

    /// Lets the load go on until `isDone`; so many seconds are too long.
    func wait(seconds: Double, for what: String, until isDone: () -> Bool) throws(LoadFailure) {
        let wasDone = loop.run(until: LoadLoop.now + UInt64(seconds * 1e9)) { isDone() || failure != nil }
        if let failure { throw failure }
        guard wasDone else { throw LoadFailure("\(Int(seconds)) s were not enough for \(what)") }
    }
}
