import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// What a connection on our port turned out to be.
enum PortOutcome: Sendable {
    /// A `WebSocketEndpoint` lives in its pipeline and does the rest.
    case webSocket
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
}

/// One accepted connection; what it is shows with its first request.
struct PortConnection: ServerChildChannelValue {
    let channel: any Channel
    let outcome: EventLoopFuture<PortOutcome>
}

/// HTTP and WebSocket on one port: each connection starts as HTTP/1.1 and may be upgraded by its first request.
struct Port: ServerChildChannel, HTTPChannelHandler {
    let responder: HTTPChannelHandler.Responder
    let admission: Admission

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<PortConnection> {
        channel.eventLoop.makeCompletedFuture {
            let limits = admission.services.limits
            let pipeline = channel.pipeline.syncOperations
            var headerLimits = NIOHTTPDecoderLimitConfiguration()
            headerLimits.maxHeaderFieldSize = limits.headerBytesMax
            headerLimits.maxHeaderListSize = limits.headerBytesMax
            headerLimits.maxHeaderFieldCount = limits.headersMax
            let encoder = HTTPResponseEncoder()
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: headerLimits))
            let handshake = Handshake(secondsMax: limits.handshakeSecondsMax)
            let ending = Handshake.Ending(handler: NIOLoopBound(handshake, eventLoop: channel.eventLoop))
            let upgrade = NIOTypedHTTPServerUpgradeHandler(
                httpEncoder: encoder, extraHTTPHandlers: [decoder],
                upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                    upgraders: [WebSocketUpgrader(admission: admission, handshake: ending)],
                    notUpgradingCompletionHandler: { Self.plain($0, handshake: ending, logger: logger) }))
            try pipeline.addHandlers(encoder, decoder, upgrade, handshake)
            return PortConnection(channel: channel, outcome: upgrade.upgradeResultFuture)
        }
    }

    private static func plain(
        _ channel: any Channel, handshake: Handshake.Ending, logger: Logger
    ) -> EventLoopFuture<PortOutcome> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            handshake.end(pipeline)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: .seconds(30), logger: logger))
            return .http(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true)))
        }
    }

    func handle(value: PortConnection, logger: Logger) async {
        do {
            if case .http(let channel) = try await value.outcome.get() {
                await handleHTTP(asyncChannel: channel, logger: logger)
            }
        } catch {
            value.channel.close(promise: nil)
        }
    }
}
