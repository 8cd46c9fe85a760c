import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// One WebSocket to the server's `/sync`. What arrives is told on the event loop, in order.
struct WebSocketTransport: Sendable {
    /// What a socket tells its owner.
    enum Event: Sendable {
        case frame([UInt8])
        /// The code the server closed with, if it said one. Nothing follows.
        case closed(code: UInt16?)
    }

    /// A whole document may come in one message.
    static let messageBytesMax = 256 << 20

    private let channel: any Channel

    static func open(
        _ server: ServerAddress, trust: Trust, on loop: any EventLoop,
        told: @escaping @Sendable (Event) -> Void
    ) async throws -> WebSocketTransport {
        let upgrader = NIOTypedWebSocketClientUpgrader(maxFrameSize: messageBytesMax) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers(
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 100_000,
                        maxAccumulatedFrameSize: messageBytesMax),
                    FrameHandler(told: told))
                return Optional(WebSocketTransport(channel: channel))
            }
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: "/sync",
            headers: ["host": server.authority, "content-length": "0"])
        let result = try await ClientBootstrap(group: loop).connectTimeout(.seconds(5))
            .connect(host: server.host, port: server.port) { channel in
                let giveUp = channel.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
                return channel.eventLoop.makeCompletedFuture {
                    try trust.secure(channel, to: server)
                    let upgraded = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: .init(
                            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
                                upgradeRequestHead: head, upgraders: [upgrader],
                                notUpgradingCompletionHandler: { channel in
                                    channel.close().flatMapThrowing { nil as WebSocketTransport? }
                                })))
                    upgraded.whenComplete { _ in giveUp.cancel() }
                    return upgraded
                }
            }
        guard let transport = try await result.get() else {
            throw Failure("\(server.text) answers, but not with a room: it refused /sync.", .unavailable)
        }
        return transport
    }

    /// False once the end is told; to be asked on the event loop.
    var isOpen: Bool { channel.isActive }

    func send(_ bytes: [UInt8]) {
        let frame = WebSocketFrame(
            fin: true, opcode: .binary, maskKey: .random(), data: ByteBuffer(bytes: bytes))
        channel.writeAndFlush(frame, promise: nil)
    }

    /// Says goodbye and closes.
    func close() async {
        var code = ByteBuffer()
        code.write(webSocketErrorCode: .normalClosure)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: code)
        try? await channel.writeAndFlush(frame).get()
        try? await channel.close().get()
    }

    /// Closes without a word, for a link that is dead.
    func drop() {
        channel.close(promise: nil)
    }
}

/// Turns frames into events; answers pings and goodbyes.
private final class FrameHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame
    private let told: @Sendable (WebSocketTransport.Event) -> Void
    private var code: UInt16?

    init(told: @escaping @Sendable (WebSocketTransport.Event) -> Void) {
        self.told = told
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        var bytes = frame.unmaskedData
        switch frame.opcode {
        case .binary: told(.frame(Array(buffer: bytes)))
        case .ping: answer(.pong, bytes, context)
        case .connectionClose:
            code = bytes.readInteger()
            let echo = code.map { ByteBuffer(integer: $0) } ?? ByteBuffer()
            answer(.connectionClose, echo, context)
            context.close(promise: nil)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        told(.closed(code: code))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
