import Foundation
import NIOCore
import NIOPosix
import SyncProtocol

@testable import Server

/// What a test hears from the server on a WebSocket.
enum Heard: Hashable, Sendable {
    case binary([UInt8])
    case pong([UInt8])
    case close(UInt16)
    /// The connection is gone.
    case ended
}

/// An HTTP answer, read off the wire.
struct Answer: Sendable {
    var status = 0
    var headers: [String: String] = [:]
    var body = ""
}

enum Trouble: Error {
    case ended
    case refused(Int)
    case unexpected(String)
}

/// A raw connection a test drives byte by byte, and a WebSocket once it is upgraded.
final class TestSocket {
    let channel: any Channel
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var buffer = ByteBuffer()
    private var isChunked = false
    /// Compressed frames heard so far.
    private(set) var compressedCount = 0

    init(port: Int) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.pipeline.addHandler(Feeder(continuation))
            }
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port).get()
        incoming = stream.makeAsyncIterator()
    }

    private final class Feeder: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<ByteBuffer>.Continuation
        init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(unwrapInboundIn(data))
        }
        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { continuation.finish() }
        }
    }

    // MARK: HTTP

    /// One request on a connection of its own.
    static func request(
        _ port: Int, _ method: String, _ path: String, headers: [String: String] = [:], body: String = ""
    ) async throws -> Answer {
        let socket = try await TestSocket(port: port)
        var text = "\(method) \(path) HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        try await socket.send(Array((text + "content-length: \(body.utf8.count)\r\n\r\n" + body).utf8))
        var answer = try await socket.answer()
        while socket.isChunked, let chunk = try await socket.chunk() { answer.body += chunk }
        socket.channel.close(promise: nil)
        return answer
    }

    func answer() async throws -> Answer {
        var answer = Answer()
        while true {
            let text = String(buffer: buffer)
            if let end = text.range(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
                answer.status = Int(lines[0].split(separator: " ")[1]) ?? 0
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    answer.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
                }
                buffer.moveReaderIndex(forwardBy: text[..<end.upperBound].utf8.count)
                break
            }
            guard try await more() else { throw Trouble.ended }
        }
        if answer.headers["transfer-encoding"] == "chunked" {
            isChunked = true
            return answer
        }
        let count = Int(answer.headers["content-length"] ?? "0") ?? 0
        while buffer.readableBytes < count { guard try await more() else { throw Trouble.ended } }
        answer.body = buffer.readString(length: count) ?? ""
        return answer
    }

    /// The next piece of a body sent in chunks; nil at its end, or when the connection is gone.
    func chunk() async throws -> String? {
        while true {
            let text = String(buffer: buffer)
            if let line = text.range(of: "\r\n"), let count = Int(text[..<line.lowerBound], radix: 16) {
                let head = text[..<line.upperBound].utf8.count
                guard count > 0 else { return nil }
                if buffer.readableBytes >= head + count + 2 {
                    buffer.moveReaderIndex(forwardBy: head)
                    let chunk = buffer.readString(length: count)
                    buffer.moveReaderIndex(forwardBy: 2)
                    return chunk
                }
            }
            guard try await more() else { return nil }
        }
    }

    private func more() async throws -> Bool {
        guard let next = await incoming.next(isolation: #isolation) else { return false }
        buffer.writeImmutableBuffer(next)
        return true
    }

    // MARK: WebSocket

    /// Asks for an upgrade; the answer is 101 or a refusal.
    /// `following` comes right behind the request, in the same bytes.
    func upgrade(
        _ path: String, headers: [String: String] = [:], following: [UInt8] = []
    ) async throws -> Answer {
        var text = "GET \(path) HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        text += "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        try await send(Array((text + "\r\n").utf8) + following)
        return try await answer()
    }

    static func open(
        _ port: Int, _ path: String, token: String? = nil, extensions: String? = nil
    ) async throws -> TestSocket {
        let socket = try await TestSocket(port: port)
        var headers: [String: String] = [:]
        if let token { headers["authorization"] = "Bearer \(token)" }
        if let extensions { headers["sec-websocket-extensions"] = extensions }
        let answer = try await socket.upgrade(path, headers: headers)
        guard answer.status == 101 else { throw Trouble.refused(answer.status) }
        return socket
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Sends without waiting: the server may have gone by then.
    func post(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// One frame as a client sends it; the pieces can be wrong on purpose.
    static func frame(
        _ payload: [UInt8], opcode: UInt8 = 2, isFinal: Bool = true, isMasked: Bool = true,
        reserved: UInt8 = 0
    ) -> [UInt8] {
        let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        var bytes = [(isFinal ? 0x80 : 0) | reserved | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        if payload.count < 126 {
            bytes.append(mask | UInt8(payload.count))
        } else {
            let width = payload.count <= UInt16.max ? 2 : 8
            bytes.append(mask | (width == 2 ? 126 : 127))
            bytes += (0..<width).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        guard isMasked else { return bytes + payload }
        return bytes + key + payload.enumerated().map { $0.element ^ key[$0.offset % 4] }
    }

    func sendFrame(_ payload: [UInt8]) async throws {
        try await send(Self.frame(payload))
    }

    /// The code the server closes with, whatever it says before; nil if it only goes.
    func closing() async throws -> UInt16? {
        while true {
            switch try await next() {
            case .close(let code): return code
            case .ended: return nil
            default: continue
            }
        }
    }

    /// The next thing the server says; its pings are passed over.
    func next() async throws -> Heard {
        while true {
            if let (opcode, payload) = readFrame() {
                switch opcode {
                case 2: return .binary(payload)
                case 8: return .close(UInt16(payload[0]) << 8 | UInt16(payload[1]))
                case 9: continue
                case 10: return .pong(payload)
                default: throw Trouble.unexpected("opcode \(opcode)")
                }
            }
            guard try await more() else { return .ended }
        }
    }

    private func readFrame() -> (UInt8, [UInt8])? {
        var reading = buffer
        guard let first = reading.readInteger(as: UInt8.self),
            let second = reading.readInteger(as: UInt8.self)
        else { return nil }
        var length = Int(second & 0x7f)
        if length == 126 {
            guard let long = reading.readInteger(as: UInt16.self) else { return nil }
            length = Int(long)
        } else if length == 127 {
            guard let long = reading.readInteger(as: UInt64.self) else { return nil }
            length = Int(long)
        }
        guard var payload = reading.readBytes(length: length) else { return nil }
        buffer = reading
        if first & 0x40 != 0 {
            compressedCount += 1
            guard let message = try? Deflate.inflated(payload, bytesMax: 64 << 20) else { return nil }
            payload = message
        }
        return (first & 0x0f, payload)
    }
}
