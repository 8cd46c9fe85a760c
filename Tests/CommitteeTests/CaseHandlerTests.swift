import CRDT
import Testing

@testable import Committee

/// No side has a case alone because somebody of the other side has left.
@Suite("Who handles a case")
struct CaseHandlerTests {
    private static let matter = "00000000-0000-4000-9000-000000000001"
    private static let people = ["w1", "w4", "w5", "m1", "m4", "m5"]

    @Test("When a side's named handler leaves, its standing one reads and handles the case again")
    func namedLeaves() throws {
        var world = try Self.world()
        #expect(Self.handlers(in: world) == ["w5", "m5"])
        world.record(.memberLeft, "w5", [:])
        #expect(Self.handlers(in: world) == ["w4", "m5"])
    }

    @Test("Who has left is not confirmed as a handler, and the proposal gives way to another")
    func staleProposal() throws {
        var world = try Self.world()
        try Self.propose(by: "w5", ["w3", "m3"], in: &world)
        world.record(.memberLeft, "w3", [:])
        let refused = Self.confirm(by: "m5", in: &world)
        #expect(refused == .valueInvalid)
        #expect(Self.handlers(in: world) == ["w5", "m5"])
        try Self.propose(by: "w5", ["w4", "m4"], in: &world)
        let second = Self.confirm(by: "m5", in: &world)
        #expect(second == nil)
        #expect(Self.handlers(in: world) == ["w4", "m4"])
    }

    /// A case that w5 and m5 were named for, w4 and m4 being their sides' standing handlers.
    private static func world() throws -> RulesWorld {
        var world = RulesWorld.sample()
        for (who, handler) in [("w1", "w4"), ("m1", "m4")] {
            _ = try world.ask(
                world.participant(who), .nameHandler, handler, .object([AnyValue.Member]()))
        }
        _ = try world.ask(
            world.participant("w1"), .openIssue, matter,
            .object([
                "text": .object(["lang": .string("en"), "text": .string("He shouts.")]),
                "category": .string("harassment"), "severity": .string("high"),
                "channel": .string("member"), "anonymity": .string("anonymous"),
            ]))
        try propose(by: "w4", ["w5", "m5"], in: &world)
        let refused = confirm(by: "m4", in: &world)
        #expect(refused == nil)
        return world
    }

    private static func propose(
        by who: String, _ named: [String], in world: inout RulesWorld
    ) throws {
        _ = try world.ask(
            world.participant(who), .proposeHandlers, matter,
            .object(["handlers": .array(named.map(AnyValue.string))]))
    }

    private static func confirm(by who: String, in world: inout RulesWorld) -> RefusalCode? {
        do throws(Refusal) {
            _ = try world.ask(
                world.participant(who), .confirmHandlers, matter, .object([AnyValue.Member]()))
            return nil
        } catch {
            return error.code
        }
    }

    private static func handlers(in world: RulesWorld) -> [String] {
        people.filter { id in
            let person = world.participant(id)
            return Permissions.access(of: person, to: .restrictedCase(matter), in: world.state) == .write
        }
    }
}
