import Foundation
import Testing

/// `scripts/test --long simulation --from 42 --count 1` replays one run.
@Suite("Simulation of one room, its clients, network and disk")
struct SimulationTests {
    static func number(_ name: String, or standard: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) ?? standard
    }

    @Test(
        "Clients converge, nothing acknowledged is lost, nobody hears of what is unflushed, one order for all"
    )
    func seeds() {
        let from = Self.number("BIPARTITE_FROM", or: 1)
        let count = Self.number("BIPARTITE_COUNT", or: 1000)
        for seed in from..<from + count {
            do { try run(seed) } catch { Issue.record("seed \(seed): \(error)") }
        }
    }

    private func run(_ seed: UInt64) throws {
        var network = Network(seed: seed)
        for _ in 0..<network.chance.number(150) + 50 { try network.step() }
        try network.heal()
        try network.check()
    }
}
