import ArgumentParser
import Logging
import Server

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves a data folder until SIGTERM or SIGINT.",
        discussion: """
            Prints `listening on http://HOST:PORT` once it is bound. What was acknowledged is on disk; the \
            server may be killed at any time.
            """)

    @OptionGroup var folder: DataOptions

    @Option(help: "Where to listen: HOST:PORT, or [IPV6]:PORT. Port 0 takes a free one.")
    var listen = Address(host: "127.0.0.1", port: 8080)

    @Option(
        help: "What is logged: trace, debug, info, notice, warning, error or critical.",
        transform: { word in
            guard let level = Logger.Level(rawValue: word) else {
                throw ValidationError(
                    "expected one of \(Logger.Level.allCases.map(\.rawValue)), found \(word)")
            }
            return level
        })
    var logLevel = Logger.Level.info

    func run() async throws {
        try await reporting {
            try await BipartiteServer.run(
                ServerConfiguration(
                    dataFolder: folder.folder(), host: listen.host, port: listen.port, logLevel: logLevel))
        }
    }
}

/// HOST:PORT.
struct Address: ExpressibleByArgument {
    var host: String
    var port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[colon...].dropFirst())
        else {
            return nil
        }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    var defaultValueDescription: String { "\(host):\(port)" }
}
