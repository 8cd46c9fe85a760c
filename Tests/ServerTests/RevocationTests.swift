import CRDT
import Committee
import Crypto
import Foundation
import NIOCore
import RoomCore
import Testing

@testable import Server

@Suite("What ends with a key, and with a seat", .timeLimit(.minutes(1)))
struct RevocationTests {
    private static let path = "/v1/committees/\(TestServer.committee)"

    private static func command(_ number: Int, _ type: CommandType, _ data: AnyValue) -> AnyValue {
        .object([
            "id": .string("0a0a0a0a-0000-4000-8000-00000000000\(number)"), "type": .string(type.rawValue),
            "subject": .string(TestServer.worker.id), "data": data,
        ])
    }

    private static func log() throws -> HeldRoomLog {
        try CommandTests.logWithPoint(
            [TestServer.worker, TestServer.secondWorker, TestServer.management].map(CommandTests.seated))
    }

    private func get(_ server: TestServer, _ token: String) async throws -> Int {
        try await TestSocket.request(
            server.port, "GET", Self.path + "/plan", headers: ["authorization": "Bearer \(token)"]
        ).status
    }

    private func ask(_ server: TestServer, _ command: AnyValue, as member: Participant) async throws -> Int {
        try await TestSocket.request(
            server.port, "POST", Self.path + "/commands",
            headers: ["authorization": "Bearer \(try server.token(member))"], body: command.json
        ).status
    }

    /// Joins the first worker member with a key; what they hold then.
    private func join(_ server: TestServer, _ key: Curve25519.Signing.PrivateKey) throws -> String {
        let code = try server.accounts.invite(member: "w1", of: TestServer.committee, now: .now).code
        return try server.accounts.join(
            code: code.shown, publicKey: Array(key.publicKey.rawRepresentation), now: .now
        ).token.token
    }

    @Test("A key made void ends its member's tokens and sockets, and nobody else's; a new one begins anew")
    func key() async throws {
        try await TestServer.with(log: Self.log(), hasRoom: false) { server in
            let key = Curve25519.Signing.PrivateKey()
            let token = try join(server, key)
            let others = try server.token(TestServer.secondWorker)
            let socket = try await TestSocket.open(
                server.port, "/y/\(TestServer.committee)/plan", token: token)
            _ = try await socket.next()
            #expect(try await get(server, token) == 200)
            let reason: AnyValue = .object(["reason": .string("known_to_others")])
            let revoked = try await ask(
                server, Self.command(1, .revokeKey, reason), as: TestServer.secondWorker)
            #expect(revoked == 200)
            #expect(try await socket.closing() == 4401)
            #expect(try await get(server, token) == 401)
            #expect(try await get(server, others) == 200)
            // Neither does the key open anything any more.
            let challenge = server.accounts.challenge(member: "w1", of: TestServer.committee, now: .now)
            let text = AccountStore.renewalText(
                member: "w1", of: TestServer.committee, challenge: challenge)
            let signature = Array(try key.signature(for: text))
            #expect(throws: RenewFailure.self) {
                try server.accounts.renew(
                    member: "w1", of: TestServer.committee, challenge: challenge, signature: signature,
                    now: .now)
            }
            let fresh = try join(server, Curve25519.Signing.PrivateKey())
            #expect(try await get(server, fresh) == 200)
        }
    }

    @Test("A request whose token is revoked while its body comes in is not carried out")
    func slowBody() async throws {
        try await TestServer.with(log: Self.log(), hasRoom: false) { server in
            let token = try server.token(TestServer.worker)
            let resign = Self.command(3, .endMembership, .object(["reason": .string("Moved away.")])).json
            let bodies = [("/commands", resign), ("/invitations", #"{"member":"w2"}"#)]
            var sockets: [TestSocket] = []
            for (path, body) in bodies {
                let socket = try await TestSocket(port: server.port)
                let head =
                    "POST \(Self.path)\(path) HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer \(token)"
                    + "\r\ncontent-length: \(body.utf8.count)\r\n\r\n{"
                try await socket.send(Array(head.utf8))
                sockets.append(socket)
            }
            // By then the heads that were sent first have been looked at.
            for _ in 0..<5 { #expect(try await get(server, token) == 200) }
            try server.accounts.revokeTokens(of: "w1", in: TestServer.committee)
            for (socket, (_, body)) in zip(sockets, bodies) {
                try await socket.send(Array(body.dropFirst().utf8))
                #expect(try await socket.answer().status == 401)
            }
        }
    }

    @Test("What waits for the disk is looked at again: who left meanwhile is told nothing")
    func snapshot() async throws {
        try await TestServer.with(log: Self.log(), hasRoom: false) { server in
            let (host, rated) = try await server.rateUnflushed(questions: 3)
            let leave = Self.command(
                2, .endMembership, .object(["reason": .string("The term is over.")]))
            // One after the other in the room's queue: the answer is read before the seat falls vacant.
            let before = host.snapshot(for: TestServer.worker, .committee)
            let plan = host.plan(for: TestServer.worker)
            let left = host.command(leave, bytes: leave.json.utf8.count, by: TestServer.secondWorker)
            try await host.loop.submit {}.get()
            server.log.releaseFlushes()
            for answer in [try await rated.get(), try await left.get()] {
                guard case .recorded = answer else {
                    Issue.record("nothing came of it: \(answer)")
                    continue
                }
            }
            #expect(try await before.get() == nil)
            #expect(try await plan.get() == nil)
        }
    }
}
