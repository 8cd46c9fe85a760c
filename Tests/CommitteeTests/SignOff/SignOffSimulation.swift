import CRDT
import Testing
import TestSupport

@testable import Committee

/// Signers of both sides, editors of both sides, an editor who is offline and returns, restarts in between.
@Suite("Sign-off races")
struct SignOffSimulation {
    @Test("Nobody signs what they did not see, no agreement is lost by typing, every difference is shown")
    func races() {
        var agreements = 0
        for seed in Seeds.range(count: 500) {
            var race = Race(seed: seed)
            race.run()
            #expect(race.wrong == [], "seed \(seed)")
            agreements += race.agreements
        }
        #expect(agreements > 0)
    }

    @Test("Without the digest check, somebody does sign what they did not see")
    func withoutTheCheck() {
        let isFound = Seeds.range(count: 50).contains { seed in
            var race = Race(seed: seed)
            race.room.comparesDigests = false
            race.run()
            return race.wrong.contains { $0.contains("did not see") }
        }
        #expect(isFound)
    }
}

private struct Race {
    var room = SigningRoom()
    private(set) var wrong: [String] = []
    private var random: SeededGenerator
    private let items = ["p-1", "p-2"]
    /// What each signer had before their eyes.
    private var seen: [String: Set<Digest>] = [:]
    /// Commands on their way: signed, not yet at the room.
    private var underway: [(member: String, command: Command)] = []
    private var offline: Doc?
    /// The versions as they were last looked at.
    private var versions: [String: [SignedVersion]] = [:]

    var agreements: Int { versions.values.reduce(0) { $0 + $1.count } }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for item in items { room.addItem(item, issue: "Exit blocked.") }
    }

    mutating func run() {
        for _ in 0..<30 {
            step()
            check()
            if !wrong.isEmpty { return }
        }
        if let file = SignedPlan.export(room.picture) { wrong += SignedFile.verify(file).problems }
    }

    private mutating func step() {
        switch random.number(below: 20) {
        case 0..<11: look()
        case 11..<16: arrive()
        case 16: room.type(words(), of: random.pick(items), by: random.pick(Side.allCases))
        case 17: goOffline()
        case 18: comeBack()
        default: restart()
        }
    }

    /// A member looks at one item or the plan, and signs; the command takes its time.
    private mutating func look() {
        let member = random.pick(["w1", "w2", "w3", "m1", "m2", "m3"])
        let scope = random.pick([.plan] + items.map(SignOffScope.planItem))
        guard let display = try? room.display(scope),
            let command = try? room.signing(member, display, offline: random.chance(0.3))
        else { return }
        seen[member, default: []].formUnion(display.contents.map(\.digest))
        underway.append((member, command))
        if random.chance(0.6) { arrive() }
    }

    private mutating func arrive() {
        guard !underway.isEmpty else { return }
        let next = underway.remove(at: random.number(below: underway.count))
        room.ask(next.command, by: next.member)
    }

    private mutating func goOffline() {
        guard offline == nil else { return }
        var copy = Doc(clientID: ClientID(100 + UInt32(random.number(below: 1_000_000))))
        _ = try? copy.apply(room.plan.encodeStateAsUpdate())
        let (item, text) = (random.pick(items), words())
        copy.edit { SigningRoom.write(text, into: "issue", of: item, &$0) }
        offline = copy
    }

    private mutating func comeBack() {
        guard let copy = offline else { return }
        offline = nil
        _ = try? room.plan.apply(copy.encodeStateAsUpdate())
        room.react(.plan, by: .worker)
    }

    /// Everything in memory goes; what the log holds comes back.
    private mutating func restart() {
        var plan = Doc(clientID: 1)
        _ = try? plan.apply(room.plan.encodeStateAsUpdate())
        room.plan = plan
        room.state = CommitteeState(room.events)
    }

    private mutating func words() -> String { random.pick(["Exit blocked.", "Exit free.", "Both exits."]) }

    // MARK: What must hold

    private mutating func check() {
        for item in items {
            let leaf = room.leaf(item)
            if !leaf.versions.starts(with: versions[item] ?? []) {
                wrong.append("\(item): an agreement is lost")
            }
            if leaf.inForce != leaf.versions.last { wrong.append("\(item): an agreement is not in force") }
            versions[item] = leaf.versions
            let now = try? room.display(.planItem(item)).digest
            for version in leaf.versions { checkSigners(version.signatures, of: version.digest, item) }
            if let now { checkSigners(leaf.live, of: now, item) }
            checkDifference(item, leaf)
        }
    }

    private mutating func checkSigners(_ ids: [String], of digest: Digest, _ item: String) {
        for record in ids.compactMap({ room.state.signOff.records[$0] }) {
            let member = record.statement.member
            let isSeen = seen[member]?.contains(digest) == true
            if record.digest(of: .planItem(item)) != digest || !isSeen {
                wrong.append("\(item): \(member) did not see what stands under the signature")
            }
        }
    }

    /// The text in the document against the text in force, without the digests.
    private mutating func checkDifference(_ item: String, _ leaf: SignOffState.Leaf) {
        guard let version = leaf.inForce else { return }
        let draft = room.picture.row(item, of: .plan)?["issue"]?.shown
        let isSame = version.content.value["fields"]?["issue"]?["text"]?.string == draft
        switch room.picture.standing(of: .planItem(item)).draft {
        case .same where isSame: return
        case .differs(let changes) where !isSame && changes.contains { $0.field == "issue" }: return
        default: wrong.append("\(item): the difference is not shown")
        }
    }
}
