import CRDT
import TestSupport
import Testing

@testable import Committee

/// Random members raise, move, answer and release matters; each has a marker in its words. Who may know which
/// is worked out a second time here, from the labels alone.
@Suite("Who ever learns of an issue")
struct IssueSecrecyTests {
    @Test(
        "No marker reaches anybody its labels never let read it, and no words of a reporter ever change",
        arguments: Seeds.range(count: 120))
    func markers(seed: UInt64) {
        var walk = IssueWalk(seed: seed)
        for _ in 0..<60 { walk.step() }
        #expect(walk.leaks == [], "seed \(seed)")
        for (id, words) in walk.words {
            let told = walk.world.events.filter { $0.knownType == .issueOpened && $0.subject == id }
            #expect(!told.isEmpty)
            #expect(told.allSatisfy { $0.data["text"]?["text"]?.string == words }, "seed \(seed)")
            let severities = Set(told.map { $0.data["severity"]?.string })
            let categories = Set(told.map { $0.data["category"]?.string })
            #expect(severities.count == 1 && categories.count == 1, "seed \(seed)")
        }
    }

    @Test(
        "Clocks strike once, also when the room sleeps and when it looks every day",
        arguments: Seeds.range(count: 20))
    func clocks(seed: UInt64) throws {
        var walk = IssueWalk(seed: seed)
        for _ in 0..<25 { walk.step() }
        var daily = walk.world
        var sleeper = walk.world
        let start = try #require(CalendarDay(daily.day))
        var struck: [String] = []
        for day in 1...130 {
            daily.day = start.adding(days: day).text
            for event in Clocks.due(in: daily.picture) {
                struck.append(event.id)
                daily.take(event)
            }
        }
        #expect(Set(struck).count == struck.count, "seed \(seed)")
        sleeper.day = daily.day
        let late = Clocks.due(in: sleeper.picture)
        for event in late { sleeper.take(event) }
        // Who sleeps hears of each issue's way what who looks every day hears.
        #expect(Set(late.map(\.id)) == Set(struck), "seed \(seed)")
        #expect(Clocks.due(in: sleeper.picture).isEmpty)
    }
}

private struct IssueWalk {
    var random: SeededGenerator
    var world = RulesWorld.sample()
    /// The reporter's words by issue.
    private(set) var words: [String: String] = [:]
    private(set) var leaks: [String] = []
    private var labels: [String: String] = [:]
    /// By issue: who was ever allowed to read it, by this test's own rule.
    private var allowed: [String: Set<String>] = [:]

    private static let people = ["w1", "w2", "w4", "m1", "m2", "m4", "a1", "l1", "p1"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for (who, handler) in [("w1", "w4"), ("m1", "m4")] {
            _ = try? world.ask(
                world.participant(who), .nameHandler, handler, .object([AnyValue.Member]()))
        }
    }

    mutating func step() {
        if random.chance(0.2) { sleep(days: random.number(below: 12)) }
        let who = world.participant(random.pick(Self.people))
        let id = words.keys.sorted().randomElement(using: &random)
        if id == nil || random.chance(0.2) {
            open(by: who)
        } else if let id {
            let (type, data) = request(on: id)
            guard let events = try? world.ask(who, type, id, data) else { return }
            look(events)
        }
    }

    /// Clocks strike; the day from which one counts is a day on which its readers were told something.
    private mutating func sleep(days: Int) {
        guard let day = CalendarDay(world.day) else { return }
        world.day = day.adding(days: days).text
        let struck = Clocks.due(in: world.picture)
        for event in struck { world.take(event) }
        look(struck)
        for event in struck {
            guard let day = event.data["silent_since"]?.string else { continue }
            let isTold = world.events.contains {
                $0.subject == event.subject && $0.audience == event.audience && $0.day == day
            }
            if !isTold { leaks.append("\(event.audience.rawValue) hears of \(day) by \(event.type)") }
        }
    }

