import CRDT
import Testing

@testable import Committee

@Suite("The plan for whoever enters no document")
struct PlanReportTests {
    private static func report(
        _ room: SigningRoom, _ commitments: Extent = .all, _ progress: Extent = .all
    ) throws -> AnyValue {
        let members = try #require(
            PlanReport(of: room.picture, commitments: commitments, progress: progress).json)
        return .object(
            [
                .init("source", .string("/rooms/factory-1")), .init("day", .string(room.day)),
                .init("roomseq", .number(7)),
            ] + members)
    }

    @Test("It tells what is in force, each difference field by field, and how the work stands")
    func everything() throws {
        var room = SignedPlanTests.room()
        room.type("Exit open.", of: "p-1", by: .management)
        room.addItem("p-3", issue: "New.")
        room.edit(by: .worker) { transaction in
            _ = Projection.set(field: "removed", to: .bool(true), row: "p-2", of: .plan, in: &transaction)
        }
        let report = try Self.report(room)
        let inForce = try #require(report["in_force"]?["items"]?.array)
        #expect(inForce.compactMap { $0["id"]?.string } == ["p-1", "p-2"])
        #expect(inForce.first?["fields"]?["issue"]?["text"]?.string == "Exit route on floor 3 blocked.")
        let differences = try #require(report["differences"]?.array)
        #expect(
            differences.map { "\($0["id"]?.string ?? "") \($0["change"]?.string ?? "")" }
                == ["p-1 changed", "p-2 removed", "p-3 added"])
        #expect(differences[0]["fields"]?.array?.first?["after"]?.string == "Exit open.")
        #expect(report["state"]?.string == "amended")
        #expect(report["progress"]?.array?.count == 2)
        #expect(JSONSchema.admits(report, PlanReport.shape.schema(isClosed: false)))
    }

    @Test("Who may read the signed copy only sees nothing of the draft")
    func signedCopy() throws {
        var room = SignedPlanTests.room()
        room.type("zqdraft", of: "p-1", by: .management)
        let report = try Self.report(room, .signedCopy, .nothing)
        #expect(report["in_force"]?["version"]?.int != nil)
        #expect(!report.json.contains("zqdraft") && report["progress"] == nil)
        #expect(JSONSchema.admits(report, PlanReport.shape.schema(isClosed: false)))
    }

    @Test("It names no member, and is nothing to whom the table grants nothing")
    func nobody() throws {
        let report = try Self.report(SignedPlanTests.room()).json
        for member in SigningRoom.members { #expect(!report.contains("\"\(member.id)\"")) }
        for extent in [Extent.nothing, .counts, .meta, .state] {
            let room = SignedPlanTests.room()
            #expect(PlanReport(of: room.picture, commitments: extent, progress: .all).json == nil)
        }
    }

    @Test("Before anything is signed nothing is in force, and all of the draft is new")
    func unsigned() throws {
        var room = SigningRoom()
        room.addItem("p-1", issue: "Exit blocked.")
        let report = try Self.report(room)
        #expect(report["in_force"] == .null)
        #expect(report["differences"]?.array?.first?["change"]?.string == "added")
        #expect(JSONSchema.admits(report, PlanReport.shape.schema(isClosed: false)))
    }
}
