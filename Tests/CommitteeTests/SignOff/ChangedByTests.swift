import CRDT
import Testing

@testable import Committee

@Suite("Who changed what both sides signed")
struct ChangedByTests {
    @Test("A due date names the side that moved it; where both typed both are named")
    func plan() throws {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Exit blocked.")
        room.signByBoth(.planItem("p-1"))
        room.record([
            room.event(
                "plan.item.due.set.v1", "p-1",
                ["due": .string("2025-01-31"), "original_due": .string("2024-11-29")], side: .management)
        ])
        room.type("Exit free.", of: "p-1", by: .worker)
        room.record([
            room.event(
                "plan.item.commitment.changed.v1", "p-1",
                [
                    "field": .string("issue"), "before": .string("Exit blocked."),
                    "after": .string("Exit free."),
                    "sides": .array([.string("management"), .string("worker")]),
                ])
        ])
        let sides = try Self.sides(room.picture.standing(of: .planItem("p-1")))
        #expect(sides["due"] == [.management])
        #expect(sides["original_due"] == [.management])
        #expect(sides["issue"] == [.worker, .management])
    }

    @Test("A rating names its side, and so does what was typed into a point")
    func diagnosis() throws {
        var room = SigningRoom()
        room.editDiagnosis(by: .worker) { transaction in
            Projection.addRow(id: "d-1", to: .diagnosis, in: &transaction)
            SigningRoom.write("Exits", into: "topic", of: "d-1", in: .diagnosis, &transaction)
        }
        for side in Side.allCases {
            room.record([
                room.event("diagnosis.point.rated.v1", "d-1", ["rating": .string("serious")], side: side)
            ])
        }
        room.record([
            room.event("diagnosis.agreed.v1", "d-1", ["rating": .string("serious")], side: .management)
        ])
        room.signByBoth(.diagnosis)
        #expect(room.state.signOff.leaves[.diagnosis]?.inForce != nil)

        room.record([
            room.event("diagnosis.point.rated.v1", "d-1", ["rating": .string("no_issue")], side: .worker)
        ])
        room.editDiagnosis(by: .management) { transaction in
            SigningRoom.write("Exits of hall 2", into: "topic", of: "d-1", in: .diagnosis, &transaction)
        }
        room.record([
            room.event(
                "diagnosis.point.changed.v1", "d-1",
                [
                    "field": .string("topic"), "before": .string("Exits"),
                    "after": .string("Exits of hall 2"),
                ], side: .management)
        ])
        let sides = try Self.sides(room.picture.standing(of: .diagnosis))
        #expect(sides["d-1/worker_rating"] == [.worker])
        #expect(sides["d-1/agreement"] == [.worker])
        #expect(sides["d-1/topic"] == [.management])
        #expect(sides["d-1/management_rating"] == nil, "nothing changed there")
    }

    private static func sides(_ standing: SignOffStanding) throws -> [String: Set<Side>] {
        guard case .differs(let changes) = standing.draft else {
            Issue.record("the draft does not differ")
            return [:]
        }
        return Dictionary(changes.map { ($0.field, $0.sides) }) { first, _ in first }
    }
}
