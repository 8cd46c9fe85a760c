import Foundation
import Logging
import RoomCore
import RoomLog

/// The server: one port for HTTP and WebSocket, one host per loaded room.
public enum BipartiteServer {
    /// Serves a data folder until SIGTERM or SIGINT, then unloads every room and returns. Prints one line,
    /// `listening on http://HOST:PORT`, once it is bound. Errors thrown describe themselves in one sentence.
    public static func run(_ configuration: ServerConfiguration) async throws {
        var logger = Logger(label: "bipartite", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = configuration.logLevel
        let log = try SQLiteRoomLog(folder: configuration.dataFolder)
        defer { log.close() }
        let accounts = try AccountStore(folder: configuration.dataFolder)
        let server = try await RunningServer.start(
            configuration, log: log, signer: HeadSigner(seed: log.headSeed), accounts: accounts,
            logger: logger,
            stopsOnSignals: true)
        let line = "listening on http://\(configuration.host):\(server.port)\n"
        try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
        try await server.untilStopped()
        logger.info("stopped; everything acknowledged is on disk")
    }
}
