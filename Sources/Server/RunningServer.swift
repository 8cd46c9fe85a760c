import HummingbirdCore
import Hummingbird
public import Logging
import NIOCore
import NIOPosix
public import RoomCore
public import RoomLog
import ServiceLifecycle
import UnixSignals

/// A server that listens. Made by `start`, ended by `stop`.
public final class RunningServer: Sendable {
    /// The port it is bound to.
    public let port: Int
    /// The port of `/metrics`, if it is served.
    public let metricsPort: Int?
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let certificates: Certificates?
    let services: ServerServices

    private init(
        port: Int, metricsPort: Int?, group: ServiceGroup, running: Task<Void, any Error>,
        certificates: Certificates?, services: ServerServices
    ) {
        self.port = port
        self.metricsPort = metricsPort
        self.group = group
        self.running = running
        self.certificates = certificates
        self.services = services
    }

    /// Binds the port and serves the rooms of any log. The log stays the caller's to close, after `stop`.
    public static func start(
        _ configuration: ServerConfiguration, log: any RoomLog, signer: HeadSigner, accounts: AccountStore,
        intake: IntakeStore? = nil, metrics: ServerMetrics = ServerMetrics(), logger: Logger,
        stopsOnSignals: Bool = false
    ) async throws -> RunningServer {
        let loops = MultiThreadedEventLoopGroup.singleton
        let services = ServerServices(
            configuration: configuration, log: log, signer: signer, accounts: accounts,
            intake: intake, metrics: metrics, loops: loops, logger: logger)
        let admission = Admission(
            services: services, origins: OriginRule(allowed: Set(configuration.allowedOrigins)))
        let certificates = try configuration.tls.map { files throws(CertificateFailure) in
            try Certificates(files)
        }
        let bound = loops.next().makePromise(of: Int.self)
        let application = Application(
            router: Routes(services: services).router(),
            server: HTTPServerBuilder {
                Port(responder: $0, admission: admission, certificates: certificates)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(
                    acceptedMax(configuration.limits, logger), logger: logger)),
            onServerRunning: { bound.succeed($0.localAddress?.port ?? configuration.port) },
            eventLoopGroupProvider: .shared(loops), logger: logger)
        let metricsPort = loops.next().makePromise(of: Int?.self)
        // Services end in reverse: rooms and sockets first, then the port they came through.
        var parts: [any Service] = [application, RoomService(services: services)]
        if let address = configuration.metrics {
            let source = MetricsSource(services: services, folder: configuration.dataFolder)
            parts.insert(MetricsListener(source: source).service(at: address, bound: metricsPort), at: 1)
        } else {
            metricsPort.succeed(nil)
        }
        if stopsOnSignals {
            let hangUps = await UnixSignalsSequence(trapping: .sighup)
            parts.append(CertificateService(certificates: certificates, hangUps: hangUps, logger: logger))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: parts,
                gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [], logger: logger))
        let running = Task {
            do {
                try await group.run()
            } catch {
                let failure = StartFailure(error, configuration: configuration)
                bound.fail(failure)
                metricsPort.fail(failure)
                throw error
            }
            bound.fail(CancellationError())
            metricsPort.fail(CancellationError())
        }
        return RunningServer(
            port: try await bound.futureResult.get(), metricsPort: try await metricsPort.futureResult.get(),
            group: group, running: running,
            certificates: certificates, services: services)
    }

    /// Reads certificate and key again for the connections to come; if either is bad the old one stays.
    public func reloadCertificates() throws(CertificateFailure) {
        try certificates?.reload()
    }

    /// How many connections are accepted at once, of every kind; more wait in the system's queue. One file
    /// handle each, so the databases keep theirs.
    private static func acceptedMax(_ limits: ServerLimits, _ logger: Logger) -> Int {
        let files = OpenFiles.raiseLimit() - OpenFiles.reserved
        if files < limits.connectionsMax {
            logger.warning(
                "the system grants fewer open files than limits.connections_max",
                metadata: ["connections": "\(files)"])
        }
        return max(1, min(limits.connectionsMax + limits.unauthenticatedConnectionsMax, files))
    }

    /// Unloads every room, closes every socket with 1001, and returns when all is flushed.
    public func stop() async throws {
        await group.triggerGracefulShutdown()
        try await untilStopped()
    }

    /// Returns when the server has stopped, by `stop` or by a signal.
    public func untilStopped() async throws {
        try await running.value
    }
}

/// Why the port could not be bound, in one sentence.
public struct StartFailure: Error, CustomStringConvertible {
    public let description: String

    init(_ error: any Error, configuration: ServerConfiguration) {
        let address = "\(configuration.host):\(configuration.port)"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE where configuration.metrics != nil:
            description =
                "\(address), or the address of the metrics, is in use; stop the other program or choose "
                + "others with --listen and --metrics-listen"
        case EADDRINUSE:
            description =
                "port \(configuration.port) of \(configuration.host) is in use; stop the other program or "
                + "choose another port with --listen"
        case EACCES:
            description =
                "port \(configuration.port) needs more rights than this user has; choose one above 1023"
        case EADDRNOTAVAIL:
            description = "\(configuration.host) is no address of this machine; choose another with --listen"
        default:
            description = "\(address) cannot be listened on: \(error)"
        }
    }
}

/// Reads the certificate again at every SIGHUP; a server without one goes on.
private struct CertificateService: Service, CustomStringConvertible {
    let certificates: Certificates?
    let hangUps: UnixSignalsSequence
    let logger: Logger
    var description: String { "certificates" }

    func run() async throws {
        for await _ in hangUps.cancelOnGracefulShutdown() {
            guard let certificates else {
                logger.notice("SIGHUP: there is no certificate to read again")
                continue
            }
            certificates.reload(logger: logger)
        }
    }
}

/// The rooms and sockets as a service: runs until the shutdown, then ends them in order.
private struct RoomService: Service, CustomStringConvertible {
    let services: ServerServices
    /// As the lifecycle logs it.
    var description: String { "rooms" }

    func run() async throws {
        let loop = services.loops.next()
        let tasks = [services.tokens.start(on: loop), services.waker.start(on: loop)]
        try? await gracefulShutdown()
        for task in tasks { task.cancel() }
        services.registry.stopAdmitting()
        await finish("rooms", services.directory.stop(on: loop))
        await finish(
            "sockets",
            services.registry.closeAll(.goingAway, reason: "the server stops; it will be back", on: loop))
    }

    /// Waits, but not for ever: what is acknowledged is flushed whatever happens here.
    private func finish(_ what: String, _ end: EventLoopFuture<Void>) async {
        let done = end.eventLoop.makePromise(of: Bool.self)
        let limit = Int64(services.limits.stopSecondsMax)
        let timer = end.eventLoop.scheduleTask(in: .seconds(limit)) { done.succeed(false) }
        end.whenComplete { _ in done.succeed(true) }
        let isDone = (try? await done.futureResult.get()) ?? false
        timer.cancel()
        if !isDone { services.logger.error("\(what) did not end in time") }
    }
}
