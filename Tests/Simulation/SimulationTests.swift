import Testing
import TestSupport

/// `scripts/test --long simulation --from 42 --count 1` replays one run.
@Suite("Simulation of one room, its clients, network and disk")
struct SimulationTests {
    @Test(
        "Clients converge, nothing acknowledged is lost, nobody hears of what is unflushed, one order for all"
    )
    func seeds() {
        for seed in Seeds.range(count: 1000) {
            do { try run(seed) } catch { Issue.record("seed \(seed): \(error)") }
        }
    }

    private func run(_ seed: UInt64) throws {
        var network = Network(seed: seed)
        for _ in 0..<network.chance.number(below: 150) + 50 { try network.step() }
        try network.heal()
        try network.check()
    }
}
