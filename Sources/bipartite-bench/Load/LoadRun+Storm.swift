import NIOCore

extension LoadRun {
    /// The line is cut for everybody; within `seconds` all come back, each with an edit nobody has seen, and
    /// try again later when they are told to. Measured is the time from a connection's first try until it has
    /// the document and its edit is acknowledged.
    func storm(within seconds: Double) async throws -> LoadResult {
        try await onLoop {
            for connection in self.connections { connection.close() }
            self.connections = []
        }
        try await wait(seconds: 1)
        server.forgetPeak()
        let count = plan.rooms * plan.connectionsPerRoom
        let back = loop.makePromise(of: Void.self)
        let start = try await onLoop {
            self.counts = Counts()
            self.storm = Storm(left: count, start: Self.now, promise: back)
            for number in 0..<count {
                let pause = TimeAmount.nanoseconds(Int64.random(in: 0..<Int64(seconds * 1e9)))
                self.loop.scheduleTask(in: pause) { self.comeBack(number, since: Self.now) }
            }
            return try self.reading()
        }
        let giveUp = loop.scheduleTask(in: .seconds(120)) {
            back.fail(LoadFailure("\(self.storm?.left ?? 0) of \(count) were not in sync after 120 s"))
        }
        try await back.futureResult.get()
        giveUp.cancel()
        return try await onLoop {
            let end = try self.reading()
            var result = LoadResult(from: start, to: end, counts: self.counts, server: self.server)
            result.storm_s = end.wall - start.wall
            result.told_later = self.storm?.toldLater
            return result
        }
    }

    private func comeBack(_ number: Int, since start: UInt64) {
        let connection = connect(to: number % plan.rooms)
        connection.edit = Typist(client: .random(in: 1..<1 << 32)).first
        connection.startedAt = start
        connection.number = number
    }

    /// The server cannot take this one now: it comes again, later each time, as y-websocket does.
    func refusedForNow(_ connection: LoadConnection) {
        storm?.toldLater += 1
        let number = connection.number
        let start = connection.startedAt
        let pause = TimeAmount.milliseconds(Int64.random(in: 500..<2500))
        loop.scheduleTask(in: pause) { self.comeBack(number, since: start) }
    }

    /// Its edit has come back: it is in sync.
    func acknowledged(_ connection: LoadConnection) {
        counts.latencies.add(nanoseconds: Self.now - connection.startedAt)
        storm?.left -= 1
        if storm?.left == 0 { storm?.promise.succeed() }
    }
}

/// How far a storm is.
struct Storm: Sendable {
    var left: Int
    let start: UInt64
    let promise: EventLoopPromise<Void>
    /// Tries that were answered with "later": HTTP 503, close code 1013, or no connection at all.
    var toldLater = 0
}
