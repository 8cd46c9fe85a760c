import NIOCore

/// Ends a connection of plain HTTP that stays too long: a body that trickles in for ever, a reader that takes
/// nothing. A feed extends it whenever its reader has taken what was sent. When the server stops, what is not
/// over by then has a few seconds more.
///
/// Safe to share although unchecked: timer and seconds are touched on the channel's loop only.
final class PlainDeadline: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = Any

    private let channel: any Channel
    private var seconds: Int
    private let stopSeconds: Int
    private let whenOver: @Sendable () -> Void
    private var timer: Scheduled<Void>?

    init(
        _ channel: any Channel, seconds: Int, stopSeconds: Int, whenOver: @escaping @Sendable () -> Void
    ) {
        self.channel = channel
        self.seconds = seconds
        self.stopSeconds = stopSeconds
        self.whenOver = whenOver
    }

    /// The one of a connection; nil if it has none.
    static func of(_ channel: any Channel) async -> PlainDeadline? {
        try? await channel.pipeline.handler(type: PlainDeadline.self).get()
    }

    func handlerAdded(context: ChannelHandlerContext) { start() }
    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            seconds = min(seconds, stopSeconds)
            timer?.cancel()
            start()
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Counts the seconds anew. Any thread may call this.
    func extend() {
        channel.eventLoop.execute {
            self.timer?.cancel()
            if self.channel.isActive { self.start() }
        }
    }

    private func start() {
        timer = channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
            self.whenOver()
            self.channel.close(promise: nil)
        }
    }
}
