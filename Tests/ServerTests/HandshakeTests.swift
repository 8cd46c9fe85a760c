import GRDB
import NIOCore
import SyncProtocol
import Testing

@testable import Server

/// What a connection is told before it is a socket, and how long it may take.
@Suite("Handshakes", .timeLimit(.minutes(1)))
struct HandshakeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var line = "GET /sync HTTP/1.1"
        /// Left out if nil.
        var host: String? = "host: localhost:1"
        var version: String? = "sec-websocket-version: 13"
        var key: String? = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="
        var others: [String] = []
        var body = ""
        let status: Int
        var testDescription: String { name }

        var text: String {
            let headers = [host, "connection: keep-alive, Upgrade", "upgrade: WebSocket", version, key]
            return ([line] + headers.compactMap { $0 } + others).joined(separator: "\r\n") + "\r\n\r\n" + body
        }
    }

    private static let blanks = String(repeating: " ", count: 20 << 10)

    @Test(
        "A handshake is whole, short and from a page that may ask",
        arguments: [
            Case(name: "whole", status: 101),
            Case(name: "HTTP/1.0", line: "GET /sync HTTP/1.0", status: 426),
            Case(name: "POST", line: "POST /sync HTTP/1.1", others: ["content-length: 0"], status: 426),
            Case(name: "version 8", version: "sec-websocket-version: 8", status: 426),
            Case(name: "two versions", others: ["sec-websocket-version: 13"], status: 426),
            Case(name: "no version", version: nil, status: 426),
            Case(name: "no key", key: nil, status: 426),
            Case(name: "a short key", key: "sec-websocket-key: dGhlIHNhbXBsZQ==", status: 426),
            Case(
                name: "a key that is no Base64", key: "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=!",
                status: 426),
            Case(name: "two keys", others: ["sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="], status: 426),
            Case(name: "no host", host: nil, status: 400),
            Case(name: "two hosts", others: ["host: localhost:2"], status: 400),
            Case(name: "a body", others: ["content-length: 2"], body: "hi", status: 400),
            Case(name: "nowhere", line: "GET /elsewhere HTTP/1.1", status: 404),
            Case(name: "no HTTP", line: "\u{16}\u{3}\u{1}", status: 400),
            Case(name: "a bare line feed in a header", others: ["x: a\u{0}b"], status: 400),
            Case(name: "the server's own page", others: ["origin: http://localhost:1"], status: 101),
            Case(name: "a strange page", others: ["origin: https://evil.example"], status: 403),
            Case(name: "a page without a name", others: ["origin: null"], status: 403),
            Case(
                name: "two pages", others: ["origin: http://localhost:1", "origin: http://localhost:1"],
                status: 403),
            Case(
                name: "a long header", others: ["x: a\(String(repeating: "a", count: 20 << 10))"], status: 431
            ),
            Case(
                name: "long headers together",
                others: (0..<5).map { "x\($0): \(String(repeating: "a", count: 4 << 10))" }, status: 431),
            Case(
                name: "headers of 18 KiB",
                others: (0..<9).map { "x\($0): \(String(repeating: "a", count: 2040))" }, status: 101),
            Case(name: "101 headers", others: (0..<97).map { "x\($0): a" }, status: 431),
            Case(
                name: "subprotocols of blanks and commas",
                others: ["sec-websocket-protocol: \(String(repeating: " ,", count: 9 << 10))a"], status: 101),
            Case(
                name: "extensions of blanks and commas",
                others: ["sec-websocket-extensions: \(String(repeating: " ,;=", count: 4 << 10))a"],
                status: 101),
        ])
    func table(request: Case) async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket(port: server.port)
            socket.post(Array(request.text.utf8))
            let answer = try await socket.answer()
            #expect(answer.status == request.status)
            if answer.status == 426 { #expect(answer.headers["sec-websocket-version"] == "13") }
            if answer.status != 101 { #expect(try await socket.next() == .ended) }
            socket.channel.close(promise: nil)
        }
    }

    @Test("An address of endless length costs no memory to speak of")
    func longAddress() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket(port: server.port)
            socket.post(Array("GET /".utf8) + [UInt8](repeating: 0x61, count: 1 << 20))
            #expect(try await socket.answer().status == 431)
        }
    }

    @Test("Who does not finish asking is let go, at any point")
    func slowRequest() async throws {
        try await TestServer.with(limits: { $0.handshakeSecondsMax = 1 }) { server in
            for start in [
                "", "GE", "GET /sync HTTP/1.1\r\nhost: lo",
                Case(name: "", others: ["content-length: 5"], status: 0).text,
            ] {
                let socket = try await TestSocket(port: server.port)
                if !start.isEmpty { socket.post(Array(start.utf8)) }
                #expect(try await socket.next() == .ended)
            }
        }
    }

    @Test("A stranger who does not say who it is is let go")
    func slowStranger() async throws {
        try await TestServer.with(limits: { $0.authenticationSecondsMax = 1 }) { server in
            let socket = try await TestSocket.open(server.port, "/sync")
            #expect(try await socket.next() == .close(4401))
        }
    }

    @Test("Who was known may stay without an open document")
    func betweenDocuments() async throws {
        try await TestServer.with(limits: { $0.authenticationSecondsMax = 1 }) { server in
            let address = "\(TestServer.committee)/plan"
            let token = Message.auth(.token(try server.token(TestServer.worker), version: nil))
            // On a busy machine the second may be over before the token is there: then once more.
            var known: TestSocket?
            while known == nil {
                let socket = try await TestSocket.open(server.port, "/sync")
                socket.post(TestSocket.frame(HocuspocusCodec.encode(.message(address: address, token))))
                if case .binary = try await socket.next() { known = socket }
            }
            let socket = try #require(known)
            let goodbye = Message.close(reason: "")
            try await socket.sendFrame(HocuspocusCodec.encode(.message(address: address, goodbye)))
            // Came later than the first: when its time is over, so is that of the first.
            let stranger = try await TestSocket.open(server.port, "/sync")
            #expect(try await stranger.next() == .close(4401))
            try await socket.send(TestSocket.frame([7], opcode: 9))
            var heard = try await socket.next()
            while case .binary = heard { heard = try await socket.next() }
            #expect(heard == .pong([7]))
        }
    }

    @Test("Accounts that cannot be read say nothing about a token: it is asked for again later")
    func unreadableAccounts() async throws {
        try await TestServer.with { server in
            let token = Message.auth(.token(try server.token(TestServer.worker), version: nil))
            try await server.accounts.pool.write { try $0.execute(sql: "DROP TABLE tokens") }
            let address = "\(TestServer.committee)/plan"
            let socket = try await TestSocket.open(server.port, "/sync")
            try await socket.sendFrame(HocuspocusCodec.encode(.message(address: address, token)))
            let goodbye = Message.close(reason: "1013 the accounts cannot be read just now")
            #expect(
                try await socket.next()
                    == .binary(HocuspocusCodec.encode(.message(address: address, goodbye))))
            #expect(try await socket.next() == .close(1013))
        }
    }

    @Test("What a stranger sends is counted, control frames too")
    func strangersBytes() async throws {
        try await TestServer.with { server in
            let socket = try await TestSocket.open(server.port, "/sync")
            let pong = TestSocket.frame([UInt8](repeating: 1, count: 125), opcode: 10)
            for _ in 0..<(server.limits.unknownBytesMax / pong.count + 1) { socket.post(pong) }
            #expect(try await socket.next() == .close(1013))
        }
    }

    @Test("Who says goodbye with the handshake's last byte is not in the room: it goes to rest")
    func goodbyeAtOnce() async throws {
        try await TestServer.with(limits: { $0.idleSecondsMax = 1 }) { server in
            let socket = try await TestSocket(port: server.port)
            let answer = try await socket.upgrade(
                "/y/\(TestServer.committee)/plan",
                headers: ["authorization": "Bearer \(try server.token(TestServer.worker))"],
                following: TestSocket.frame([0x03, 0xE8], opcode: 8))
            #expect(answer.status == 101)
            #expect(try await socket.next() == .close(1000))
            func count(_ words: String) -> Int { server.lines.all.count { $0.contains(words) } }
            while count("room unloaded") < count("room loaded") {
                _ = try await TestSocket.request(server.port, "GET", "/")
            }
        }
    }

    @Test("Who is silent although pinged is let go; who does not answer a goodbye is cut off")
    func silence() async throws {
        try await TestServer.with(limits: {
            $0.pingSeconds = 1
            $0.silenceSecondsMax = 1
            $0.closeSecondsMax = 1
        }) { server in
            let token = try server.token(TestServer.worker)
            let path = "/y/\(TestServer.committee)/plan"
            let silent = try await TestSocket.open(server.port, path, token: token)
            while case .binary = try await silent.next() {}
            #expect(try await silent.next() == .ended)
            let deaf = try await TestSocket.open(server.port, path, token: token)
            try await deaf.sendFrame([0xff])
            while case .binary = try await deaf.next() {}
            #expect(try await deaf.next() == .ended)
        }
    }

    @Test("Of a flood of pings a few are answered, and the last")
    func pingFlood() async throws {
        try await TestServer.with { server in
            let token = try server.token(TestServer.worker)
            let socket = try await TestSocket.open(
                server.port, "/y/\(TestServer.committee)/plan", token: token)
            _ = try await socket.next()
            let last: [UInt8] = [0xff, 0xff]
            let flood = (0..<20_000).flatMap { TestSocket.frame([UInt8($0 & 0x7f), 0], opcode: 9) }
            socket.post(flood + TestSocket.frame(last, opcode: 9))
            var pongs = 0
            while try await socket.next() != .pong(last) { pongs += 1 }
            #expect(pongs >= server.limits.pongsPerReadMax && pongs < 4000)
        }
    }

    @Test("Two sockets of one document get the same message, compressed for the one that asked")
    func compressedFanOut() async throws {
        try await TestServer.with { server in
            let token = try server.token(TestServer.worker)
            let path = "/y/\(TestServer.committee)/plan"
            let writer = try await TestSocket.open(server.port, path, token: token)
            let plain = try await TestSocket.open(server.port, path, token: token)
            let small = try await TestSocket.open(
                server.port, path, token: token, extensions: "permessage-deflate; server_max_window_bits=9")
            let usual = try await TestSocket.open(
                server.port, path, token: token, extensions: "permessage-deflate")
            for socket in [writer, plain, small, usual] { _ = try await socket.next() }
            let long = SocketTests.typing(String(repeating: "the plan ", count: 200), as: 5)
            try await writer.sendFrame(long)
            var heard: [Heard] = []
            for socket in [writer, plain, small, usual] { heard.append(try await socket.next()) }
            #expect(Set(heard) == [.binary(long)])
            try await writer.sendFrame(SocketTests.typing("a", as: 6))
            for socket in [writer, plain, small, usual] { _ = try await socket.next() }
            #expect([writer, plain, small, usual].map(\.compressedCount) == [0, 0, 1, 1])
        }
    }
}
