extension LoadRun {
    /// Opens connections that join and never read again, among those that type and listen.
    func openDeaf(_ count: Int) throws {
        var left = count
        while left > 0 {
            let some = min(left, 200)
            let opened = try open(max(1, some / plan.rooms), inEachOf: 0..<min(some, plan.rooms))
            for connection in opened { connection.stopReading() }
            left -= opened.count
        }
    }
}
