import CRDT
import Committee
import Foundation
import NIOCore
import RoomCore
import Testing

@testable import Server

@Suite("The feed over the port", .timeLimit(.minutes(1)))
struct FeedTests {
    private static let path = "/v1/committees/\(TestServer.committee)"
    private static let integration = Participant(id: "int1", name: "Board", role: .integration)

    private func get(
        _ server: TestServer, _ path: String, as member: Participant, headers more: [String: String] = [:]
    ) async throws -> Answer {
        var headers = ["authorization": "Bearer \(try server.token(member))"]
        headers.merge(more) { _, new in new }
        return try await TestSocket.request(server.port, "GET", Self.path + path, headers: headers)
    }

    private func rate(_ server: TestServer, _ number: Int) async throws {
        let id = "0a0a0a0a-0000-4000-8000-" + String(1_000_000_000_000 + number).suffix(12)
        // Each another rating than the one before: the same again would change nothing.
        let rating = number.isMultiple(of: 2) ? "serious" : "no_issue"
        let body =
            #"{"id":"\#(id)","type":"diagnosis.point.rate","subject":"d-1","data":{"rating":"\#(rating)"}}"#
        let answer = try await TestSocket.request(
            server.port, "POST", Self.path + "/commands",
            headers: ["authorization": "Bearer \(try server.token(TestServer.worker))"], body: body)
        #expect(answer.status == 200)
    }

    private func lines(_ answer: Answer) throws -> [AnyValue] {
        try answer.body.split(separator: "\n").map { try AnyValue(json: String($0)) }
    }

    @Test("Pages of events are CloudEvents, one a line, numbered without a gap")
    func pages() async throws {
        try await TestServer.with(log: CommandTests.logWithPoint(), hasRoom: false) { server in
            for number in 1...250 { try await rate(server, number) }
            let all = try await get(server, "/events?after=0", as: TestServer.management)
            #expect(all.status == 200 && all.headers["content-type"] == "application/x-ndjson")
            let events = try lines(all)
            #expect(events.compactMap { $0["roomseq"]?.int } == Array(1...250))
            #expect(events.allSatisfy { $0["type"]?.string == "bipartite.diagnosis.point.rated.v1" })
            #expect(events.allSatisfy { $0["source"]?.string == "/rooms/\(TestServer.committee)" })
            let rest = try lines(try await get(server, "/events?after=248", as: TestServer.advisor))
            #expect(rest.compactMap { $0["roomseq"]?.int } == [249, 250])
        }
    }

    @Test("What is not there and what is not for this reader are answered alike")
    func invisible() async throws {
        try await TestServer.with(log: CommandTests.logWithPoint(), hasRoom: false) { server in
            let nothing = try await TestSocket.request(
                server.port, "GET", "/v1/nothing",
                headers: ["authorization": "Bearer \(try server.token(TestServer.management))"])
            #expect(nothing.status == 404)
            for path in [
                "/events?audience=worker", "/events?audience=case-7", "/events?audience=nobody",
                "/snapshot?audience=worker", "/snapshot?audience=case-7", "/snapshot?audience=nobody",
            ] {
                let answer = try await get(server, path, as: TestServer.management)
                #expect(answer.status == 404 && answer.body == nothing.body, "\(path)")
            }
            let own = try await get(server, "/events?audience=worker", as: TestServer.worker)
            #expect(own.status == 200 && own.body.isEmpty)
        }
    }

    @Test("Below retention there is a link to the snapshot, which names the number to go on behind")
    func retention() async throws {
        try await TestServer.with(
            log: CommandTests.logWithPoint(), hasRoom: false, roomLimits: { $0.feedEventsMax = 2 }
        ) { server in
            for number in 1...5 { try await rate(server, number) }
            let old = try await get(server, "/events?after=2", as: TestServer.worker)
            let error = try AnyValue(json: old.body)["error"]
            #expect(old.status == 410 && error?["code"]?.string == "below_retention")
            let path = try #require(error?["snapshot"]?.string)
            #expect(old.headers["link"]?.contains(path) == true)
            let snapshot = try await get(
                server, String(path.dropFirst(Self.path.count)), as: TestServer.worker)
            let taken = try AnyValue(json: snapshot.body)
            #expect(taken["roomseq"]?.int == 5)
            #expect(taken["documents"]?["diagnosis"]?.array?.first?["id"]?.string == "d-1")
            let next = try await get(server, "/events?after=5", as: TestServer.worker)
            #expect(next.status == 200 && next.body.isEmpty)
        }
    }

