import Committee
import Foundation
import Testing
import TestSupport

@Suite("A mistake in a committee file")
struct ImportMistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var found: String
        var replacement: String
        var field: String
        var expected: String
        var testDescription: String { field }
    }

    static let mistakes: [Mistake] = [
        .init(
            found: "\"format\": \"bipartite-room-sample\"", replacement: "\"format\": \"other\"",
            field: "format", expected: "\"bipartite-room-sample\""),
        .init(
            found: "\"format_version\": 1", replacement: "\"format_version\": 2", field: "format_version",
            expected: "1"),
        .init(
            found: "\"time_zone\": \"Asia/Amman\"", replacement: "\"time_zone\": \"\"",
            field: "factory.time_zone", expected: "a time zone such as Asia/Amman"),
        .init(
            found: "\"country\": \"JO\"", replacement: "\"country\": \"Jordan\"", field: "factory.country",
            expected: "one of BD"),
        .init(
            found: "\"started\": \"2024-09-02\"", replacement: "\"started\": \"2024-09-31\"",
            field: "cycle.started", expected: "a day such as"),
        .init(
            found: "\"id\": \"w2\"", replacement: "\"id\": \"w1\"", field: "members[1].id",
            expected: "an id nothing else has"),
        .init(
            found: "\"union_member\": true", replacement: "\"union_member\": \"yes\"",
            field: "members[0].union_member", expected: "true or false"),
        .init(
            found: "\"m4\"\n ],\n \"programme\"", replacement: "\"adv1\"\n ],\n \"programme\"",
            field: "handlers[1]", expected: "the id of a member"),
        .init(
            found: "\"cp\": \"OS-CHEM\"", replacement: "\"cp\": \"OS-NONE\"", field: "diagnosis.points[2].cp",
            expected: "the id of a compliance point"),
        .init(
            found: "\"management_rating\": \"needs_improvement\"",
            replacement: "\"management_rating\": \"bad\"", field: "diagnosis.points[0].management_rating",
            expected: "one of no_issue"),
        .init(
            found: "\"priority\": \"key_issue\"", replacement: "\"priority\": \"urgent\"",
            field: "plan.items[0].priority", expected: "one of zero_tolerance"),
        .init(
            found: "\"due\": \"2024-10-22\"", replacement: "\"due\": \"22.10.2024\"",
            field: "plan.items[0].due",
            expected: "a day such as"),
        .init(
            found: "\"responsible\": \"m3\"", replacement: "\"responsible\": \"m9\"",
            field: "plan.items[0].responsible", expected: "the id of a member"),
        .init(
            found: "\"d01\",\n     \"i01\"", replacement: "\"d01\",\n     \"i99\"",
            field: "plan.items[0].links[1]", expected: "the id of a"),
        .init(
            found: "\"baseline\": 40", replacement: "\"baseline\": \"40\"",
            field: "plan.items[0].indicator.baseline", expected: "a number"),
        .init(
            found: "\"channel\": \"walkthrough\"", replacement: "\"channel\": \"rumour\"",
            field: "issue_log.issues[0].channel", expected: "one of member"),
        .init(
            found: "\"confidentiality\": \"restricted\"", replacement: "\"confidentiality\": \"secret\"",
            field: "issue_log.issues[3].confidentiality", expected: "one of open"),
        .init(
            found: "\"linked_plan\": \"p01\"", replacement: "\"linked_plan\": \"d01\"",
            field: "issue_log.issues[0].linked_plan", expected: "the id of an item of the plan"),
        .init(
            found: "\"quorate\": true", replacement: "\"quorate\": 1", field: "meetings[0].quorate",
            expected: "true or false"),
    ]

    @Test("It is named with its line and field, and nothing is imported", arguments: mistakes)
    func mistake(_ mistake: Mistake) throws {
        let sample = try ProjectFile.sample()
        let range = try #require(sample.range(of: mistake.found))
        let broken = sample.replacingCharacters(in: range, with: mistake.replacement)
        // The mistake stands on the line of the last thing the replacement changes.
        let changed = zip(mistake.found.split(separator: "\n"), mistake.replacement.split(separator: "\n"))
        let offset = changed.enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        let line = 1 + sample[..<range.lowerBound].count { $0 == "\n" } + offset

        let failure = #expect(throws: ImportFailure.self) { try read(broken) }
        #expect(failure?.field == mistake.field)
        #expect(failure?.line == line)
        #expect(failure?.expected.hasPrefix(mistake.expected) == true, "\(failure?.expected ?? "")")
        #expect(failure?.description.contains("line \(line)") == true)
    }

    @Test("A member that is missing is named at the object that lacks it")
    func missing() throws {
        let sample = try ProjectFile.sample()
        let broken = sample.replacing("\"factory\": {", with: "\"factori\": {", maxReplacements: 1)
        let failure = #expect(throws: ImportFailure.self) { try read(broken) }
        #expect(failure == ImportFailure(line: 1, field: "factory", expected: "an object", found: "nothing"))
    }

    private func read(_ text: String) throws -> CommitteeImport {
        var random = SeededGenerator(seed: 1)
        return try CommitteeImport(json: Array(text.utf8), random: &random)
    }
}
