import CRDT
import Committee
import Foundation
import Testing

@testable import Server

@Suite("The plan and files over the port", .timeLimit(.minutes(1)))
struct PlanRoutesTests {
    private static let path = "/v1/committees/\(TestServer.committee)"
    private static let board = Participant(id: "int1", name: "Board", role: .integration)
    private static let admin = Participant(id: "p1", name: "Pia", role: .programmeAdmin)

    private static func event(
        _ type: EventType, _ subject: String, _ data: [AnyValue.Member]
    ) -> Event {
        Event(
            id: "\(type.rawValue)-\(subject)", type: type, subject: subject, audience: .committee,
            day: "2024-11-11", data: .object(data))
    }

    /// A room with a side, an admin and an integration that was granted these areas.
    private static func log(_ areas: [String]) throws -> HeldRoomLog {
        try CommandTests.logWithPoint([
            CommandTests.seated(TestServer.worker), CommandTests.seated(TestServer.management),
            event(
                .programmeJoined, admin.id,
                [.init("role", .string("programme_admin")), .init("name", .string("Pia"))]),
            event(
                .integrationRegistered, board.id,
                [.init("name", .string("Board")), .init("areas", .array(areas.map { .string($0) }))]),
            event(.itemDueSet, "p-1", [.init("due", .string("2024-11-29"))]),
        ])
    }

    private func get(_ server: TestServer, _ path: String, as member: Participant) async throws -> Answer {
        try await TestSocket.request(
            server.port, "GET", Self.path + path,
            headers: ["authorization": "Bearer \(try server.token(member))"])
    }

    private func with(_ areas: [String], _ body: (TestServer) async throws -> Void) async throws {
        try await TestServer.with(log: Self.log(areas), hasRoom: false) { server in
            try server.accounts.setMembers(
                [TestServer.worker, TestServer.management, Self.admin, Self.board], of: TestServer.committee)
            try await body(server)
        }
    }

    @Test("The plan names the number to go on behind, for members and for an integration that was granted it")
    func plan() async throws {
        try await with(["plan"]) { server in
            let member = try AnyValue(json: try await get(server, "/plan", as: TestServer.worker).body)
            #expect(member["roomseq"]?.int == 5 && member["in_force"] == .null)
            let board = try AnyValue(json: try await get(server, "/plan", as: Self.board).body)
            #expect(board["roomseq"]?.int == 1 && board["differences"] != nil)
            let events = try await get(server, "/events", as: Self.board)
            #expect(events.body.split(separator: "\n").count == 1 && events.body.contains("item.due.set"))
        }
    }

    @Test("An integration without a grant meets the answer for what does not exist, to the byte")
    func notGranted() async throws {
        try await with(["training"]) { server in
            let nothing = try await get(server, "/nothing", as: Self.board)
            for path in ["/plan", "/plan/export"] {
                let answer = try await get(server, path, as: Self.board)
                #expect(answer.status == 404 && answer.body == nothing.body, "\(path)")
            }
        }
    }

    @Test("A file leaves the room by who may take it out, and not before something is in force")
    func export() async throws {
        try await with(["plan"]) { server in
            let worker = try await get(server, "/plan/export", as: TestServer.worker)
            #expect(worker.status == 409 && worker.body.contains("nothing_in_force"))
            for path in ["/plan/export", "/minutes/mt-1/export", "/minutes/nothing/export"] {
                for reader in [Self.admin, Self.board] {
                    let answer = try await get(server, path, as: reader)
                    #expect(answer.status == 403 && answer.body.contains("not_permitted"), "\(reader.id)")
                }
            }
        }
    }

    @Test("Minutes leave the room when both sides have signed; what is no meeting is not there")
    func minutes() async throws {
        try await with(["plan"]) { server in
            let draft = try await get(server, "/minutes/mt-1/export", as: TestServer.worker)
            #expect(draft.status == 409 && draft.body.contains("minutes_not_signed"))
            let nothing = try await get(server, "/nothing", as: TestServer.worker)
            for path in ["/minutes/nothing/export", "/minutes/%2e%2e/export"] {
                let answer = try await get(server, path, as: TestServer.worker)
                #expect(answer.status == 404 && answer.body == nothing.body, "\(path)")
            }
        }
    }

    @Test("The server tells the key it signs with")
    func serverKey() async throws {
        try await TestServer.with { server in
            let answer = try await TestSocket.request(server.port, "GET", "/v1/server-key")
            let key = try AnyValue(json: answer.body)["key"]?.string
            #expect(key.flatMap { Data(base64Encoded: $0) }?.count == 32)
        }
    }
}
