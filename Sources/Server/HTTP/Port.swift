import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL

/// What a connection on our port turned out to be.
enum PortOutcome: Sendable {
    /// A `WebSocketEndpoint` lives in its pipeline and does the rest.
    case webSocket
    /// It has its answer and is being closed.
    case refused
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
}

/// One accepted connection; what it is shows with its first request.
struct PortConnection: ServerChildChannelValue {
    let channel: any Channel
    let outcome: EventLoopFuture<PortOutcome>
}

/// HTTP and WebSocket on one port, plain or under TLS: each connection starts as HTTP/1.1 and may be upgraded
/// by its first request.
struct Port: ServerChildChannel, HTTPChannelHandler {
    let responder: HTTPChannelHandler.Responder
    let admission: Admission
    /// nil: plain.
    let certificates: Certificates?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<PortConnection> {
        channel.eventLoop.makeCompletedFuture {
            let limits = admission.services.limits
            var headerLimits = NIOHTTPDecoderLimitConfiguration()
            headerLimits.maxHeaderFieldSize = limits.headerBytesMax
            headerLimits.maxHeaderListSize = limits.headerBytesMax
            headerLimits.maxHeaderFieldCount = limits.headersMax
            // Not every system has it; without it the system's own queue is longer.
            try? channel.syncOptions?.setOption(
                .tcpOption(.notSentLowWaterMark), value: limits.unsentBytesMax)
            let isSecure = certificates != nil
            if let certificates {
                // A peer that is gone sends no goodbye of TLS, and would be waited for.
                try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
                try channel.pipeline.syncOperations.addHandler(
                    NIOSSLServerHandler(context: certificates.current))
            }
            let encoder = HTTPResponseEncoder()
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: headerLimits))
            let outcome = channel.eventLoop.makePromise(of: PortOutcome.self)
            let handshake = Handshake(
                admission: admission, encoder: encoder, decoder: decoder, outcome: outcome
            ) { pipeline in
                try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
                try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: .seconds(30), logger: logger))
                return .http(
                    try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)))
            }
            try channel.pipeline.syncOperations.addHandlers(encoder, decoder, handshake)
            return PortConnection(channel: channel, outcome: outcome.futureResult)
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

extension NIOBSDSocket.Option {
    /// `TCP_NOTSENT_LOWAT` of tcp(7): how much the system takes over beyond what is on the wire.
    fileprivate static let notSentLowWaterMark = Self(rawValue: TCP_NOTSENT_LOWAT)
}
