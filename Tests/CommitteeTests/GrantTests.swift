import CRDT
import Testing

@testable import Committee

/// What leaves the room to a program is what the side that confirms it has seen.
@Suite("Grants to programs")
struct GrantTests {
    @Test("A grant that changed since it was shown is not confirmed")
    func seen() throws {
        var world = RulesWorld.sample()
        _ = try propose(["plan"], in: &world)
        _ = try propose(["diagnosis", "plan"], in: &world)
        #expect(confirm(["plan"], in: &world) == .valueInvalid)
        #expect(confirm(["plan", "plan"], in: &world) == .valueInvalid)
        #expect(confirm(["plan", "diagnosis", "training"], in: &world) == .valueInvalid)
        #expect(world.state.roster.grants.isEmpty)
        #expect(confirm(["plan", "diagnosis"], in: &world) == nil)
        #expect(world.state.roster.grants["int9"]?.areas == ["diagnosis", "plan"])
    }

    @Test("A confirmation that names no areas, as one queued before they were asked for, is refused")
    func unnamed() throws {
        var world = RulesWorld.sample()
        _ = try propose(["plan"], in: &world)
        #expect(confirm(nil, in: &world) == .valueInvalid)
        #expect(world.state.roster.grants.isEmpty)
    }

    @Test("A grant that waited is not confirmed for the id, or under the name, of somebody seated meanwhile")
    func seated() throws {
        for (id, name) in [("int9", "Six"), ("w6", "BOARD")] {
            var world = RulesWorld.sample()
            _ = try propose(["plan"], in: &world)
            _ = try world.ask(
                world.participant("w1"), .seatMember, id,
                .object(["side": .string("worker"), "office": .string("member"), "name": .string(name)]))
            let refused = confirm(["plan"], in: &world)
            #expect(refused == (id == "int9" ? .memberIDUsed : .nameAlike))
            #expect(world.state.roster.member(id)?.side == .worker)
            #expect(world.state.roster.grants.isEmpty)
        }
    }

    private func propose(_ areas: [String], in world: inout RulesWorld) throws -> [Event] {
        try world.ask(
            world.participant("w1"), .proposeGrant, "int9",
            .object(["name": .string("Board"), "areas": .array(areas.map(AnyValue.string))]))
    }

    private func confirm(_ areas: [String]?, in world: inout RulesWorld) -> RefusalCode? {
        let data = areas.map { [AnyValue.Member("areas", .array($0.map(AnyValue.string)))] } ?? []
        do throws(Refusal) {
            _ = try world.ask(world.participant("m1"), .confirmGrant, "int9", .object(data))
            return nil
        } catch {
            return error.code
        }
    }
}
