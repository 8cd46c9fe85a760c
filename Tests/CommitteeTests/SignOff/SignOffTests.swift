import CRDT
import Crypto
import Testing
import TestSupport

@testable import Committee

@Suite("Sign-off: what you see is what you sign")
struct SignOffTests {
    var room = SigningRoom()
    let item = SignOffScope.planItem("p-1")

    init() {
        room.addItem("p-1", issue: "Exit route on floor 3 blocked by cartons.")
    }

    @Test("A co-chair and one more of each side put a leaf in force")
    mutating func completes() throws {
        for member in ["w1", "w2", "m1"] {
            let types = try room.sign(member, item).get().map(\.type)
            #expect(types == ["signoff.recorded.v1"])
        }
        let events = try room.sign("m3", item).get()
        #expect(
            events.map(\.type) == ["signoff.recorded.v1", "signoff.completed.v1", "plan.version.signed.v1"])
        let version = try #require(room.leaf("p-1").inForce)
        #expect(version.number == 1 && version.day == "2024-10-14" && version.rule == .usual)
        #expect(version.content.canonical.contains("Exit route on floor 3 blocked by cartons."))
        #expect(version.signatures.count == 4 && version.roster.count == 10)
    }

    @Test("Two members without a co-chair are no side, nor is a co-chair alone")
    mutating func needsCoChair() {
        for member in ["w2", "w3", "w4", "m1", "m2"] { room.sign(member, item) }
        #expect(room.leaf("p-1").inForce == nil)
        room.sign("w1", item)
        #expect(room.leaf("p-1").inForce != nil)
    }

    @Test(
        "Danger to life and wages need more than half of each side",
        arguments: [
            ("zero_tolerance", "OS-EMER"), ("low", "CO-MINW"),
        ])
    mutating func majority(priority: String, cp: String) {
        room.addItem("p-2", issue: "Grave.", priority: priority, cp: cp)
        for member in ["w1", "w2", "m1", "m2", "m3"] { room.sign(member, .planItem("p-2")) }
        #expect(room.leaf("p-2").inForce == nil)
        room.sign("w3", .planItem("p-2"))
        #expect(room.leaf("p-2").inForce?.rule == .majority)
    }

    @Test("Nobody lowers a priority to need fewer names")
    mutating func loweredPriority() {
        room.addItem("p-2", issue: "Grave.", priority: "zero_tolerance")
        let scope = SignOffScope.planItem("p-2")
        for member in ["w1", "w2", "w3", "m1", "m2", "m3"] { room.sign(member, scope) }
        func lower(_ priority: String) {
            room.edit(by: .management) {
                _ = Projection.set(
                    field: "priority", to: .string(priority), row: "p-2", of: .plan, in: &$0)
            }
        }
        lower("low")
        room.signByBoth(scope)
        #expect(room.leaf("p-2").inForce?.number == 1)
        for member in ["w3", "m3"] { room.sign(member, scope) }
        #expect(room.leaf("p-2").inForce?.number == 2)
        // What both sides lowered by a majority is an ordinary item from then on.
        lower("medium")
        room.signByBoth(scope)
        #expect(room.leaf("p-2").inForce?.number == 3)
    }

    @Test("A digest that is not current is refused, with what changed word by word")
    mutating func compareAndSign() throws {
        let shown = try room.display(item)
        room.type("Exit route on floor 2 blocked by cartons.", of: "p-1", by: .management)
        let command = try room.signing("w1", shown)
        guard case .failure(let refusal) = room.ask(command, by: "w1") else {
            Issue.record("signed what was not seen")
            return
        }
        #expect(refusal.code == .digestChanged && room.state.signOff.records.isEmpty)
        let field = refusal.details?["rows"]?.array?.first?["fields"]?.array?.first
        #expect(field?["field"]?.string == "issue")
        #expect(
            field?["words"]?.json
                == #"[["=","Exit route on floor "],["-","3"],["+","2"],["="," blocked by cartons."]]"#)
    }

    @Test("Signed offline and changed meanwhile, it is stale: recorded, without effect")
    mutating func stale() throws {
        let command = try room.signing("w1", room.display(item), offline: true)
        room.type("Other words.", of: "p-1", by: .management)
        let events = try room.ask(command, by: "w1").get()
        #expect(events.map(\.type) == ["signoff.stale.v1"])
        #expect(room.leaf("p-1").live.isEmpty)
        // The signer is told, nobody else, and until they sign again.
        #expect(room.picture.standing(of: "p-1", for: "w1").stale == room.day)
        #expect(room.picture.standing(of: "p-1", for: "m1").stale == nil)
        room.sign("w1", .planItem("p-1"))
        #expect(room.picture.standing(of: "p-1", for: "w1").stale == nil)
    }

    @Test("Signed offline, it is stale also where the item is removed or cannot be read by now")
    mutating func staleWithoutContent() throws {
        let removed = try room.signing("w1", room.display(item), offline: true)
        room.edit(by: .management) {
            _ = Projection.set(field: "removed", to: .bool(true), row: "p-1", of: .plan, in: &$0)
        }
        #expect(try room.ask(removed, by: "w1").get().map(\.type) == ["signoff.stale.v1"])
        #expect(room.state.signOff.stale[item]?["w1"] == room.day)

        room.addItem("p-2", issue: "Nothing is blocked.")
        let hidden = try room.signing("w1", room.display(.plan), offline: true)
        let online = try room.signing("w2", room.display(.plan))
        room.type("hidden \u{202E}order", of: "p-2", by: .management)
        #expect(try room.ask(hidden, by: "w1").get().map(\.type) == ["signoff.stale.v1"])
        #expect(room.ask(online, by: "w2").refusal == .leafUnreadable)

        let display = try SignOffDisplay(of: item, in: SignOffTests().room.picture)
        var unknown = try room.signing("w3", display, offline: true)
        unknown.subject = "p-9"
        #expect(room.ask(unknown, by: "w3").refusal != nil)
    }

    @Test("A half-finished signature falls when its leaf changes, and does not rise again")
    mutating func falls() throws {
        room.sign("w1", item)
        room.sign("w2", item)
        room.type("Exit route on floor 3 blocked.", of: "p-1", by: .management)
        let fallen = try #require(room.events.last)
        #expect(fallen.type == "signoff.voided.v1" && fallen.side == .management)
        #expect(fallen.data["fields"]?.json == #"["issue"]"# && fallen.data["cause"]?.string == "changed")
        #expect(fallen.data["signatures"]?.array?.count == 2)
        room.type("Exit route on floor 3 blocked by cartons.", of: "p-1", by: .management)
        #expect(room.leaf("p-1").live.isEmpty)
        room.sign("m1", item)
        room.sign("m2", item)
        #expect(room.leaf("p-1").inForce == nil)
    }

    @Test("An agreement stays in force while the draft changes, until both sides sign the next")
    mutating func staysInForce() throws {
        room.signByBoth(item)
        room.type("Nothing is blocked.", of: "p-1", by: .management)
        #expect(room.leaf("p-1").inForce?.content.canonical.contains("blocked by cartons") == true)
        room.sign("m1", item)
        room.sign("m2", item)
        #expect(room.leaf("p-1").inForce?.number == 1)
        room.sign("w1", item)
        room.sign("w4", item)
        #expect(room.leaf("p-1").inForce?.number == 2)
        #expect(room.state.signOff.planVersion == 2)
    }

    @Test("Progress, evidence and the roster touch no signature")
    mutating func untouched() {
        room.sign("w1", item)
        room.sign("w2", item)
        room.edit(by: .management) { transaction in
            SigningRoom.write("Aisle marked.", into: "progress.1", of: "p-1", &transaction)
            _ = Projection.set(
                field: "indicator.current", to: .number(40), row: "p-1", of: .plan, in: &transaction)
        }
        room.record([room.event("roster.member.left.v1", "w1", [:])])
        #expect(room.leaf("p-1").live.count == 2)
        // With a side's co-chair gone nothing new can be signed; what was signed stays.
        #expect(room.sign("m1", item).refusal == .compositionBroken)
        let seat = room.event(
            "roster.member.joined.v1", "w9",
            ["role": .string("worker"), "office": .string("co_chair"), "name": .string("Member w9")])
        room.record([seat])
        room.sign("m1", item)
        room.sign("m2", item)
        #expect(room.leaf("p-1").inForce != nil)
    }

    @Test("Signing the whole plan counts for each leaf that is open, and for those only")
    mutating func root() throws {
        room.signByBoth(item)
        room.addItem("p-2", issue: "No drill at night.")
        room.signByBoth(.plan)
        #expect(room.leaf("p-1").versions.count == 1 && room.leaf("p-2").versions.count == 1)
        #expect(room.state.signOff.planVersion == 2)
        #expect(room.sign("w1", .plan).refusal == .nothingToSign)
    }

    @Test("A root falls leaf by leaf")
    mutating func rootFalls() {
        room.addItem("p-2", issue: "No drill at night.")
        room.sign("w1", .plan)
        room.sign("w2", .plan)
        room.type("No drill.", of: "p-2", by: .worker)
        #expect(room.leaf("p-1").live.count == 2 && room.leaf("p-2").live.isEmpty)
        room.sign("m1", item)
        room.sign("m2", item)
        #expect(room.leaf("p-1").inForce != nil && room.leaf("p-2").inForce == nil)
    }

    @Test("Removing a row ends no agreement; both sides' signatures do")
    mutating func removal() throws {
        room.signByBoth(item)
        room.edit(by: .management) {
            _ = Projection.set(field: "removed", to: .bool(true), row: "p-1", of: .plan, in: &$0)
        }
        #expect(room.leaf("p-1").inForce?.number == 1)
        #expect(room.sign("w1", .plan).refusal == .notFound)
        room.signByBoth(item)
        #expect(room.leaf("p-1").inForce == nil && room.leaf("p-1").versions.count == 2)
        #expect(room.state.signOff.plansInForce.isEmpty)
    }

    @Test("A member takes back a signature before completion, not after")
    mutating func withdrawal() {
        room.sign("w1", item)
        let withdrawal = Command(
            id: room.uuid(), type: .withdrawSignature, subject: "p-1",
            data: .object(["scope": .string(item.rawValue)]))
        #expect(room.ask(withdrawal, by: "w2").refusal == .nothingToWithdraw)
        #expect(room.ask(withdrawal, by: "w1").refusal == nil)
        #expect(room.leaf("p-1").live.isEmpty)
        room.signByBoth(item)
        #expect(room.ask(withdrawal, by: "w1").refusal == .nothingToWithdraw)
        #expect(room.leaf("p-1").inForce?.number == 1)
    }

    @Test("A signature that was taken back, fell or was followed by a version is not handed in again")
    mutating func onRecord() throws {
        let display = try room.display(item)
        let statement = try display.statement(
            by: "w1", in: room.picture, reservation: "Sewing.\nCutting.", language: "en",
            head: .init(sequence: 7, hash: String(repeating: "ab", count: 32)))
        let signature = Array(try SigningRoom.key("w1").signature(for: statement.bytes))
        let command = display.command(id: room.uuid(), statement, signature: signature)
        func again(reservation: String = "Sewing.\nCutting.") -> RefusalCode? {
            var copy = command
            copy.id = room.uuid()
            var data = command.data.members ?? []
            for place in data.indices where data[place].key == "reservation" {
                data[place].value = .string(reservation)
            }
            copy.data = .object(data)
            return room.ask(copy, by: "w1").refusal
        }
        #expect(room.ask(command, by: "w1").refusal == nil)
        let withdrawal = Command(
            id: room.uuid(), type: .withdrawSignature, subject: "p-1",
            data: .object(["scope": .string(item.rawValue)]))
        #expect(room.ask(withdrawal, by: "w1").refusal == nil)
        #expect(again() == .alreadySigned)
        // The same bytes are signed, whatever ends a line.
        #expect(again(reservation: "Sewing.\r\nCutting.") == .alreadySigned)
        #expect(room.leaf("p-1").live.isEmpty)

        #expect(room.sign("w1", item).refusal == nil, "the key makes a new one")
        room.type("Nothing is blocked.", of: "p-1", by: .management)
        room.signByBoth(item)
        room.type("Exit route on floor 3 blocked by cartons.", of: "p-1", by: .management)
        #expect(again() == .alreadySigned)
        #expect(room.leaf("p-1").live.isEmpty && room.leaf("p-1").versions.count == 1)
    }

    @Test("Reservation and protest are part of what is signed")
    mutating func reservation() throws {
        let command = try room.signing(
            "w1", room.display(item), reservation: "Only for sewing.", protest: true)
        var data = command.data.members ?? []
        for place in data.indices where data[place].key == "reservation" { data[place].value = .string("") }
        var forged = command
        forged.data = .object(data)
        #expect(room.ask(forged, by: "w1").refusal == .signatureInvalid)
        let recorded = try room.ask(command, by: "w1").get()[0]
        #expect(recorded.data["reservation"]?.string == "Only for sewing.")
        #expect(recorded.data["protest"]?.bool == true)
    }

    @Test("Nobody signs with another's key, without a key, for a side they are not on, or twice")
    mutating func identity() throws {
        #expect(
            room.ask(try room.signing("w1", room.display(item), key: "w2"), by: "w1").refusal
                == .signatureInvalid)
        let stolen = try room.signing("w1", room.display(item))
        #expect(room.ask(stolen, by: "w2").refusal == .signatureInvalid)
        #expect(room.ask(stolen, by: "a1").refusal == .notPermitted)
        room.record([room.event("roster.key.revoked.v1", "w3", [:])])
        #expect(room.sign("w3", item).refusal == .keyMissing)
        #expect(room.sign("w1", item).refusal == nil)
        #expect(room.sign("w1", item).refusal == .alreadySigned)
    }

    @Test("One key under two names counts once")
    mutating func oneKey() {
        let key = Base64.text(SigningRoom.key("w1").publicKey.rawRepresentation)
        room.record([room.event("roster.key.registered.v1", "w2", ["key": .string(key)])])
        for member in ["w1", "m1", "m2"] { room.sign(member, item) }
        _ = try? room.ask(room.signing("w2", room.display(item), key: "w1"), by: "w2")
        #expect(room.leaf("p-1").live.count == 4 && room.leaf("p-1").inForce == nil)
    }

    @Test(
        "What cannot be read, or cannot be seen, cannot be signed",
        arguments: [
            "hidden \u{202E}order", "bell \u{7}", "open \u{2067}isolate",
        ])
    mutating func unsignable(text: String) {
        room.type(text, of: "p-1", by: .worker)
        #expect(room.sign("w1", item).refusal == .leafUnreadable)
        room.type("Arabic \u{200F}and joined \u{200D} marks \u{2067}stay\u{2069}.", of: "p-1", by: .worker)
        room.edit(by: .worker) { transaction in
            let items = transaction.root("items", .map)
            guard case .type(let map, .map)? = transaction.value("p-1", in: items) else { return }
            transaction.set("priority", to: .string("whatever"), in: map)
        }
        #expect(room.sign("w1", item).refusal == .leafUnreadable)
    }

    @Test("A new due date is a change of the commitment")
    mutating func due() {
        room.sign("w1", item)
        room.record([room.event("plan.item.due.set.v1", "p-1", ["due": .string("2025-01-31")])])
        room.react(.plan, by: .management)
        #expect(room.events.last?.data["fields"]?.json == #"["due"]"#)
        #expect(room.leaf("p-1").live.isEmpty)
    }

    @Test("The diagnosis is signed whole, with both ratings and the agreement")
    mutating func diagnosis() throws {
        room.editDiagnosis(by: .worker) { transaction in
            Projection.addRow(id: "d-1", to: .diagnosis, in: &transaction)
            SigningRoom.write("Exits", into: "topic", of: "d-1", in: .diagnosis, &transaction)
        }
        for (side, rating) in [(Side.worker, "serious"), (.management, "needs_improvement")] {
            room.record([
                room.event("diagnosis.point.rated.v1", "d-1", ["rating": .string(rating)], side: side)
            ])
            room.react(.diagnosis, by: side)
        }
        room.signByBoth(.diagnosis)
        let version = try #require(room.state.signOff.leaves[.diagnosis]?.inForce)
        #expect(version.content.canonical.contains(#""worker_rating":"serious""#))
        room.sign("w1", .diagnosis)
        room.record([
            room.event(
                "diagnosis.point.rated.v1", "d-1", ["rating": .string("serious")], side: .management)
        ])
        room.react(.diagnosis, by: .management)
        #expect(room.state.signOff.leaves[.diagnosis]?.live.isEmpty == true)
    }
}

extension Result where Success == [Event], Failure == Refusal {
    var refusal: RefusalCode? { if case .failure(let refusal) = self { refusal.code } else { nil } }
}
