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

    @Test("A candidate is danger, however it was raised and wherever the row lives, until its row is closed")
    func candidates() throws {
        let id = "00000000-0000-4000-9000-000000000001"
        func raised(_ change: (inout RulesWorld) throws -> Void) throws -> RulesWorld {
            var world = RulesWorld.sample()
            _ = try world.ask(
                world.participant("w1"), .openIssue, id,
                .object([
                    "text": .object(["text": .string("The exit is locked.")]),
                    "category": .string("safety"), "severity": .string("critical"),
                    "channel": .string("member"), "anonymity": .string("named_to_committee"),
                ]))
            _ = try world.ask(
                world.participant("w2"), .raiseCandidate, id, .object([AnyValue.Member]()))
            try change(&world)
            return world
        }
        /// What somebody is told of it: the events they may read.
        func isDanger(to member: String, _ world: RulesWorld) -> Bool {
            var picture = world.picture
            picture.events = world.events.filter {
                Permissions.reads(world.participant(member), $0.audience, in: world.state)
            }
            picture.state = CommitteeState(picture.events)
            return CommitteeSummary(of: picture).isZeroTolerance
        }
        func label(_ label: String) -> AnyValue { .object(["confidentiality": .string(label)]) }

        let open = try raised { _ in }
        #expect(isDanger(to: "a1", open))
        #expect(!isDanger(to: "m1", open), "nobody but handlers and advisors knows of it")
        let hidden = try raised {
            _ = try $0.ask($0.participant("w1"), .setIssueLabel, id, label("worker_side"))
        }
        #expect(isDanger(to: "a1", hidden))
        #expect(!isDanger(to: "m1", hidden))
        let closed = try raised {
            for status in ["resolved", "closed_confirmed"] {
                _ = try $0.ask(
                    $0.participant("w1"), .setIssueStatus, id, .object(["status": .string(status)]))
            }
        }
        #expect(!isDanger(to: "a1", closed))
    }

    @Test("A committee that never met stands before one that met today")
    func neverMet() {
        let never = named("b-never", tile())
        let today = named("a-today", tile { $0.record(.meetingHeld, "mt1", ["held": .string($0.day)]) })
        #expect(CommitteeSummary.sorted([today, never]).map(\.committee) == ["b-never", "a-today"])
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
