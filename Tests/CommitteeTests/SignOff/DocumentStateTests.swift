import CRDT
import Testing

@testable import Committee

@Suite("Where a document stands as a whole")
struct DocumentStateTests {
    @Test("The diagnosis goes from empty over drafting and review to agreed, and the version is followed")
    func diagnosis() throws {
        var room = SigningRoom()
        #expect(room.picture.diagnosisState == .empty)
        room.editDiagnosis(by: .worker) { Projection.addRow(id: "d-1", to: .diagnosis, in: &$0) }
        #expect(room.picture.diagnosisState == .drafting)
        for side in Side.allCases {
            let rated = room.event(
                "diagnosis.point.rated.v1", "d-1",
                ["rating": .string(side == .worker ? "serious" : "no_issue")], side: side)
            room.record([rated])
        }
        #expect(room.picture.diagnosisState == .drafting)
        room.record([room.event("diagnosis.disagreement.recorded.v1", "d-1", [:], side: .worker)])
        #expect(room.picture.diagnosisState == .inReview, "disagreement is an end, not an error")
        room.signByBoth(.diagnosis)
        #expect(room.picture.diagnosisState == .agreed)
        #expect(room.picture.diagnosisState(ofVersion: 1) == .agreed)

        room.editDiagnosis(by: .management) {
            SigningRoom.write("New topic", into: "topic", of: "d-1", in: .diagnosis, &$0)
        }
        #expect(room.picture.diagnosisState == .inReview, "the points are settled, the text waits")
        #expect(room.picture.diagnosisState(ofVersion: 1) == .agreed, "nobody takes it away by typing")
        let display = try room.display(.diagnosis)
        room.ask(try room.signing("w1", display, reservation: "The fan is still loud."), by: "w1")
        for member in ["w2", "m1", "m2"] { room.sign(member, .diagnosis) }
        #expect(room.picture.diagnosisState == .agreedWithReservations)
        #expect(room.picture.diagnosisState(ofVersion: 1) == .superseded)
        #expect(room.picture.diagnosisState(ofVersion: 2) == .agreedWithReservations)
        #expect(room.picture.diagnosisState(ofVersion: 3) == nil)
    }

    @Test("The plan goes from draft over waiting to signed, and is amended by typing or by a new item")
    func plan() {
        var room = SigningRoom()
        #expect(room.picture.planState == .draft)
        room.addItem("p-1", issue: "The exit is blocked")
        #expect(room.picture.planState == .draft)
        room.sign("w1", .planItem("p-1"))
        #expect(room.picture.planState == .awaitingSignatures)
        room.signByBoth(.planItem("p-1"))
        #expect(room.picture.planState == .signed)
        room.type("The exit is locked", of: "p-1", by: .management)
        #expect(room.picture.planState == .amended)
        room.type("The exit is blocked", of: "p-1", by: .management)
        #expect(room.picture.planState == .signed)
        room.addItem("p-2", issue: "No water")
        #expect(room.picture.planState == .amended)
    }

    @Test("A word that mixes scripts whose letters look alike cannot be signed")
    func lookAlikes() {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Fire d\u{43E}or is locked")
        guard case .failure(let refusal) = room.sign("w1", .planItem("p-1")) else {
            Issue.record("it was signed")
            return
        }
        #expect(refusal.code == .leafUnreadable)
    }

    @Test("A half signed diagnosis falls when an item of the plan lets go of a point that was removed")
    func released() throws {
        var room = SigningRoom()
        room.addItem("p-1", issue: "The exit is blocked.")
        room.editDiagnosis(by: .worker) { Projection.addRow(id: "d-1", to: .diagnosis, in: &$0) }
        room.record([room.event("diagnosis.disagreement.recorded.v1", "d-1", [:], side: .worker)])
        func link(_ ids: [String]) -> (inout Transaction) -> Void {
            let links = ids.map { AnyValue.object(["type": .string("diagnosis"), "id": .string($0)]) }
            return { transaction in
                let failure = Projection.set(
                    field: "links", to: .array(links), row: "p-1", of: .plan, in: &transaction)
                #expect(failure == nil)
            }
        }
        room.edit(by: .worker, link(["d-1"]))
        room.editDiagnosis(by: .worker) { transaction in
            let failure = Projection.set(
                field: "removed", to: .bool(true), row: "d-1", of: .diagnosis, in: &transaction)
            #expect(failure == nil)
        }
        #expect(throws: Never.self) { try room.sign("w1", .diagnosis).get() }
        room.edit(by: .management, link([]))
        let fallen = try #require(room.events.last)
        #expect(fallen.knownType == .signOffVoided && fallen.data["scope"]?.string == "diagnosis")
        #expect(fallen.side == .management)
    }
}
