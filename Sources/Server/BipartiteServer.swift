import CRDT
import Foundation
import Logging
import RoomCore
import RoomLog

/// The server: one port for HTTP and WebSocket, one host per loaded room.
public enum BipartiteServer {
    /// Serves a data folder until SIGTERM or SIGINT, then unloads every room and returns. Prints one line,
    /// `listening on http://HOST:PORT` or a JSON object with the same and every limit, once it is bound.
    /// Errors thrown describe themselves in one sentence.
    public static func run(_ configuration: ServerConfiguration) async throws {
        // Until the port is bound, and without a certificate for good: a reload of the service must not end
        // it.
        _ = signal(SIGHUP, SIG_IGN)
        let logger = configuration.logFormat.logger(level: configuration.logLevel)
        let metrics = ServerMetrics()
        let log = try SQLiteRoomLog(
            folder: configuration.dataFolder,
            whenCommitted: { report in
                metrics.committed(report)
                if report.isLast, let failure = report.failure {
                    logger.critical(
                        "nothing more is saved until a new start", metadata: ["failure": "\(failure)"])
                }
            })
        defer { log.close() }
        let accounts = try AccountStore(folder: configuration.dataFolder)
        let intake = try IntakeStore(folder: configuration.dataFolder, seal: log.seal)
        let server = try await RunningServer.start(
            configuration, log: log, signer: HeadSigner(seed: log.headSeed), accounts: accounts,
            intake: intake, metrics: metrics, logger: logger, stopsOnSignals: true)
        let rooms = try log.rooms().count
        if rooms == 0 {
            logger.warning(
                "no committee is here yet; stop the server and import one",
                metadata: ["folder": "\(configuration.dataFolder)"])
        }
        let line = announcement(configuration, server, rooms: rooms)
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
        try await server.untilStopped()
        logger.info("stopped; everything acknowledged is on disk")
    }

    private static func announcement(
        _ configuration: ServerConfiguration, _ server: RunningServer, rooms: Int
    ) -> String {
        let scheme = configuration.tls == nil ? "http" : "https"
        let url = "\(scheme)://\(ListenAddress(host: configuration.host, port: server.port))"
        let metrics = configuration.metrics.map { address in
            "http://\(ListenAddress(host: address.host, port: server.metricsPort ?? address.port))/metrics"
        }
        guard configuration.announcesInJSON else {
            return "listening on \(url)" + (metrics.map { ", metrics on \($0)" } ?? "")
        }
        let limits = NamedLimit.all.map {
            AnyValue.Member($0.name, .number(Double($0.value(in: configuration))))
        }
        return AnyValue.object([
            "listening": .string(url), "host": .string(configuration.host),
            "port": .number(Double(server.port)),
            "metrics": metrics.map { .string($0) } ?? .null,
            "data": .string(configuration.dataFolder), "committees": .number(Double(rooms)),
            "limits": .object(limits),
        ]).json
    }
}
