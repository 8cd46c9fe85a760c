import CRDT
import Testing

@testable import Committee

/// What reaches whoever does not enter the room, held against lists written by hand from DOMAIN 4 and 12.
@Suite("Extracts of events")
struct EventExtractTests {
    private static let integration = Participant(id: "int1", name: "Board", role: .integration)
    private static let plan: Set<Area> = [.plan, .planProgress]

    /// One event of a type, with a word in it that stands for everything secret.
    private static func event(_ type: EventType, _ audience: Audience = .committee) -> Event {
        var data: [AnyValue.Member] = [
            .init("content", .string("zqsecret")), .init("contents", .array([.string("zqsecret")])),
            .init("member", .string("zqsecret")), .init("roster", .array([.string("zqsecret")])),
            .init("reservation", .string("zqsecret")), .init("signatures", .array([.string("zqsecret")])),
            .init("leaves", .array([.string("zqsecret")])), .init("present", .string("zqsecret")),
            .init("purpose", .string("zqsecret")), .init("version", .number(3)),
            .init("scope", .string("plan/p1")), .init("held", .string("2024-11-11")),
            .init("kind", .string("ordinary")), .init("on", .string("2024-11-11")),
        ]
        if type == .commentAdded { data.append(.init("document", .string("plan"))) }
        return Event(
            id: "e", type: type.rawValue, subject: "p1", audience: audience, side: nil, day: "2024-11-11",
            data: .object(data))
    }

    private static func heard(
        by reader: Participant, released: Set<Area> = []
    ) -> [String: Event] {
        var heard: [String: Event] = [:]
        for type in EventType.allCases where type.audiences.contains(.committee) {
            heard[type.rawValue] = Permissions.extract(of: event(type), for: reader, released: released)
        }
        return heard
    }

    @Test("Granted the plan, an integration hears of the plan, and of signatures that a version is in force")
    func integration() {
        let heard = Self.heard(by: Self.integration, released: Self.plan)
        #expect(
            Set(heard.keys) == [
                "plan.item.created.v1", "plan.item.commitment.changed.v1", "plan.item.progress.reported.v1",
                "plan.item.due.set.v1", "plan.item.due.soon.v1", "plan.item.overdue.v1",
                "plan.item.status.changed.v1", "plan.item.cancellation.proposed.v1",
                "plan.item.cancellation.confirmed.v1", "plan.item.cancellation.declined.v1",
                "plan.item.completion.proposed.v1", "plan.item.completion.confirmed.v1",
                "plan.item.completion.declined.v1", "plan.item.verification.requested.v1",
                "plan.item.verified.v1", "plan.item.verification.rejected.v1",
                "plan.item.verification.impossible.v1", "plan.version.signed.v1", "signoff.completed.v1",
                "visit.logged.v1", "meeting.held.v1",
            ])
        #expect(
            heard["signoff.completed.v1"]?.data.json
                == #"{"version":3,"scope":"plan/p1","sides":["management","worker"]}"#)
        #expect(
            heard["visit.logged.v1"]?.data.json == #"{"kind":"ordinary","on":"2024-11-11"}"#)
        #expect(
            heard["meeting.held.v1"]?.data.json == #"{"held":"2024-11-11","kind":"ordinary"}"#)
        for (type, event) in heard where !type.hasPrefix("plan.item") {
            #expect(!event.json.json.contains("zqsecret"), "\(type)")
        }
    }

    @Test("Without a grant it hears neither of the plan nor of signatures on it")
    func nothingGranted() {
        #expect(Set(Self.heard(by: Self.integration).keys) == ["visit.logged.v1", "meeting.held.v1"])
        let training = Self.heard(by: Self.integration, released: [.training])
        #expect(
            Set(training.keys) == ["visit.logged.v1", "meeting.held.v1", "training.recorded.v1"])
    }

    @Test("Of a label above the committee's it hears nothing, whatever was granted")
    func labels() {
        let all = Set(Area.allCases)
        for type in EventType.allCases {
            for audience in [Audience.workerSide, .managementSide, .restrictedCase("c1")]
            where type.audiences.contains(audience.kind) {
                let extract = Permissions.extract(
                    of: Self.event(type, audience), for: Self.integration, released: all)
                #expect(extract == nil, "\(type.rawValue) of \(audience.rawValue)")
            }
        }
    }

    @Test("The assessor hears what is signed and in force, no live text, no minutes, no issue, no comment")
    func assessor() {
        let heard = Set(Self.heard(by: Participant(id: "s1", name: "S", role: .assessor)).keys)
        #expect(
            heard.isSuperset(of: ["signoff.completed.v1", "plan.version.signed.v1", "plan.item.verified.v1"]))
        #expect(
            heard.isDisjoint(with: [
                "plan.item.created.v1", "plan.item.commitment.changed.v1", "plan.item.due.set.v1",
                "signoff.recorded.v1", "signoff.voided.v1", "diagnosis.point.rated.v1", "meeting.held.v1",
                "issue.opened.v1", "comment.added.v1", "cycle.phase.entered.v1", "training.recorded.v1",
            ]))
    }

    @Test("The programme admin hears all of the plan and no issue")
    func programmeAdmin() {
        let heard = Set(Self.heard(by: Participant(id: "p1", name: "P", role: .programmeAdmin)).keys)
        #expect(heard.isSuperset(of: ["plan.item.created.v1", "signoff.recorded.v1", "meeting.held.v1"]))
        #expect(
            !heard.contains { $0.hasPrefix("issue.") || $0.hasPrefix("comment.") || $0.hasPrefix("caucus.") })
    }

    @Test("Who receives an audience whole may read every event of it by the table")
    func audiencesAgreeWithTheTable() {
        let readers = [
            Participant(id: "w1", name: "W", role: .member(.worker)),
            Participant(id: "m1", name: "M", role: .member(.management)),
            Participant(id: "m2", name: "M", role: .member(.management), isHandler: true),
            Participant(id: "a1", name: "A", role: .advisor),
            Participant(id: "l1", name: "L", role: .advisorLead),
        ]
        let audiences: [Audience] = [.committee, .workerSide, .managementSide, .restrictedCase("c1")]
        for reader in readers {
            for audience in audiences where Permissions.reads(reader, audience) {
                for type in EventType.allCases where type.audiences.contains(audience.kind) {
                    var event = Self.event(type, audience)
                    if type == .commentAdded {
                        let document = DocumentName.standing.first { $0.audience == audience }
                        event.data = .object(["document": .string(document?.rawValue ?? "case-c1")])
                    }
                    #expect(
                        Permissions.extract(of: event, for: reader) == event,
                        "\(reader.role.rawValue), \(audience.rawValue), \(type.rawValue)")
                }
            }
        }
    }
}
