import CRDT
import Testing

@testable import Committee

/// A reporter's name goes to those it was given to, at the opening and when the matter moves.
@Suite("Who learns a reporter's name")
struct ReporterNameTests {
    private static let matter = "00000000-0000-4000-9000-000000000001"

    @Test("Named to the own side, a reporter of a case is named to nobody")
    func sideOnlyCase() throws {
        var world = Self.world()
        try Self.open("side_only", "restricted", in: &world)
        #expect(Self.told(in: world).isEmpty)
    }

    @Test("Named to the own side, a reporter stays so when the matter becomes a case or the committee's")
    func sideOnlyMoves() throws {
        for label in ["restricted", "committee"] {
            var world = Self.world()
            try Self.open("side_only", "worker_side", in: &world)
            #expect(Self.told(in: world) == [.workerSide])
            try Self.move(by: "w1", to: label, in: &world)
            #expect(Self.told(in: world) == [.workerSide], "\(label)")
        }
    }

    @Test("Named to the handlers, a reporter stays so when the case moves to a side's row")
    func handlerOnly() throws {
        var world = Self.world()
        try Self.open("named_to_handler", "restricted", in: &world)
        try Self.move(by: "w4", to: "worker_side", in: &world)
        #expect(Self.told(in: world) == [.restrictedCase(Self.matter)])
    }

    @Test("Named to the committee, a reporter is known wherever the matter moves")
    func committee() throws {
        var world = Self.world()
        try Self.open("named_to_committee", "committee", in: &world)
        try Self.move(by: "w1", to: "worker_side", in: &world)
        #expect(Self.told(in: world) == [.committee, .workerSide])
    }

    private static func world() -> RulesWorld {
        var world = RulesWorld.sample()
        for (who, handler) in [("w1", "w4"), ("m1", "m4")] {
            _ = try? world.ask(
                world.participant(who), .nameHandler, handler, .object([AnyValue.Member]()))
        }
        return world
    }

    private static func open(_ named: String, _ label: String, in world: inout RulesWorld) throws {
        _ = try world.ask(
            world.participant("w1"), .openIssue, matter,
            .object([
                "text": .object(["lang": .string("en"), "text": .string("It is hot.")]),
                "category": .string("heat"), "severity": .string("low"), "channel": .string("member"),
                "anonymity": .string(named), "confidentiality": .string(label),
            ]))
    }

    private static func move(by who: String, to label: String, in world: inout RulesWorld) throws {
        _ = try world.ask(
            world.participant(who), .setIssueLabel, matter, .object(["confidentiality": .string(label)]))
    }

    /// Who was told the name, in order.
    private static func told(in world: RulesWorld) -> [Audience] {
        world.events.filter { $0.knownType == .issueReporterNamed }.map(\.audience)
    }
}
