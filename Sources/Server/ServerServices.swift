import CRDT
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog

/// What every socket and every route needs of the server.
struct ServerServices: Sendable {
    let limits: ServerLimits
    /// What decoding one message may cost.
    let decoding: DecodingLimits
    /// One command over HTTP.
    let commandBytesMax: Int
    /// Before the types of events in feeds: a reverse DNS name with its dot, or nothing.
    let eventPrefix: String
    /// The server's public key, in base64.
    let serverKey: String
    let directory: RoomDirectory
    let follower: AccountsFollower
    let doorkeeper: Doorkeeper
    let tokens: TokenWatch
    let waker: Waker
    /// nil where no anonymous reports are taken.
    let intake: IntakeDesk?
    let registry: ConnectionRegistry
    let metrics: ServerMetrics
    let loops: any EventLoopGroup
    let logger: Logger

    init(
        configuration: ServerConfiguration, log: any RoomLog, signer: HeadSigner, accounts: AccountStore,
        intake: IntakeStore?, metrics: ServerMetrics, loops: any EventLoopGroup, logger: Logger
    ) {
        let threads = NIOThreadPool.singleton
        limits = configuration.limits
        decoding = configuration.roomLimits.decoding
        eventPrefix = configuration.eventPrefix.isEmpty ? "" : configuration.eventPrefix + "."
        serverKey = signer.publicKey
        commandBytesMax = configuration.roomLimits.commandBytesMax
        follower = AccountsFollower(accounts: accounts, threads: threads, logger: logger)
        directory = RoomDirectory(
            log: log, signer: signer, configuration: configuration, loops: loops, threads: threads,
            metrics: metrics,
            follower: follower, logger: logger)
        let directory = directory
        let desk = intake.map {
            IntakeDesk(
                store: $0, directory: directory, limits: configuration.limits, threads: threads, loops: loops,
                now: configuration.now, logger: logger)
        }
        self.intake = desk
        waker = Waker(
            log: log, directory: directory, follower: follower, intake: desk, configuration: configuration,
            threads: threads, logger: logger)
        doorkeeper = Doorkeeper(accounts: accounts, threads: threads)
        tokens = TokenWatch(doorkeeper: doorkeeper, limits: configuration.limits)
        registry = ConnectionRegistry(limits: configuration.limits)
        self.metrics = metrics
        self.loops = loops
        self.logger = logger
    }
}
