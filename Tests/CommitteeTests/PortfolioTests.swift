import CRDT
import Testing

@testable import Committee

@Suite("A portfolio of committees")
struct PortfolioTests {
    private func tile(_ change: (inout RulesWorld) throws -> Void) rethrows -> CommitteeSummary {
        var world = RulesWorld.sample()
        try change(&world)
        return CommitteeSummary(of: world.picture)
    }

    private func tile() -> CommitteeSummary { tile { _ in } }

    @Test("A tile counts what there is")
    func counts() throws {
        let tile = try tile { world in
            world.record(
                .phaseEntered, "cycle-1",
                [
                    "number": .number(1), "phase": .string("initial_advisory"),
                    "started": .string("2024-11-01"), "training_quota_participant_days": .number(20),
                ])
            world.record(
                .trainingRecorded, "t1",
                [
                    "on": .string("2024-11-05"), "topic": .string("Exits"), "participants": .number(6),
                    "days": .number(0.5), "participant_days": .number(3),
                ])
            world.record(
                .trainingRecorded, "t0",
                [
                    "on": .string("2024-10-05"), "topic": .string("Old"), "participants": .number(6),
                    "days": .number(1), "participant_days": .number(6),
                ])
            world.record(.meetingHeld, "mt1", ["held": .string("2024-10-01")])
            world.record(.itemDueSet, "p1", side: .worker, ["due": .string("2024-11-01")])
            #expect(world.fill("p1", "priority", .string("key_issue")) == nil)
            _ = try world.ask(
                world.participant("w1"), .setStatus, "p2", .object(["status": .string("in_progress")]))
        }
        #expect(tile.committee == "f1")
        #expect(tile.name == "Factory")
        #expect(tile.phase == .initialAdvisory)
        #expect(tile.cycleDay == 11)
        #expect(tile.items == [.pending: 1, .inProgress: 1])
        #expect(tile.overdue == ["key_issue": 1])
        #expect(tile.keyIssuesOpen == 1)
        #expect(tile.trainingDaysLeft == 17)
        #expect(tile.daysSinceMeeting == 41)
        #expect(tile.isMeetingOverdue)
        #expect(tile.plan == .draft)
        #expect(tile.diagnosis == .drafting)
        #expect(tile.versionAge == nil)
        #expect(tile.hardFindings == 0)
        #expect(!tile.isZeroTolerance)
    }

    @Test("Danger comes before what blocks, that before what is late; many small things hide no grave one")
    func order() throws {
        var calm = tile()
        calm.committee = "a-calm"
        let danger = named("z-danger", tile { _ = $0.fill("p1", "priority", .string("zero_tolerance")) })
        let blocked = try named(
            "y-blocked",
            tile {
                _ = try $0.ask($0.participant("w1"), .endMembership, "w5", .object([AnyValue.Member]()))
            })
        var late = named("x-late", tile())
        late.overdue = ["low": 99]
        late.differences = 99
        let tiles = CommitteeSummary.sorted([calm, late, blocked, danger])
        #expect(tiles.map(\.committee) == ["z-danger", "y-blocked", "x-late", "a-calm"])
    }

    @Test("The order is the same whatever order they came in")
    func isStable() {
        let tiles = ["c", "a", "b"].map { named($0, tile()) }
        #expect(CommitteeSummary.sorted(tiles).map(\.committee) == ["a", "b", "c"])
        #expect(CommitteeSummary.sorted(tiles.reversed()).map(\.committee) == ["a", "b", "c"])
    }

    private func named(_ id: String, _ tile: CommitteeSummary) -> CommitteeSummary {
        var tile = tile
        tile.committee = id
        return tile
    }
}
