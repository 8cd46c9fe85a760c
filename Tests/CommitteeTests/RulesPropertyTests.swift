import CRDT
import TestSupport
import Testing

@testable import Committee

/// Random members ask for random things; what comes of it is read again from the bare events by rules of
/// thumb that know nothing of how the code folds them.
@Suite("What two sides can reach together, and one cannot alone")
struct RulesPropertyTests {
    @Test("No state is reached without the side that must confirm it", arguments: Seeds.range(count: 100))
    func twoSides(seed: UInt64) throws {
        var walk = Walk(seed: seed)
        for step in 0..<70 {
            let before = walk.world
            let events = walk.step()
            for event in events {
                if let wrong = Self.wrong(event, among: events, before) {
                    Issue.record(
                        "seed \(seed), step \(step): \(event.type) by \(event.side as Any): \(wrong)")
                }
            }
            Self.checkHistory(before.state, walk.world.state, seed)
        }
        #expect(walk.taken > 2, "seed \(seed): the walk goes somewhere")
    }

    /// Why an event should not have come, from what had happened before.
    private static func wrong(_ event: Event, among events: [Event], _ before: RulesWorld) -> String? {
        func last(_ types: Set<EventType>) -> Event? {
            before.events.last { $0.subject == event.subject && $0.knownType.map(types.contains) == true }
        }
        switch event.knownType {
        case .itemStatusChanged where event.data["status"]?.string == "completed":
            let report = last([.completionProposed, .completionDeclined, .itemStatusChanged])
            guard report?.knownType == .completionProposed else { return "nobody had reported it" }
            guard report?.side == event.side?.other else { return "its own side confirmed it" }
            return events.contains { $0.knownType == .completionConfirmed } ? nil : "nobody confirmed it"
        case .itemStatusChanged where event.data["status"]?.string == "cancelled":
            let proposal = last([.cancellationProposed, .cancellationDeclined, .itemStatusChanged])
            // A change of status between does not take a proposal to cancel back.
            let open = before.events.last {
                $0.subject == event.subject
                    && [.cancellationProposed, .cancellationDeclined].contains($0.knownType)
            }
            guard open?.knownType == .cancellationProposed, proposal != nil else {
                return "nobody proposed it"
            }
            return open?.side == event.side?.other ? nil : "one side cancelled it alone"
        case .pointAgreed:
            let rating = event.data["rating"]?.string
            let other = before.events.last {
                $0.subject == event.subject && $0.side == event.side?.other
                    && [.pointRated, .agreementProposed].contains($0.knownType)
            }
            return other?.data["rating"]?.string == rating ? nil : "the other side never said \(rating ?? "")"
        case .pointRated:
            return event.side == nil ? "a rating is a side's" : nil
        case .memberLeft, .officeChanged, .memberJoined, .handlerNamed, .handlerReleased, .keyRevoked:
            let side = before.state.roster.side(of: event.subject) ?? event.side
            return event.side == side || event.side == nil ? nil : "the other side's seat"
        case .itemVerified, .verificationRejected, .verificationImpossible:
            return event.side == nil && last([.verificationRequested]) != nil ? nil : "nobody asked for it"
        default: return nil
        }
    }

    /// Ratings are the sides' own words; due dates are only ever added.
    private static func checkHistory(_ before: CommitteeState, _ after: CommitteeState, _ seed: UInt64) {
        for (id, item) in before.items {
            let now = after.item(id)
            #expect(Array(now.dues.prefix(item.dues.count)) == item.dues, "seed \(seed): \(id)")
            if item.originalDue != nil { #expect(now.originalDue == item.originalDue, "seed \(seed): \(id)") }
            #expect(now.dues.dropFirst().allSatisfy { $0.reason?.isEmpty == false }, "seed \(seed): \(id)")
        }
        for (id, point) in after.points {
            guard let agreed = point.agreedRating else { continue }
            let said = Set(point.ratings.values)
            let words = Set(Walk.ratings)
            #expect(words.contains(agreed) && words.isSuperset(of: said), "seed \(seed): \(id)")
        }
    }

    @Test(
        "The rating a point shows is the last its side gave, word for word", arguments: Seeds.range(count: 50)
    )
    func ratings(seed: UInt64) {
        var walk = Walk(seed: seed)
        for _ in 0..<80 { _ = walk.step() }
        for id in ["d1", "d2"] {
            for side in Side.allCases {
                let last = walk.world.events.last {
                    $0.knownType == .pointRated && $0.subject == id && $0.side == side
                }
                #expect(walk.world.state.point(id).ratings[side] == last?.data["rating"]?.string)
            }
        }
    }
}

/// One walk through the rules.
private struct Walk {
    var random: SeededGenerator
    var world = RulesWorld.sample()
    /// Commands that were taken.
    var taken = 0

    static let ratings = ["no_issue", "needs_improvement", "serious", "not_applicable", "not_assessed"]
    private static let people = ["w1", "w2", "w3", "m1", "m2", "m3", "a1", "l1", "p1"]
    private static let types: [CommandType] = [
        .ratePoint, .ratePoint, .agreePoint, .disagreePoint, .setDue, .setStatus, .proposeCompletion,
        .proposeCompletion, .confirmCompletion, .confirmCompletion, .declineCompletion, .reopenItem,
        .proposeCancellation, .confirmCancellation, .declineCancellation, .requestVerification,
        .recordVerification, .endMembership, .setOffice, .nameHandler, .releaseHandler,
    ]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for id in ["p1", "p2"] {
            _ = world.fill(
                id, "evidence.1", .object(["kind": .string("photo"), "ref": .string("ev-1")]))
        }
    }

    /// One command or one word typed; the events it led to.
    mutating func step() -> [Event] {
        if random.chance(0.08) {
            _ = world.fill(
                random.pick(["p1", "p2"]), "responsible", .string(random.pick(["w2", "m3", "w4", "m4"])))
            return []
        }
        let type = random.pick(Self.types)
        let subject: String
        switch type.need.area {
        case .diagnosis: subject = random.pick(["d1", "d2"])
        case .roster: subject = random.chance(0.3) ? random.pick(["w4", "w5", "m4", "m5"]) : "nobody"
        default: subject = random.pick(["p1", "p2"])
        }
        let who = world.participant(random.pick(Self.people))
        let events = try? world.ask(who, type, subject, data(of: type))
        taken += events == nil ? 0 : 1
        return events ?? []
    }

    private mutating func data(of type: CommandType) -> AnyValue {
        switch type {
        case .ratePoint, .agreePoint: .object(["rating": .string(random.pick(Self.ratings))])
        case .setDue:
            .object([
                "due": .string(random.pick(["2024-12-01", "2024-12-20", "2025-01-15"])),
                "reason": random.chance(0.8) ? .string("Late.") : .null,
            ])
        case .setStatus: .object(["status": .string(random.pick(["pending", "in_progress"]))])
        case .declineCompletion, .reopenItem, .proposeCancellation, .declineCancellation:
            .object(["reason": .string("Because.")])
        case .recordVerification:
            .object([
                "outcome": .string(random.pick(["verified", "rejected", "not_verifiable"])),
                "method": .string("site_walk"),
            ])
        case .setOffice: .object(["office": .string(random.pick(["member", "co_chair", "alternate"]))])
        default: .object([AnyValue.Member]())
        }
    }
}
