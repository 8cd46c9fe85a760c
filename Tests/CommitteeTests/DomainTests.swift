import CRDT
import Committee
import Testing

@Suite("Names, days and events")
struct DomainTests {
    @Test("A document's name survives being written and read", arguments: PermissionsTests.documents)
    func documentNames(document: DocumentName) {
        #expect(DocumentName(rawValue: document.rawValue) == document)
        #expect(Audience(rawValue: document.audience.rawValue) == document.audience)
    }

    @Test(
        "A name that could break an address or a log header is no name",
        arguments: [
            "", "plans", "PLAN", "case-", "case-a/b", "case-a\nb", "case-a b", "case-é", "case-\u{0}",
            "case-" + String(repeating: "a", count: 65),
        ])
    func oddNames(name: String) {
        #expect(DocumentName(rawValue: name) == nil)
        #expect(Audience(rawValue: name) == nil)
    }

    @Test("A document's root types are its rows and its notes")
    func schema() {
        #expect(DocumentName.plan.schema == ["items": .map, "notes": .text])
        #expect(DocumentName.issuesWorker.schema == ["rows": .map, "notes": .text])
        #expect(DocumentName.caucusManagement.schema == ["drafts": .map, "notes": .text])
        #expect(DocumentName.restrictedCase("x").schema == ["notes": .text])
    }

    @Test("The calendar has the days it has")
    func days() {
        for day in ["2024-02-29", "2000-02-29", "2024-12-31", "0001-01-01"] {
            #expect(CalendarDay(day) != nil, "\(day)")
        }
        for day in [
            "2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-1-01", "2024-01-1",
            "2024/01/01", "20240101", "", "2024-01-01 ", "٢٠٢٤-٠١-٠١", "0000-01-01", "+024-01-01",
        ] {
            #expect(CalendarDay(day) == nil, "\(day)")
        }
    }

    @Test(
        "A cycle ends after a year, and begins to close thirty days before",
        arguments: [
            ("2024-11-01", "2025-11-01", "2025-10-02"), ("2024-02-29", "2025-03-01", "2025-01-30"),
            ("2023-03-01", "2024-03-01", "2024-01-31"),
        ])
    func cycles(started: String, ends: String, closes: String) {
        let event = Event(
            id: "e", type: .phaseEntered, subject: "cycle-1", audience: .committee, day: started,
            data: .object(["number": .number(1), "phase": .string("forming"), "started": .string(started)]))
        let cycle = CommitteeState([event]).cycle
        #expect(cycle.ends?.text == ends)
        #expect(cycle.closes?.text == closes)
    }

    @Test(
        "A term ends the day before the day it began on, or with a month that has no such day",
        arguments: [
            ("2024-03-04", "2026-03-03"), ("2024-03-01", "2026-02-28"), ("2024-02-29", "2026-02-28"),
            ("2024-08-31", "2026-08-30"),
        ])
    func terms(since: String, last: String) throws {
        let rule = Event(
            id: "e1", type: .compositionRuleSet, subject: "f1", audience: .committee, side: nil,
            day: "2024-03-04", data: .object(["term_months": .number(24)]))
        let joined = Event(
            id: "e2", type: .memberJoined, subject: "w1", audience: .committee, side: nil,
            day: "2024-03-04",
            data: .object(["role": .string("worker"), "name": .string("Ayesha"), "since": .string(since)]))
        var state = CommitteeState()
        for event in [rule, joined] { state.take(event) }
        #expect(state.termEnds(of: try #require(state.roster.member("w1")))?.text == last)
    }

    @Test("There are 38 compliance points in 8 clusters, each id once")
    func compliancePoints() {
        #expect(CompliancePoint.all.count == 38)
        #expect(Set(CompliancePoint.all.map(\.id)).count == 38)
        #expect(Set(CompliancePoint.all.map(\.cluster)).count == 8)
        #expect(CompliancePoint.named("OS-EMER")?.name == "Emergency Preparedness")
        #expect(Country.all.count == 13)
    }

    @Test("An event survives being written and read")
    func eventJSON() {
        let event = Event(
            id: "e1", type: "plan.item.due.set.v1", subject: "p", audience: .workerSide, side: .worker,
            day: "2024-11-11", data: .object(["due": .string("2024-12-01")]))
        #expect(Event(json: event.json, audience: .workerSide) == event)
        #expect(event.json["audience"] == nil, "the audience travels beside the event")
    }

    @Test("JSON that is no event is nil")
    func oddEvents() {
        let good: [AnyValue.Member] = [
            .init("id", .string("e")), .init("type", .string("t")), .init("subject", .string("s")),
            .init("day", .string("2024-11-11")),
        ]
        #expect(Event(json: .object(good), audience: .committee) != nil)
        for missing in good.indices {
            var members = good
            members.remove(at: missing)
            #expect(Event(json: .object(members), audience: .committee) == nil)
        }
        #expect(Event(json: .object(good + [.init("side", .string("both"))]), audience: .committee) == nil)
        #expect(Event(json: .array([]), audience: .committee) == nil)
    }
}
