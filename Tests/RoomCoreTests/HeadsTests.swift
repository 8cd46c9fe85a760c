import Testing

/// When members are told the signed heads of the log.
struct HeadsTests {
    /// What a member of management is told step by step, while the worker side writes in its caucus or not.
    private func told(whileWorkersWrite: Bool) throws -> [[String]] {
        var world = try TestWorld()
        let secret = whileWorkersWrite ? ["type w1 caucus-worker s", "flush"] : []
        let steps: [[String]] = [
            ["enter m1", "hello m1", "join w1 plan", "join w1 caucus-worker", "tick 5000"],
            secret + ["tick"],
            secret + ["type w1 plan a", "flush", "tick"],
            secret + ["tick 500"],
            secret + ["type w1 plan b", "flush", "tick"],
            ["tick 300"],
            secret + ["tick"],
            ["tick"],
            ["tick 1000"],
            ["tick 1000"],
        ]
        return try steps.map { lines in
            try lines.flatMap { try world.run($0) }.filter { $0.hasPrefix("m1 ") }
        }
    }

    @Test("What one side writes for itself changes neither what the other is told of heads nor when")
    func hiddenEntries() throws {
        let told = try told(whileWorkersWrite: false)
        #expect(try self.told(whileWorkersWrite: true) == told)
        let heads = told.map { step in step.filter { $0.contains("\"type\":\"heads\"") }.count }
        #expect(heads == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    }
}
