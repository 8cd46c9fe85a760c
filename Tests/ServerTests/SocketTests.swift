import CRDT
import Committee
import NIOCore
import SyncProtocol
import Testing

@testable import Server

/// What one socket may cost the server, and what it is told.
@Suite("Sockets", .timeLimit(.minutes(1)))
struct SocketTests {
    private static let plan = "/y/\(TestServer.committee)/plan"
    private static let address = "\(TestServer.committee)/plan"
    private static let step1 = YWebSocketCodec.encode(.sync(.step1(StateVector()))) ?? []

    private func ask(_ message: Message, at address: String = address) -> [UInt8] {
        HocuspocusCodec.encode(.message(address: address, message))
    }

    private func authenticate(_ token: String, at address: String = address) -> [UInt8] {
        ask(.auth(.token(token, version: nil)), at: address)
    }

    /// A y-websocket update that writes `text` at the start of the notes.
    static func typing(_ text: String, as client: ClientID) -> [UInt8] {
        var doc = Doc(clientID: client)
        let change = doc.edit { transaction in
            let notes = transaction.root("notes", .text)
            transaction.insert(text, at: 0, in: notes)
        }
        return YWebSocketCodec.encode(.sync(.update(change.update))) ?? []
    }

    /// The next message of y-websocket that is of the kind asked for.
    private func next(
        _ socket: TestSocket, where isWanted: (Message) -> Bool
    ) async throws -> Message {
        while true {
            guard case .binary(let bytes) = try await socket.next() else { throw Trouble.ended }
            if let found = try YWebSocketCodec.decode(bytes, limits: .standard).first(where: isWanted) {
                return found
            }
        }
    }

    private func isStep2(_ message: Message) -> Bool {
        if case .sync(.step2) = message { true } else { false }
    }
    private func isUpdate(_ message: Message) -> Bool {
        if case .sync(.update) = message { true } else { false }
    }

    // MARK: Who may come in

