import NIOCore
import TestSupport
import Testing

@testable import Server

@Suite("What the form for anonymous reports may cost")
struct IntakeBudgetTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private static func budget() -> IntakeBudget {
        var limits = ServerLimits()
        (limits.intakeAsksMax, limits.intakeCaseBurst, limits.intakeCasePerMinute) = (3, 20, 10)
        return IntakeBudget(limits)
    }

    @Test("So many ask at once and no more; who leaves makes place")
    func atOnce() {
        var budget = Self.budget()
        let entered = (0..<5).map { _ in budget.enter() }
        #expect(entered == [true, true, true, false, false])
        budget.leave()
        let again = (0..<2).map { _ in budget.enter() }
        #expect(again == [true, false])
    }

    @Test("A case has a burst, then a pace; what is refused costs nothing")
    func burst() {
        var budget = Self.budget()
        func looks(_ milliseconds: Int64, of count: Int) -> Int {
            let now = Self.start + .milliseconds(milliseconds)
            return (0..<count).filter { _ in budget.spend(1, on: "a", at: now) }.count
        }
        #expect(looks(0, of: 30) == 20)
        // Ten a minute: one every six seconds.
        #expect(looks(5_999, of: 1) == 0)
        #expect(looks(6_000, of: 2) == 1)
        #expect(looks(3_600_000, of: 30) == 20, "no more is saved up than a burst")
    }

    @Test("A word that is kept counts ten looks")
    func words() {
        var budget = Self.budget()
        let said = (0..<5).filter { _ in budget.spend(IntakeBudget.wordCost, on: "a", at: Self.start) }
        #expect(said.count == 2)
        let looked = budget.spend(1, on: "a", at: Self.start)
        #expect(!looked)
    }

    @Test("Limits of any size are no overflow", arguments: [1, 1 << 40], [1, 1 << 40])
    func extremes(burst: Int, perMinute: Int) {
        var limits = ServerLimits()
        (limits.intakeCaseBurst, limits.intakeCasePerMinute) = (burst, perMinute)
        var budget = IntakeBudget(limits)
        let looked = budget.spend(1, on: "a", at: Self.start)
        #expect(looked)
    }

    @Test(
        "One case uses nothing up for another, whatever comes in between", arguments: Seeds.range(count: 20))
    func apart(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var together = Self.budget()
        var alone = (0..<200).map { _ in Self.budget() }
        var now = Self.start
        for _ in 0..<2_000 {
            now = now + .milliseconds(Int64(random.number(below: 400)))
            let few = random.number(below: 3) == 0 ? 200 : 3
            let matter = random.number(below: few)
            let cost = random.number(below: 2) == 0 ? 1 : IntakeBudget.wordCost
            let here = together.spend(cost, on: "\(matter)", at: now)
            let there = alone[matter].spend(cost, on: "\(matter)", at: now)
            #expect(here == there)
        }
    }
}
