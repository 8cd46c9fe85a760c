import CRDT
import TestSupport
import Testing

@testable import Committee

/// A matter is erased in every audience that ever heard of it, and none learns more by that than it knew.
@Suite("Erasing a matter")
struct ErasingTests {
    private static let matter = "00000000-0000-4000-9000-000000000001"

    @Test("A side that knows only who of it raised a matter hears that it is gone, and nothing of it")
    func namedToOwnSide() throws {
        var world = RulesWorld.sample()
        try open(by: "m2", named: "side_only", in: &world)
        let told = try erased(in: &world)
        #expect(told.map(\.audience) == [.committee, .managementSide])
        #expect(told[0].data["status"]?.string == "new")
        #expect(told[0].data["confidentiality"]?.string == "committee")
        #expect(told[1].data.members?.map(\.key) == ["reason", "by"])
        let heard = world.events.filter { $0.audience == .managementSide }
        #expect(CommitteeState(heard).issues.isEmpty)
        #expect(CommitteeState(world.events).issues[Self.matter]?.isErased == true)
    }

    @Test("A comment on a row of the same id elsewhere tells its readers nothing of the matter")
    func sameIDElsewhere() throws {
        var world = RulesWorld.sample()
        try open(by: "w1", named: "anonymous", in: &world)
        world.addRow(Self.matter, to: .caucusManagement)
        _ = try world.ask(
            world.participant("m1"), .addComment, Self.matter,
            .object(["document": .string("caucus-management"), "text": .object(["text": .string("Hm.")])]))
        let told = try erased(in: &world)
        #expect(told.map(\.audience) == [.committee])
    }

    @Test("What bears the id of a matter and is about something else stays, and no matter is opened under it")
    func signaturesStay() throws {
        var world = RulesWorld.sample()
        try open(by: "w1", named: "anonymous", in: &world)
        world.record(.signOffCompleted, Self.matter, [:])
        let told = try erased(in: &world)
        #expect(told.map(\.audience) == [.committee])
        let signed = try #require(world.events.first { $0.knownType == .signOffCompleted })
        #expect(!signed.tells(ofMatter: Self.matter))
        #expect(world.events.first { $0.knownType == .issueOpened }?.tells(ofMatter: Self.matter) == true)
        var other = RulesWorld.sample()
        other.record(.signOffCompleted, Self.matter, [:])
        #expect(throws: Refusal.self) { try open(by: "w1", named: "anonymous", in: &other) }
    }

    @Test("Where a matter stood before it became a case, its row says so")
    func movedAway() throws {
        var world = try withCase()
        let told = try erased(by: ["w4", "m4"], in: &world)
        #expect(told.map(\.audience) == [.restrictedCase(Self.matter), .committee])
        #expect(told.map { $0.data["confidentiality"]?.string } == ["restricted", "committee"])
    }

    @Test("An erased case is to the running room what it is to one that starts: who handled it is gone")
    func asAfterStart() throws {
        var world = try withCase()
        _ = try world.ask(
            world.participant("w4"), .proposeHandlers, Self.matter,
            .object(["handlers": .array([.string("w5"), .string("m5")])]))
        _ = try world.ask(
            world.participant("m4"), .confirmHandlers, Self.matter, .object([AnyValue.Member]()))
        _ = try erased(by: ["w5", "m5"], in: &world)
        let left = CommitteeState(
            world.events.filter { $0.subject != Self.matter || $0.knownType == .issueErased })
        #expect(world.state.cases[Self.matter] == left.cases[Self.matter])
        #expect(world.state.issues[Self.matter] == left.issues[Self.matter])
    }

    @Test("Nothing is said of an erased matter any more, by a member or by who reported it")
    func silent() throws {
        var world = RulesWorld.sample()
        try open(by: "w1", named: "anonymous", in: &world)
        _ = try erased(in: &world)
        let comment = AnyValue.object([
            "document": .string("issues"), "text": .object(["text": .string("It was Asha.")]),
        ])
        #expect(throws: Refusal(.notFound)) {
            try world.ask(world.participant("w2"), .addComment, Self.matter, comment)
        }
        #expect(throws: Refusal(.notFound)) {
            try Rules.reporter(
                says: .add(text: "I am Asha.", language: "en"), of: Self.matter, commandID: "c1",
                in: world.picture)
        }
    }

    /// The committee's handlers are w4 and m4, and they have made the matter a case.
    private func withCase() throws -> RulesWorld {
        var world = RulesWorld.sample()
        for (who, handler) in [("w1", "w4"), ("m1", "m4")] {
            _ = try world.ask(
                world.participant(who), .nameHandler, handler, .object([AnyValue.Member]()))
        }
        try open(by: "w1", named: "named_to_committee", in: &world)
        _ = try world.ask(
            world.participant("w4"), .setIssueLabel, Self.matter,
            .object(["confidentiality": .string("restricted")]))
        return world
    }

    private func open(by who: String, named: String, in world: inout RulesWorld) throws {
        _ = try world.ask(
            world.participant(who), .openIssue, Self.matter,
            .object([
                "text": .object(["lang": .string("en"), "text": .string("It is hot.")]),
                "category": .string("heat"), "severity": .string("low"), "channel": .string("member"),
                "anonymity": .string(named), "confidentiality": .string("committee"),
            ]))
    }

    private func erased(
        by who: [String] = ["w1", "m1"], in world: inout RulesWorld
    ) throws -> [Event] {
        _ = try world.ask(
            world.participant(who[0]), .requestErasure, Self.matter,
            .object(["reason": .string("reporter_asked")]))
        return try world.ask(
            world.participant(who[1]), .confirmErasure, Self.matter, .object([AnyValue.Member]()))
    }
}