    @Test("A wrong token is 401; what is not there and what one may not see are the same 404")
    func refusals() async throws {
        try await TestServer.with { server in
            func answer(_ path: String, _ token: String) async throws -> Answer {
                try await TestSocket(port: server.port).upgrade(
                    path, headers: ["authorization": "Bearer \(token)"])
            }
            let wrong = try await answer(Self.plan, "bpt_wrong")
            #expect(wrong.status == 401)
            #expect(try AnyValue(json: wrong.body)["error"]?["code"]?.string == "token_invalid")
            let token = try server.token(TestServer.management)
            let invisible = try await answer("/y/\(TestServer.committee)/caucus-worker", token)
            #expect(invisible.status == 404)
            for path in [
                "/y/\(TestServer.committee)/nothing", "/y/factory-99/plan", "/y/%00/%ff", "/elsewhere",
            ] {
                let other = try await answer(path, token)
                #expect(
                    other.status == 404 && other.body == invisible.body && other.headers == invisible.headers)
            }
        }
    }

    @Test("A handler who asks for a case nobody opened is denied as everybody else is")
    func unknownCase() async throws {
        try await TestServer.with { server in
            let address = "\(TestServer.committee)/case-1"
            var answers: [Heard] = []
            for member in [TestServer.secondWorker, TestServer.management] {
                let socket = try await TestSocket.open(server.port, "/sync")
                try await socket.sendFrame(authenticate(try server.token(member), at: address))
                answers.append(try await socket.next())
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0] == .binary(ask(.auth(.denied(reason: "not-found")), at: address)))
        }
    }

    @Test("A revoked token ends its sockets")
    func revocation() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket.open(
                server.port, Self.plan, token: try server.token(TestServer.worker))
            _ = try await socket.next()
            try server.accounts.revokeTokens(of: TestServer.worker.id, in: TestServer.committee)
            #expect(try await socket.closing() == 4401)
        }
    }

    // MARK: What a stranger may cost

    @Test("A stranger's frame is short, a member's may be long")
    func unknownFrames() async throws {
        try await TestServer.with { server in
            let long = ask(.stateless(String(repeating: "x", count: 100_000)), at: TestServer.committee)
            let stranger = try await TestSocket.open(server.port, "/sync")
            try await stranger.sendFrame(long)
            #expect(try await stranger.closing() == 1009)
            let member = try await TestSocket.open(server.port, "/sync")
            let token = authenticate(try server.token(TestServer.worker), at: TestServer.committee)
            try await member.send(TestSocket.frame(token) + TestSocket.frame(long))
            let welcome = ask(.auth(.authenticated(readOnly: false)), at: TestServer.committee)
            #expect(try await member.next() == .binary(welcome))
            guard case .binary = try await member.next() else { return #expect(Bool(false), "no answer") }
        }
    }

    @Test("A stranger writes no words of their own into the log")
    func strangersWords() async throws {
        try await TestServer.with { server in
            let words = "x\n\u{1b}[2J error forged"
            // Auth, "authenticated", and a scope there is not.
            let name = Array(Self.address.utf8)
            var payload = [UInt8(name.count)]
            payload += name
            payload += [2, 2, UInt8(words.utf8.count)]
            payload += Array(words.utf8)
            let socket = try await TestSocket.open(server.port, "/sync")
            try await socket.sendFrame(payload)
            #expect(try await socket.closing() == 4400)
            await server.lines.wait(for: "bad message")
            let refused = try await TestSocket(port: server.port).upgrade(
                "/sync", headers: ["origin": "https://x forged"])
            #expect(refused.status == 403)
            await server.lines.wait(for: "origin refused")
            #expect(!server.lines.all.contains { $0.contains("forged") })
        }
    }

    @Test("What a stranger says before a token counts over all documents together")
    func heldMessages() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket.open(server.port, "/sync")
            let frames = (0...server.limits.heldMessagesMax).flatMap {
                TestSocket.frame(ask(.queryAwareness, at: "f/\($0 % 50)"))
            }
            try await socket.send(frames)
            #expect(try await socket.closing() == 1013)
        }
    }

    @Test("A document's name is short")
    func longAddress() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket.open(server.port, "/sync")
            try await socket.sendFrame(ask(.queryAwareness, at: String(repeating: "a", count: 513)))
            #expect(try await socket.closing() == 4400)
        }
    }

    // MARK: What a member may cost

    @Test("A question is answered before anything behind it is read")
    func questions() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket.open(
                server.port, Self.plan, token: try server.token(TestServer.worker))
            _ = try await socket.next()
            let ping = TestSocket.frame([7], opcode: 9)
            try await socket.send(TestSocket.frame(Self.step1 + Self.step1) + ping)
            _ = try await next(socket, where: isStep2)
            _ = try await next(socket, where: isStep2)
            #expect(try await socket.next() == .pong([7]))
        }
    }

    @Test("A question waits for the disk where its answer does, and holds up only its own socket")
    func questionBehindTheDisk() async throws {
        try await TestServer.with { server in
            let token = try server.token(TestServer.worker)
            let socket = try await TestSocket.open(server.port, Self.plan, token: token)
            _ = try await socket.next()
            let other = try await TestSocket.open(server.port, Self.plan, token: token)
            _ = try await other.next()
            server.log.holdFlushes()
            let ping = TestSocket.frame([7], opcode: 9)
            try await socket.send(
                TestSocket.frame(Self.typing("held", as: 5)) + TestSocket.frame(Self.step1) + ping)
            try await other.send(ping)
            #expect(try await other.next() == .pong([7]))
            server.log.releaseFlushes()
            _ = try await next(socket, where: isUpdate)
            _ = try await next(socket, where: isStep2)
            #expect(try await socket.next() == .pong([7]))
        }
    }

    @Test("A frame of endless messages is refused")
    func messagesOfOneFrame() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket.open(
                server.port, Self.plan, token: try server.token(TestServer.worker))
            try await socket.sendFrame(Array(repeatElement(Self.step1, count: 257).joined()))
            #expect(try await socket.closing() == 1009)
        }
    }

    @Test("An answer may be longer than the queue; who reads nothing is let go")
    func slowReader() async throws {
        try await TestServer.with(limits: { $0.outgoingBytesMax = 1000 }) { server in
            let token = try server.token(TestServer.worker)
            let writer = try await TestSocket.open(server.port, Self.plan, token: token)
            let text = String(repeating: "x", count: 900_000)
            try await writer.sendFrame(Self.typing(text, as: 5))
            _ = try await next(writer, where: isUpdate)
            try await writer.sendFrame(Self.step1)
            _ = try await next(writer, where: isStep2)
            let deaf = try await TestSocket.open(server.port, Self.plan, token: token)
            try await deaf.channel.setOption(.autoRead, value: false).get()
            var client: ClientID = 6
            while !server.lines.all.contains(where: { $0.contains("queue was full") }) {
                try await writer.sendFrame(Self.typing(text, as: client))
                _ = try await next(writer, where: isUpdate)
                client += 1
            }
            #expect(client < 60)
        }
    }

    @Test("Who reads late hears everything, in its order, though some went past the channel's queue")
    func lateReader() async throws {
        try await TestServer.with(limits: { $0.outgoingBytesMax = 64 << 20 }) { server in
            let token = try server.token(TestServer.worker)
            let writer = try await TestSocket.open(server.port, Self.plan, token: token)
            let late = try await TestSocket.open(server.port, Self.plan, token: token)
            try await late.channel.setOption(.autoRead, value: false).get()
            var written: [Message] = []
            func type(_ letters: Int) async throws {
                let text = String(repeating: "x", count: letters)
                try await writer.sendFrame(Self.typing(text, as: ClientID(written.count + 5)))
                written.append(try await next(writer, where: isUpdate))
            }
            // More than the system holds for one socket, and small ones between.
            for number in 0..<14 { try await type(number.isMultiple(of: 2) ? 100_000 : 10) }
            // A little is read: the system has room for a small one, and the channel is not told yet.
            for _ in 0..<30 {
                late.channel.read()
                try await type(10)
            }
            try await late.channel.setOption(.autoRead, value: true).get()
            var heard: [Message] = []
            while heard.count < written.count { heard.append(try await next(late, where: isUpdate)) }
            let firstWrong = zip(heard, written).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            #expect(firstWrong == nil)
        }
    }
}
