import DequeModule
import Logging
import NIOCore
import NIOSSL
import RoomCore
import SyncProtocol
import Synchronization

/// One WebSocket: reads frames, posts what they say to rooms, writes what rooms answer.
///
/// It decides nothing about documents; `RoomConnection` carries each document's state of authentication.
/// Safe to share although unchecked: every mutable property is touched on `loop` only, and what other
/// threads may call either hops there or is atomic.
final class WebSocketEndpoint: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let id: UInt64
    let loop: any EventLoop
    let services: ServerServices
    let dialect: Dialect
    /// The token of the upgrade, if it carried one: `/sync` documents with an empty Auth message use it.
    let upgradeToken: String?
    /// nil: messages go and come as they are.
    let compression: Compression?
    let logger: Logger
    let metrics: MetricShard
    let outlet: Outlet

    /// What this socket speaks about, by the address its frames carry (the empty one on `/y`).
    var connections: [String: RoomConnection] = [:]
    private var context: ChannelHandlerContext?
    private var reader: FrameReader
    /// What the last frame said and nobody has heard yet.
    private var inbox: Deque<Parcel> = []
    private var phase = Phase.open
    private var lastHeard: NIODeadline
    private var pingTimer: Scheduled<Void>?
    /// What the peer had not taken when it was pinged last.
    private var unsentAtPing = 0
    /// Ends the socket when nobody authenticates, later when nobody answers our goodbye.
    private var deadline: Scheduled<Void>?
    private var needsFlush = false
    /// Whether the channel's queue is short; asked of the channel only when it says that this changed.
    private var isWritable = true
    private var isReadWithheld = false
    /// What was written since the last flush, and the most that ever was since the queue was last short: one
    /// answer, or the echo of one upload, may be longer than the queue.
    private var unflushed = (bytes: 0, longest: 0)
    /// A frame could not be read: what follows it cannot be either.
    private var isDeaf = false
    /// Of the bytes that have just come: pings that were answered, and the last that was not.
    private var burst: (pongs: Int, unanswered: [UInt8]?) = (0, nil)
    /// What came while nobody on this socket was known.
    private var unknownBytes = 0
    /// A document on it is authenticated, or was.
    private var isKnown = false
    /// Bytes posted to rooms and not settled yet.
    private let inboundBytes = Atomic<Int>(0)
    /// What came before its document was authenticated, on all of them.
    private var held = (messages: 0, bytes: 0)

    /// One message to one of the connections.
    struct Parcel {
        let connection: RoomConnection
        let message: Message
        let bytes: Int
    }

    private enum Phase {
        case open
        /// Our close frame is out; nothing else is read or written.
        case closing
        case closed
    }

    init(
        id: UInt64, loop: any EventLoop, dialect: Dialect, upgradeToken: String?,
        compression: Compression?, services: ServerServices
    ) {
        self.id = id
        self.loop = loop
        self.dialect = dialect
        self.upgradeToken = upgradeToken
        self.compression = compression
        self.services = services
        reader = FrameReader(
            bytesMax: dialect == .yWebSocket
                ? services.limits.frameBytesMax : services.limits.unknownFrameBytesMax,
            fragmentsMax: services.limits.fragmentsMax, inflates: compression != nil)
        lastHeard = .now()
        metrics = services.metrics.shard(of: loop)
        outlet = Outlet(metrics)
        var logger = services.logger
        logger[metadataKey: "connection"] = "\(id)"
        self.logger = logger
    }

    // MARK: The channel's side

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isWritable = context.channel.isWritable
        let secure = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
        if secure == nil { outlet.open(context.channel) }
        metrics.add(1, to: .socketsOpened)
        schedulePing()
        if dialect == .hocuspocus {
            deadline = after(seconds: services.limits.authenticationSecondsMax) { endpoint in
                // Who was known may have no document open just now.
                if !endpoint.isKnown {
                    endpoint.metrics.count(.drops, "unauthenticated")
                    endpoint.close(.revoked, reason: "no document was authenticated")
                }
            }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastHeard = .now()
        guard phase != .closed, !isDeaf else { return }
        let bytes = unwrapInboundIn(data)
        if !isKnown, phase == .open {
            unknownBytes += bytes.readableBytes
            guard unknownBytes <= services.limits.unknownBytesMax else {
                return close(.tryAgainLater, reason: "too much before a document was open")
            }
        }
        reader.append(bytes)
        proceed()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        endBurst()
        flush()
    }

    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { isReadWithheld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        resumeReading()
    }

    /// Takes what has come, one message after another, while nothing presses back.
    private func proceed() {
        do {
            while phase != .closed, phase == .closing || mayRead {
                if let parcel = inbox.popFirst() {
                    parcel.connection.received(parcel.message, bytes: parcel.bytes)
                } else if let frame = try reader.next() {
                    take(frame)
                } else {
                    break
                }
            }
        } catch {
            fail(error)
        }
    }

    /// The frames cannot be followed any further: says why, and hears nothing more.
    private func fail(_ failure: FrameFailure) {
        isDeaf = true
        guard phase == .open else { return }
        close(code: failure.code, reason: failure.reason)
        context?.close(mode: .output, promise: nil)
    }

    private func endBurst() {
        if let unanswered = burst.unanswered { write(FrameWriter.frame(unanswered, opcode: .pong)) }
        burst = (0, nil)
    }

    /// Queues a message for a connection; it is heard when all before it are.
    func deliver(_ message: Message, to connection: RoomConnection, bytes: Int) {
        inbox.append(Parcel(connection: connection, message: message, bytes: bytes))
    }

    private func take(_ frame: InboundFrame) {
        switch frame {
        case .close(let code):
            if phase == .open { write(FrameWriter.close(code ?? 1000, reason: "")) }
            phase = .closed
            outlet.close()
            flush()
            context?.close(promise: nil)
        case .ping(let payload) where phase == .open:
            guard burst.pongs < services.limits.pongsPerReadMax else {
                burst.unanswered = payload
                return
            }
            burst.pongs += 1
            write(FrameWriter.frame(payload, opcode: .pong))
        case .binary(let bytes) where phase == .open:
            metrics.add(1, to: .framesReceived)
            metrics.add(bytes.count, to: .receivedBytes)
            received(bytes)
        default:
            break
        }
    }

    // MARK: What rooms and the server ask for, on the loop

    /// Sends a frame behind what is queued already.
    func send(_ frame: ByteBuffer) {
        if !outlet.isFree, !needsFlush, queuedBytes == 0 { outlet.free() }
        guard let rest = outlet.send(frame) else { return }
        write(rest)
        flush()
    }

    /// Queues a frame; `flush` sends what is queued. A reader who is too slow for its queue is let go.
    func write(_ frame: ByteBuffer) {
        guard phase == .open, let context else { return }
        if isWritable {
            unflushed.longest = 0
        } else if !needsFlush, queuedBytes - unflushed.longest > services.limits.outgoingBytesMax {
            metrics.count(.drops, "slow_reader")
            return close(.slowReader, reason: "the connection's queue was full")
        }
        unflushed.bytes += frame.readableBytes
        unflushed.longest = max(unflushed.longest, unflushed.bytes)
        metrics.add(1, to: .writes)
        metrics.add(frame.readableBytes, to: .sentBytes)
        context.write(wrapOutboundOut(frame), promise: nil)
        needsFlush = true
        outlet.block()
    }

    func flush() {
        guard needsFlush else { return }
        needsFlush = false
        unflushed.bytes = 0
        context?.flush()
    }

    func close(_ code: CloseCode, reason: String) {
        close(code: code.rawValue, reason: reason)
    }

    /// Says goodbye with a code; whoever does not answer in time is cut off.
    func close(code: UInt16, reason: String) {
        guard phase == .open, let context else { return }
        metrics.count(.socketsClosed, "\(code)")
        logger.info("socket closed", metadata: ["code": "\(code)", "reason": "\(reason)"])
        context.write(wrapOutboundOut(FrameWriter.close(code, reason: reason)), promise: nil)
        phase = .closing
        outlet.close()
        needsFlush = true
        flush()
        endConnections()
        deadline?.cancel()
        deadline = after(seconds: services.limits.closeSecondsMax) { endpoint in
            endpoint.metrics.count(.drops, "no_goodbye")
            endpoint.context?.close(promise: nil)
        }
    }

    /// The connection is gone, whoever ended it.
    private func end() {
        guard context != nil else { return }
        phase = .closed
        outlet.close()
        context = nil
        pingTimer?.cancel()
        deadline?.cancel()
        endConnections()
        services.registry.remove(self)
    }

    private func endConnections() {
        let ended = connections.values
        connections = [:]
        inbox = []
        for connection in ended { connection.end() }
    }

    var isOpen: Bool { phase == .open }

    /// A document is authenticated: from here on frames may be as long as a member's.
    func becameKnown() {
        isKnown = true
        reader.bytesMax = services.limits.frameBytesMax
        services.registry.becameKnown(self)
    }

    /// Counts a message that waits for its document; false if there are too many.
    func hold(_ bytes: Int) -> Bool {
        held.messages += 1
        held.bytes += bytes
        return held.messages <= services.limits.heldMessagesMax && held.bytes <= services.limits.heldBytesMax
    }

    func release(messages: Int, bytes: Int) {
        held.messages -= messages
        held.bytes -= bytes
    }

    /// Bytes that wait to be sent; to be asked on the loop.
    var queuedBytes: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    // MARK: Pressing back

    /// Work that waits for a room. Until `settle` it counts, and beyond the limit nothing more is read.
    func charge(_ bytes: Int) {
        inboundBytes.add(bytes, ordering: .relaxed)
    }

    /// The room is done with it. Any thread may call this.
    func settle(_ bytes: Int) {
        let (before, now) = inboundBytes.subtract(bytes, ordering: .relaxed)
        let limit = services.limits.inboundBytesMax
        guard before >= limit, now < limit else { return }
        loop.execute { self.resumeReading() }
    }

    private var mayRead: Bool {
        !isWaitingForRooms && isWritable
    }

    private func resumeReading() {
        guard mayRead else { return }
        // What was withheld from us is no silence of the peer's.
        lastHeard = .now()
        proceed()
        endBurst()
        flush()
        guard isReadWithheld, mayRead, let context else { return }
        isReadWithheld = false
        context.read()
    }

    /// Whether rooms, not the peer, hold up the reading.
    private var isWaitingForRooms: Bool {
        inboundBytes.load(ordering: .relaxed) >= services.limits.inboundBytesMax
    }

    // MARK: Time

    private func schedulePing() {
        pingTimer = after(seconds: services.limits.pingSeconds) { endpoint in
            // On a slow line a pong waits behind a long answer: who takes of it is not silent.
            let unsent = endpoint.context?.channel.unsentBytes ?? 0
            if unsent < endpoint.unsentAtPing { endpoint.lastHeard = .now() }
            endpoint.unsentAtPing = unsent
            let silence = NIODeadline.now() - endpoint.lastHeard
            let silenceMax = TimeAmount.seconds(Int64(endpoint.services.limits.silenceSecondsMax))
            if silence > silenceMax, !endpoint.isWaitingForRooms {
                endpoint.metrics.count(.drops, "silent")
                endpoint.logger.info("socket dropped", metadata: ["reason": "silent"])
                endpoint.context?.close(promise: nil)
            } else {
                endpoint.write(FrameWriter.frame([], opcode: .ping))
                endpoint.flush()
                endpoint.schedulePing()
            }
        }
    }

    private func after(
        seconds: Int, _ body: @escaping @Sendable (WebSocketEndpoint) -> Void
    ) -> Scheduled<Void> {
        loop.scheduleTask(in: .seconds(Int64(seconds))) { [weak self] in
            if let self { body(self) }
        }
    }
}
