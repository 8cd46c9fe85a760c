import HTTPTypes
import Logging
import NIOCore
import NIOExtras
import NIOHTTP1

/// Reads the first request of a connection and settles what the connection is: a WebSocket, refused, or
/// plain HTTP.
///
/// Our own rather than NIO's, whose upgrade handler loses a refused request's head and adds an encoder that
/// takes no frame encoded for many sockets at once (DESIGN D10). Slow and broken first requests end here,
/// and so does whoever comes while the server stops.
final class Handshake: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let admission: Admission
    private let encoder: HTTPResponseEncoder
    private let decoder: any RemovableChannelHandler
    /// Adds the handlers of plain HTTP behind this one.
    private let becomePlain: (ChannelPipeline.SynchronousOperations) throws -> PortOutcome
    private let outcome: EventLoopPromise<PortOutcome>

    private var phase = Phase.listening
    private var timer: Scheduled<Void>?
    /// What came behind the request while its fate was open.
    private var following: [NIOAny] = []
    private var isReadWithheld = false

    private enum Phase {
        case listening
        /// The head asked for a WebSocket; `verdict` comes with the accounts' answer, the request's end
        /// with its bytes.
        case judging(Upgrade, verdict: Admission.Verdict?, isWhole: Bool)
        /// The HTTP handlers are on their way out.
        case opening
        case over
    }

    init(
        admission: Admission, encoder: HTTPResponseEncoder, decoder: any RemovableChannelHandler,
        outcome: EventLoopPromise<PortOutcome>,
        becomePlain: @escaping (ChannelPipeline.SynchronousOperations) throws -> PortOutcome
    ) {
        self.admission = admission
        self.encoder = encoder
        self.decoder = decoder
        self.outcome = outcome
        self.becomePlain = becomePlain
    }

    // MARK: The channel's side

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        let seconds = Int64(admission.services.limits.handshakeSecondsMax)
        let metrics = admission.services.metrics.shard(of: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: .seconds(seconds)) {
            metrics.count(.drops, "no_request")
            channel.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    private func end() {
        phase = .over
        timer?.cancel()
        outcome.fail(ChannelError.ioOnClosedChannel)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent, ChannelEvent.inputClosed as ChannelEvent:
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? HTTPParserError {
        case .headerOverflow: refuse(.requestHeaderFieldsTooLarge, context: context)
        case .some: refuse(.badRequest, context: context)
        case nil: context.close(promise: nil)
        }
    }

    func read(context: ChannelHandlerContext) {
        if case .listening = phase { context.read() } else { isReadWithheld = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .listening:
            guard case .head(let head) = unwrapInboundIn(data) else { return context.close(promise: nil) }
            if let upgrade = Upgrade(head: head) {
                judge(upgrade, context: context)
            } else {
                bePlain(data, context: context)
            }
        case .judging(let upgrade, let verdict, _):
            guard case .end = unwrapInboundIn(data) else { return refuse(.badRequest, context: context) }
            phase = .judging(upgrade, verdict: verdict, isWhole: true)
            openIfReady(context: context)
        case .opening:
            following.append(data)
        case .over:
            break
        }
    }

    // MARK: Three fates

    private func bePlain(_ head: NIOAny, context: ChannelHandlerContext) {
        do {
            outcome.succeed(try becomePlain(context.pipeline.syncOperations))
            try endPlain(context.channel)
            context.fireChannelRead(head)
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    /// A body that trickles in for ever ends with its connection.
    private func endPlain(_ channel: any Channel) throws {
        let limits = admission.services.limits
        let metrics = admission.services.metrics.shard(of: channel.eventLoop)
        let deadline = PlainDeadline(
            channel, seconds: limits.httpSecondsMax, stopSeconds: limits.stopSecondsMax
        ) { metrics.count(.drops, "http_too_long") }
        // First, since the handlers of HTTP keep the word that the server stops to themselves.
        try channel.pipeline.syncOperations.addHandler(deadline, position: .first)
    }

    private func judge(_ upgrade: Upgrade, context: ChannelHandlerContext) {
        phase = .judging(upgrade, verdict: nil, isWhole: false)
        guard let request = upgrade.request else { return refuse(.notFound, context: context) }
        guard let host = upgrade.host else { return refuse(.badRequest, context: context) }
        guard upgrade.accept != nil else { return refuse(.upgradeRequired, context: context) }
        guard admission.origins.admits(upgrade.origins, at: host) else {
            // Anybody may send anything: only what reads as an origin is repeated.
            let origin = upgrade.origins.first.flatMap { WebOrigin($0)?.description.prefix(200) } ?? "none"
            admission.services.logger.info("origin refused", metadata: ["origin": "\(origin)"])
            return refuse(.forbidden, context: context)
        }
        admission.judge(request, on: context.eventLoop).assumeIsolated().whenSuccess { verdict in
            guard case .judging(let upgrade, _, let isWhole) = self.phase else { return }
            if case .refused(let status) = verdict { return self.refuse(status, context: context) }
            self.phase = .judging(upgrade, verdict: verdict, isWhole: isWhole)
            self.openIfReady(context: context)
        }
    }

    /// Answers and closes. Whoever gets the same status gets the same bytes.
    private func refuse(_ status: HTTPResponse.Status, context: ChannelHandlerContext) {
        phase = .over
        let metrics = admission.services.metrics.shard(of: context.eventLoop)
        metrics.count(.upgradesRefused, "\(status.code)")
        outcome.succeed(.refused)
        let body = ErrorAnswer.refusal(status).encoded()
        var headers: HTTPHeaders = [
            "content-type": "application/json; charset=utf-8", "content-length": "\(body.readableBytes)",
            "cache-control": "no-store", "connection": "close",
        ]
        if status == .upgradeRequired { headers.add(name: "sec-websocket-version", value: "13") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status.code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    private func openIfReady(context: ChannelHandlerContext) {
        guard case .judging(let upgrade, let verdict?, isWhole: true) = phase else { return }
        phase = .opening
        let pipeline = context.pipeline.syncOperations
        pipeline.removeHandler(decoder).assumeIsolated().flatMap {
            let head = HTTPResponseHead(
                version: .http1_1, status: .switchingProtocols, headers: upgrade.answer)
            context.writeAndFlush(self.wrapOutboundOut(.head(head)), promise: nil)
            return pipeline.removeHandler(self.encoder)
        }.whenComplete { result in
            guard case .success = result, case .opening = self.phase else {
                return context.close(promise: nil)
            }
            self.open(verdict, compression: upgrade.compression, context: context)
        }
    }

    private func open(
        _ verdict: Admission.Verdict, compression: Compression?, context: ChannelHandlerContext
    ) {
        do {
            let connected = try admission.open(verdict, compression: compression, on: context.channel)
            outcome.succeed(.webSocket)
            for data in following { context.fireChannelRead(data) }
            following = []
            context.fireChannelReadComplete()
            connected()
            let isReadWithheld = isReadWithheld
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
            if isReadWithheld { context.channel.read() }
        } catch {
            context.close(promise: nil)
        }
    }
}
