import CRDT
import Testing

@testable import Committee

@Suite("A roster against its rule")
struct CompositionTests {
    /// A factory of so many workers, and so many members of each side.
    private static func world(
        _ country: String, workers: Int?, worker: Int, management: Int
    ) -> RulesWorld {
        var world = RulesWorld()
        let workforce = workers.map { [AnyValue.Member("total", .number(Double($0)))] } ?? []
        world.record(
            .roomOpened, "f1",
            ["name": .string("Factory"), "country": .string(country), "workforce": .object(workforce)])
        for (side, count) in [(Side.worker, worker), (.management, management)] {
            for number in 1...count {
                world.record(
                    .memberJoined, "\(side.rawValue.prefix(1))\(number)",
                    [
                        "role": .string(side.rawValue), "name": .string("Member \(side.rawValue) \(number)"),
                        "office": .string(number == 1 ? "co_chair" : "member"),
                    ])
            }
        }
        return world
    }

    private static func findings(_ world: RulesWorld, on day: String = "2024-11-11") -> [String] {
        RosterHealth(of: world.state, on: Rules.today(day)).findings.map {
            "\($0.code.rawValue) \($0.side?.rawValue ?? "-")"
        }
    }

    @Test(
        "What was read in Vietnam's law blocks signatures in a factory of any size", arguments: [40, 1_200])
    func readBand(workers: Int) {
        let world = Self.world("VN", workers: workers, worker: 2, management: 1)
        #expect(Self.findings(world) == ["band_not_reached worker", "band_not_reached management"])
    }

    @Test("What is only said of larger ones is a warning")
    func unreadBand() {
        #expect(Self.findings(Self.world("VN", workers: 40, worker: 3, management: 3)) == [])
        let world = Self.world("VN", workers: 1_200, worker: 3, management: 3)
        #expect(Self.findings(world) == ["statutory_band_not_reached worker"])
    }

    @Test("The law's total holds from the number of workers it names, and where that number is not known")
    func appliesFrom() {
        func indonesia(_ workers: Int?) -> [String] {
            Self.findings(Self.world("ID", workers: workers, worker: 2, management: 2))
        }
        #expect(indonesia(49) == [])
        #expect(indonesia(50) == ["too_few_seats -"])
        #expect(indonesia(nil) == ["too_few_seats -"])
        #expect(Self.findings(Self.world("BD", workers: 40, worker: 20, management: 20)) == [])
        #expect(
            Self.findings(Self.world("BD", workers: 60, worker: 20, management: 20)) == ["too_many_seats -"])
    }

    @Test(
        "An alternate fills no vacant seat; who takes one over does, and who becomes an alternate leaves one")
    func vacancies() throws {
        var world = Self.world("KH", workers: 900, worker: 3, management: 3)
        func vacant() -> Bool { Self.findings(world, on: "2025-02-01").contains("seat_vacant worker") }
        func worker(_ type: CommandType, _ id: String, _ office: String) throws {
            let seat: [AnyValue.Member] =
                type == .seatMember ? [.init("side", .string("worker")), .init("name", .string("New"))] : []
            _ = try world.ask(
                world.participant("w1"), type, id, .object(seat + [.init("office", .string(office))]))
        }
        _ = try world.ask(world.participant("w1"), .endMembership, "w2", .object([AnyValue.Member]()))
        try worker(.seatMember, "w4", "alternate")
        #expect(vacant())
        try worker(.setOffice, "w4", "member")
        #expect(!vacant())
        try worker(.setOffice, "w3", "alternate")
        #expect(vacant())
        try worker(.setOffice, "w3", "minutes_secretary")
        #expect(!vacant())
    }
}
