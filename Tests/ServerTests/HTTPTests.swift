import Committee
import CRDT
import Testing

@testable import Server

@Suite("HTTP on the port", .timeLimit(.minutes(1)))
struct HTTPTests {
    private func error(_ answer: Answer) -> String? {
        (try? AnyValue(json: answer.body))?["error"]?["code"]?.string
    }

    @Test("The server says that it is well")
    func health() async throws {
        try await TestServer.with { server in
            let answer = try await TestSocket.request(server.port, "GET", "/healthz")
            #expect(answer.status == 200)
            #expect(answer.body == #"{"status":"ok"}"#)
        }
    }

    @Test("An error tells what is wrong and what to do")
    func errors() async throws {
        try await TestServer.with { server in
            let missing = try await TestSocket.request(server.port, "GET", "/nothing")
            #expect(missing.status == 404 && error(missing) == "not_found")
            let empty = try await TestSocket.request(server.port, "POST", "/v1/join", body: "{}")
            #expect(empty.status == 400 && error(empty) == "bad_request")
            let big = String(repeating: " ", count: 20_000)
            let tooBig = try await TestSocket.request(server.port, "POST", "/v1/join", body: big)
            #expect(tooBig.status == 413 && error(tooBig) == "too_big")
            let plain = try await TestSocket.request(server.port, "GET", "/sync")
            #expect(plain.status == 426 && error(plain) == "upgrade_required")
        }
    }

    @Test("A request that never ends is ended")
    func endlessBody() async throws {
        try await TestServer.with(limits: { $0.httpSecondsMax = 1 }) { server in
            let socket = try await TestSocket(port: server.port)
            let head = "POST /v1/join HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"
            socket.post(Array(head.utf8))
            await #expect(throws: Trouble.self) { try await socket.answer() }
        }
    }

    @Test("A request that never ends does not keep a server from stopping", .timeLimit(.minutes(2)))
    func endlessBodyAtTheEnd() async throws {
        try await TestServer.with(limits: {
            $0.httpSecondsMax = 100_000
            $0.stopSecondsMax = 1
        }) { server in
            let socket = try await TestSocket(port: server.port)
            let head = "POST /v1/join HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"
            try await socket.send(Array(head.utf8))
            // Answered after the bytes of the other were read.
            _ = try await TestSocket.request(server.port, "GET", "/")
            try await server.server.stop()
            await #expect(throws: Trouble.self) { try await socket.answer() }
        }
    }

    @Test("A code is good once; a mistyped and an unknown one are told apart")
    func join() async throws {
        try await TestServer.with { server in
            let key = Data32.base64
            func join(_ code: String) async throws -> Answer {
                try await TestSocket.request(
                    server.port, "POST", "/v1/join", body: #"{"code":"\#(code)","public_key":"\#(key)"}"#)
            }
            let code = try server.accounts.invite(
                member: "w1", of: TestServer.committee, now: .now
            ).code.shown
            let first = try await join(code)
            let reply = try AnyValue(json: first.body)
            #expect(
                first.status == 200 && reply["member"]?.string == "w1" && reply["role"]?.string == "worker")
            let token = try #require(reply["token"]?.string)
            #expect(
                try server.accounts.participant(token: token, now: .now)?.participant == TestServer.worker)
            let second = try await join(code)
            #expect(second.status == 410 && error(second) == "code_used")
            let mistyped = try await join("AAAAA-AAAAA-B")
            #expect(mistyped.status == 400 && error(mistyped) == "code_mistyped")
            #expect(!server.lines.all.contains { $0.contains(code) || $0.contains(token) })
        }
    }

    @Test("A challenge is given for unknown members too, and a wrong signature is refused alike")
    func renewal() async throws {
        try await TestServer.with { server in
            for member in ["w1", "nobody"] {
                let who = #""committee":"factory-01","member":"\#(member)""#
                let asked = try await TestSocket.request(
                    server.port, "POST", "/v1/challenge", body: "{\(who)}")
                let challenge = try #require(try AnyValue(json: asked.body)["challenge"]?.string)
                let refused = try await TestSocket.request(
                    server.port, "POST", "/v1/token",
                    body: #"{\#(who),"challenge":"\#(challenge)","signature":"\#(Data32.base64)"}"#)
                #expect(refused.status == 401 && error(refused) == "renewal_refused")
            }
        }
    }
}

/// Any 32 bytes, as JSON carries them.
private enum Data32 {
    static let base64 = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
}
