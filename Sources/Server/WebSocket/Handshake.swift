import NIOCore
import NIOExtras
import NIOHTTP1

/// Watches a connection until its first whole request: slow ones, broken ones and those that come while the server
/// stops are closed.
final class Handshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Takes the handler out again; shared with what decides the connection's fate.
    struct Ending: Sendable {
        let handler: NIOLoopBound<Handshake>

        func end(_ pipeline: ChannelPipeline.SynchronousOperations) {
            pipeline.removeHandler(handler.value, promise: nil)
        }
    }

    private let patience: TimeAmount
    private var timer: Scheduled<Void>?

    init(secondsMax: Int) {
        patience = .seconds(Int64(secondsMax))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A refused upgrade goes on as a plain request.
        if error is WebSocketUpgrader.Refused { return }
        if error is HTTPParserError {
            let head = HTTPResponseHead(
                version: .http1_1, status: .badRequest,
                headers: ["connection": "close", "content-length": "0"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.close(promise: nil)
    }
}