    @Test("A stream tells each event as it is flushed, and goes on where the last one was cut")
    func stream() async throws {
        try await TestServer.with(log: CommandTests.logWithPoint(), hasRoom: false) { server in
            try await rate(server, 1)
            let first = try await EventStream.open(
                server.port, Self.path + "/events", token: try server.token(TestServer.management))
            #expect(try await first.next()?.id == 1)
            try await rate(server, 2)
            #expect(try await first.next()?.id == 2)
            first.socket.channel.close(promise: nil)
            try await rate(server, 3)
            let second = try await EventStream.open(
                server.port, Self.path + "/events", token: try server.token(TestServer.management),
                lastEventID: 2)
            let event = try #require(try await second.next())
            #expect(event.id == 3 && event.data["roomseq"]?.int == 3)
        }
    }

    @Test("An event one may not read does not end one's wait: its time tells nothing")
    func hiddenEvent() async throws {
        try await TestServer.with(log: CommandTests.logWithPoint(), hasRoom: false) { server in
            let services = server.server.services
            let host = try await services.directory.lease(
                TestServer.committee, on: services.loops.any()
            ).get()
            host.lease()
            let waiting = host.events(
                for: TestServer.management, .committee, after: 0, limit: 10, waitMilliseconds: 50_000)
            for audience in [Audience.workerSide, .committee] {
                try await host.record { _, day in
                    [
                        Event(
                            id: "e-\(audience.rawValue)", type: "meeting.opened.v1", subject: "s1",
                            audience: audience, side: nil, day: day, data: .null)
                    ]
                }.get()
            }
            guard case .events(let events, _) = try await waiting.get() else {
                Issue.record("there is no feed")
                return
            }
            #expect(events.map(\.event.id) == ["e-committee"])
        }
    }

    @Test("A revoked token ends its stream, and no event reaches it any more")
    func revocation() async throws {
        try await TestServer.with(log: CommandTests.logWithPoint(), hasRoom: false) { server in
            let stream = try await EventStream.open(
                server.port, Self.path + "/events", token: try server.token(TestServer.management))
            try server.accounts.revokeTokens(of: "m1", in: TestServer.committee)
            try await rate(server, 1)
            #expect(try await stream.next() == nil)
        }
    }

    @Test("A server that stops ends its streams")
    func stopping() async throws {
        let stream = try await TestServer.with(log: CommandTests.logWithPoint(), hasRoom: false) { server in
            try await EventStream.open(
                server.port, Self.path + "/events", token: try server.token(TestServer.worker))
        }
        #expect(try await stream.next() == nil)
    }
}

/// Reads `text/event-stream` off a connection.
final class EventStream {
    let socket: TestSocket
    private var text = ""

    private init(_ socket: TestSocket) {
        self.socket = socket
    }

    static func open(
        _ port: Int, _ path: String, token: String, lastEventID: Int? = nil
    ) async throws -> EventStream {
        let socket = try await TestSocket(port: port)
        var head = "GET \(path) HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer \(token)\r\n"
        head += "accept: text/event-stream\r\n"
        if let lastEventID { head += "last-event-id: \(lastEventID)\r\n" }
        try await socket.send(Array((head + "\r\n").utf8))
        let answer = try await socket.answer()
        guard answer.status == 200, answer.headers["content-type"] == "text/event-stream" else {
            throw Trouble.refused(answer.status)
        }
        return EventStream(socket)
    }

    /// The next event; nil when the stream has ended. Comments are passed over.
    func next() async throws -> (id: Int, data: AnyValue)? {
        while true {
            if let end = text.range(of: "\n\n") {
                let lines = text[..<end.lowerBound].split(separator: "\n")
                text = String(text[end.upperBound...])
                guard let id = lines.first(where: { $0.hasPrefix("id: ") }).flatMap({ Int($0.dropFirst(4)) }),
                    let data = lines.first(where: { $0.hasPrefix("data: ") })
                else { continue }
                return (id, try AnyValue(json: String(data.dropFirst(6))))
            }
            guard let chunk = try await socket.chunk() else { return nil }
            text += chunk
        }
    }
}
