extension LoadRun {
    /// The line is cut for everybody; within `seconds` all come back, each with an edit nobody has seen, and
    /// try again later when they are told to. Measured is the time from a connection's first try until it has
    /// the document and its edit is acknowledged.
    func storm(within seconds: Double) throws -> LoadResult {
        for connection in connections { connection.close() }
        connections = []
        try wait(seconds: 1)
        server.forgetPeak()
        let count = plan.rooms * plan.connectionsPerRoom
        counts = Counts()
        storm = Storm(left: count)
        let start = try reading()
        for number in 0..<count {
            let due = LoadLoop.now + UInt64.random(in: 0..<UInt64(seconds * 1e9))
            loop.schedule(at: due) { self.comeBack(number, since: due) }
        }
        try wait(seconds: 120, for: "all \(count) to be in sync again") { self.storm?.left == 0 }
        let end = try reading()
        var result = LoadResult(from: start, to: end, counts: counts, server: server)
        result.storm_s = end.wall - start.wall
        result.told_later = storm?.toldLater
        return result
    }

    private func comeBack(_ number: Int, since start: UInt64) {
        guard let connection = connect(to: number % plan.rooms) else { return }
        connection.edit = Typist(client: .random(in: 1..<1 << 32)).first
        connection.startedAt = start
        connection.number = number
    }

    /// The server cannot take this one now: it comes again, later each time, as y-websocket does.
    func refusedForNow(_ connection: LoadConnection) {
        storm?.toldLater += 1
        let number = connection.number
        let start = connection.startedAt
        loop.schedule(at: LoadLoop.now + .random(in: 500_000_000..<2_500_000_000)) {
            self.comeBack(number, since: start)
        }
    }

    /// Its edit has come back: it is in sync.
    func acknowledged(_ connection: LoadConnection) {
        counts.latencies.add(nanoseconds: LoadLoop.now - connection.startedAt)
        storm?.left -= 1
    }
}

/// How far a storm is.
struct Storm {
    var left: Int
    /// Tries that were answered with "later": HTTP 503, close code 1013, or no connection at all.
    var toldLater = 0
}