    private mutating func open(by who: Participant) {
        let digits = String(words.count)
        let id = "00000000-0000-4000-9000-" + String(repeating: "0", count: 12 - digits.count) + digits
        let text = "marker-\(words.count)-\(random.next())"
        let events = try? world.ask(
            who, .openIssue, id,
            .object([
                "text": .object(["lang": .string("en"), "text": .string(text)]),
                "category": .string(random.pick(["heat", "wages", "harassment", "food"])),
                "severity": .string(random.pick(["critical", "high", "low"])), "channel": .string("member"),
                "anonymity": .string(
                    random.pick(["anonymous", "named_to_handler", "named_to_committee", "side_only"])),
                "confidentiality": .string(random.pick(["open", "committee", "worker_side", "restricted"])),
                "zero_tolerance_candidate": .bool(random.chance(0.2)),
            ]))
        guard let events else { return }
        words[id] = text
        look(events)
    }

    private mutating func request(on id: String) -> (CommandType, AnyValue) {
        let said = AnyValue.object(["text": .string("About \(words[id] ?? "")")])
        switch random.number(below: 7) {
        case 0:
            let label = random.pick(["open", "committee", "worker_side", "restricted"])
            return (.setIssueLabel, .object(["confidentiality": .string(label)]))
        case 1:
            let status = random.pick(IssueStatus.allCases).rawValue
            return (.setIssueStatus, .object(["status": .string(status), "reason": .string("Because.")]))
        case 2: return (.giveFeedback, .object(["text": said]))
        case 3: return (.raiseCandidate, .object([AnyValue.Member]()))
        case 4:
            return (
                random.chance(0.6) ? .releaseCase : .revokeCaseRelease, .object(["to": .string("advisor")])
            )
        case 5: return (.setWatch, .object(["watch": .bool(random.chance(0.7))]))
        default:
            let document = random.pick(["issues", "issues-worker", "case-\(id)"])
            return (.addComment, .object(["document": .string(document), "text": said]))
        }
    }

    /// The readers of every new event, against the labels.
    private mutating func look(_ events: [Event]) {
        for event in events where words[event.subject] != nil {
            allow(event.subject)
            for id in Self.people {
                let person = world.participant(id)
                guard Permissions.reads(person, event.audience, in: world.state) else { continue }
                guard allowed[event.subject]?.contains(id) != true else { continue }
                let bytes = event.json.json
                // That a candidate stands beside a row is for handlers and advisors; its words are not.
                // Beside a row of the worker side it is not for management's handler.
                let mayKnow =
                    Self.isOfCases(event) && ["w4", "m4", "a1", "l1"].contains(id)
                    && !(labels[event.subject] == "worker_side" && id == "m4")
                if bytes.contains(words[event.subject] ?? "?") || !mayKnow {
                    leaks.append(
                        "\(id) reads \(event.type) of \(event.subject) there")
                }
            }
        }
    }

    private static func isOfCases(_ event: Event) -> Bool {
        event.knownType?.area == .cases || event.knownType == .issueReporterNamed
    }

    /// By the label an issue has now: both sides and the advisors; the worker side; or the handlers, and the
    /// advisor if it is a candidate or was released to them.
    private mutating func allow(_ id: String) {
        let told = world.events.filter { $0.subject == id }
        var label = ""
        var isCandidate = false
        var isReleased = false
        var reached: Set<String> = []
        for event in told {
            if let word = event.data["confidentiality"]?.string { label = word }
            if event.data["zero_tolerance_candidate"]?.bool == true { isCandidate = true }
            if event.knownType == .candidateRaised { isCandidate = true }
            if event.knownType == .caseReleased { isReleased = true }
            if event.knownType == .caseReleaseRevoked { isReleased = false }
            guard event.knownType == .issueEscalated, event.audience == .restrictedCase(id) else { continue }
            switch event.data["level"]?.string {
            case "advisor": reached = ["a1"]
            case "advisor_lead": reached = ["a1", "l1"]
            default: break
            }
        }
        labels[id] = label
        switch label {
        case "open", "committee":
            allowed[id, default: []].formUnion(["w1", "w2", "w4", "m1", "m2", "m4", "a1", "l1"])
        case "worker_side": allowed[id, default: []].formUnion(["w1", "w2", "w4"])
        default:
            allowed[id, default: []].formUnion(["w4", "m4"])
            allowed[id, default: []].formUnion(reached)
            if isCandidate || isReleased { allowed[id, default: []].insert("a1") }
        }
    }
}
