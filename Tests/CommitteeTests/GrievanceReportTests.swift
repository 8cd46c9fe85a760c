import CRDT
import Testing

@testable import Committee

@Suite("The issue log in figures")
struct GrievanceReportTests {
    private func world(_ channels: [String]) throws -> RulesWorld {
        var world = RulesWorld.sample()
        for (number, channel) in channels.enumerated() {
            let digits = String(number)
            let id = "00000000-0000-4000-9000-" + String(repeating: "0", count: 12 - digits.count) + digits
            _ = try world.ask(
                world.participant("w1"), .openIssue, id,
                .object([
                    "text": .object(["lang": .string("en"), "text": .string("Words")]),
                    "category": .string("heat"), "severity": .string("high"), "channel": .string(channel),
                    "anonymity": .string("anonymous"),
                ]))
        }
        return world
    }

    private func report(_ world: RulesWorld) throws -> GrievanceReport {
        GrievanceReport(
            of: world.state, from: try #require(CalendarDay("2024-11-01")),
            through: try #require(CalendarDay("2024-12-31")))
    }

    @Test("Medians, shares in time, feedback, links and dialogue are counted")
    func counts() throws {
        var world = try world(Array(repeating: "app", count: 4))
        let ids = world.state.issues.keys.sorted()
        world.day = "2024-11-13"
        let manager = world.participant("m1")
        for id in ids.prefix(2) {
            _ = try world.ask(manager, .setIssueStatus, id, .object(["status": .string("acknowledged")]))
        }
        _ = try world.ask(world.participant("w2"), .linkIssue, ids[0], .object(["id": .string("p1")]))
        _ = try world.ask(
            manager, .giveFeedback, ids[0], .object(["text": .object(["text": .string("Seen.")])]))
        world.day = "2024-12-20"
        _ = try world.ask(manager, .setIssueStatus, ids[1], .object(["status": .string("resolved")]))
        let report = try report(world)
        #expect(report.count == 4)
        #expect(report.medianDaysToAcknowledge == 2)
        #expect(report.acknowledgedInTimePercent == 100)
        #expect(report.medianDaysToResolve == 39)
        #expect(report.resolvedInTimePercent == 0)
        #expect(report.feedbackPercent == 25)
        #expect(report.linkedPercent == 25)
        #expect(report.bothSidesPercent == 25)
        #expect(report.restricted == 0)
        #expect(!report.hasHandlersOfBothSides)
    }

    @Test("A group below ten has no breakdown, and neither has what stands beside it")
    func smallGroups() throws {
        #expect(try report(world(Array(repeating: "app", count: 9))).channels == nil)
        let ten = Array(repeating: "app", count: 10)
        #expect(try report(world(ten)).channels == ["app": 10])
        #expect(try report(world(ten + ["hotline"])).channels == nil)
        #expect(try report(world(ten)).languages == ["en": 10])
    }

    @Test("Nothing opened is no figure, not a zero")
    func empty() throws {
        let report = try report(world([]))
        #expect(report.count == 0)
        #expect(report.feedbackPercent == nil)
        #expect(report.medianDaysToResolve == nil)
    }
}
