import CRDT
import Committee
import Foundation
import NIOCore
import RoomCore
import RoomLog
import SyncProtocol
import Testing

@testable import Server

@Suite("Commands over the port", .timeLimit(.minutes(1)))
struct CommandTests {
    private static let path = "/v1/committees/\(TestServer.committee)/commands"
    private static let id = "0a0a0a0a-0000-4000-8000-000000000001"

    private func rate(_ rating: String, id: String = id, point: String = "d-1") -> String {
        #"{"id":"\#(id)","type":"diagnosis.point.rate","subject":"\#(point)","data":{"rating":"\#(rating)"}}"#
    }

    private func post(
        _ server: TestServer, _ body: String, as member: Participant, language: String? = nil
    ) async throws -> Answer {
        var headers = ["authorization": "Bearer \(try server.token(member))"]
        headers["accept-language"] = language
        return try await TestSocket.request(server.port, "POST", Self.path, headers: headers, body: body)
    }

    private func code(_ answer: Answer) throws -> String? {
        try AnyValue(json: answer.body)["error"]?["code"]?.string
    }

    /// A log whose room has one point to rate, one meeting nobody has held, and these events.
    static func logWithPoint(_ events: [Event] = []) throws -> HeldRoomLog {
        let log = HeldRoomLog()
        let rows = [(DocumentName.diagnosis, "d-1"), (.minutes, "mt-1")].map { document, id in
            var doc = Doc(clientID: 900)
            return (document, doc.edit { Projection.addRow(id: id, to: document, in: &$0) }.update)
        }
        var room = try Room(
            id: TestServer.committee, image: RoomImage(),
            signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)),
            day: "2024-11-11")
        let batch = ImportBatch(id: "p", events: events, updates: rows)
        let entries = room.handle(.importing(batch)).flatMap { effect -> [LogEntry] in
            if case .append(let entries) = effect { entries } else { [] }
        }
        try log.create(room: TestServer.committee, holding: entries)
        return log
    }

    static func seated(_ member: Participant) -> Event {
        Event(
            id: "e-\(member.id)", type: .memberJoined, subject: member.id, audience: .committee,
            day: "2024-11-11",
            data: .object(["role": .string(member.role.rawValue), "name": .string(member.name)]))
    }

    @Test("A command over HTTP is recorded once, and sent again answered as the first time")
    func once() async throws {
        try await TestServer.with(log: Self.logWithPoint(), hasRoom: false) { server in
            let first = try await post(server, rate("serious"), as: TestServer.worker)
            #expect(first.status == 200)
            let event = try #require(try AnyValue(json: first.body)["events"]?.array?.first)
            #expect(event["id"]?.string == Self.id && event["roomseq"]?.int == 1)
            #expect(event["type"]?.string == "diagnosis.point.rated.v1")
            let again = try await post(server, rate("serious"), as: TestServer.worker)
            #expect(again.status == 200 && again.body == first.body)
            let other = try await post(server, rate("no_issue"), as: TestServer.worker)
            #expect(try other.status == 409 && code(other) == "id_used")
            let stranger = try await post(server, rate("serious"), as: TestServer.secondWorker)
            #expect(try stranger.status == 409 && code(stranger) == "id_used")
        }
    }

    @Test("A refusal has the status its code has, in the language asked for")
    func refusals() async throws {
        try await TestServer.with(log: Self.logWithPoint(), hasRoom: false) { server in
            let unreadable = try await post(server, "{", as: TestServer.worker)
            #expect(try unreadable.status == 400 && code(unreadable) == "command_unreadable")
            let unknown = try await post(
                server, rate("serious", point: "d-2"), as: TestServer.worker, language: "fr, zh-CN;q=0.8")
            #expect(try unknown.status == 404 && code(unknown) == "not_found")
            #expect(unknown.body.contains("没有"))
            let advisor = try await post(server, rate("serious"), as: TestServer.advisor)
            #expect(try advisor.status == 403 && code(advisor) == "not_permitted")
            let invalid = try await post(server, rate("bad"), as: TestServer.worker)
            #expect(try invalid.status == 409 && code(invalid) == "value_invalid")
            let long = rate(String(repeating: "a", count: 70_000))
            #expect(try await post(server, long, as: TestServer.worker).status == 413)
            let nobody = try await TestSocket.request(
                server.port, "POST", Self.path, body: rate("serious"))
            #expect(nobody.status == 401)
            let headers = ["authorization": "Bearer \(try server.token(TestServer.worker))"]
            let elsewhere = try await TestSocket.request(
                server.port, "POST", "/v1/committees/factory-99/commands", headers: headers, body: "{}")
            let nowhere = try await TestSocket.request(
                server.port, "GET", "/v1/nothing", headers: headers)
            #expect(elsewhere.status == 404 && elsewhere.body == nowhere.body)
        }
    }

    @Test("A command the log cannot hold is answered 503, and taken when it comes again")
    func failingLog() async throws {
        let log = try Self.logWithPoint()
        try await TestServer.with(log: log, hasRoom: false) { server in
            log.failAppends(with: .diskFull)
            let failed = try await post(server, rate("serious"), as: TestServer.worker)
            #expect(failed.status == 503 && failed.headers["retry-after"] == "1")
            log.failAppends(with: nil)
            let again = try await post(server, rate("serious"), as: TestServer.worker)
            #expect(again.status == 200)
        }
    }

    @Test("A new key is an event of the room before the member hears of it")
    func keys() async throws {
        try await TestServer.with(
            log: Self.logWithPoint([Self.seated(TestServer.worker)]), hasRoom: false
        ) { server in
            let key = Data((1...32).map { UInt8($0) }).base64EncodedString()
            let code = try server.accounts.invite(member: "w1", of: TestServer.committee, now: .now).code
            let joined = try await TestSocket.request(
                server.port, "POST", "/v1/join", body: #"{"code":"\#(code.shown)","public_key":"\#(key)"}"#)
            #expect(joined.status == 200)
            let image = try server.log.load(room: TestServer.committee)
            let events = image.entries.compactMap { String(validating: $0.payload, as: UTF8.self) }
            let told = events.filter { $0.contains("roster.key.registered.v1") && $0.contains(key) }
            #expect(told.count == 1)
        }
    }
}
