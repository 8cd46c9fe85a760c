import ArgumentParser
import CRDT
import Foundation
import Logging
import Server

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serves a data folder until SIGTERM or SIGINT.",
        discussion: """
            Prints `listening on http://HOST:PORT` (https:// with --tls-cert) once it is bound. What was \
            acknowledged is on disk; the server may be killed at any time.

            A setting is the option's, else the environment's ($BIPARTITE_DATA, $BIPARTITE_LISTEN, \
            $BIPARTITE_LOG_LEVEL, $BIPARTITE_METRICS_LISTEN, $BIPARTITE_CONFIG names the file), else the \
            configuration file's. The file is TOML: data, listen, log_level, log_format, metrics_listen, \
            tls_cert, tls_key, allow_origin, and the limits of `serve --limits`.
            """)

    @OptionGroup var folder: DataOptions

    @Option(
        help:
            "Where to listen: HOST:PORT, or [IPV6]:PORT. Port 0 takes a free one. (default: 127.0.0.1:8080)",
        transform: { text in
            guard let address = ListenAddress(text) else {
                throw ValidationError("expected HOST:PORT, found \(text)")
            }
            return address
        })
    var listen: ListenAddress?

    @Option(
        help: "What is logged: \(Self.levels). (default: info)",
        transform: { word in
            guard let level = Logger.Level(rawValue: word) else {
                throw ValidationError("expected one of \(Self.levels), found \(word)")
            }
            return level
        })
    var logLevel: Logger.Level?

    private static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

    @Option(
        help: "How log lines look: words or json. (default: words)",
        transform: { word in
            guard let format = LogFormat(rawValue: word) else {
                throw ValidationError("expected words or json, found \(word)")
            }
            return format
        })
    var logFormat: LogFormat?

    @Option(
        help: """
            Where /metrics is served for Prometheus: HOST:PORT, for the operator's machines only. Without: \
            nowhere.
            """,
        transform: { text in
            guard let address = ListenAddress(text) else {
                throw ValidationError("expected HOST:PORT, found \(text)")
            }
            return address
        })
    var metricsListen: ListenAddress?

    @Option(help: "A configuration file (TOML).", completion: .file(extensions: ["toml"]))
    var config: String?

    @Flag(help: "Print where it listens, and every log line, as one JSON object a line.")
    var json = false

    @Flag(help: "Print every limit in force, in the form of the configuration file, and end.")
    var limits = false

    @Option(
        help: "A certificate chain (PEM): serves https and wss. Read again, with the key, at SIGHUP.",
        completion: .file())
    var tlsCert: String?

    @Option(help: "The certificate's private key (PEM, no pass phrase).", completion: .file())
    var tlsKey: String?

    @Option(
        help: """
            A page that may connect from a browser, such as https://room.example; may be given several \
            times. Default: pages on this server's own host.
            """,
        transform: { word in
            guard let origin = WebOrigin(word) else {
                throw ValidationError("expected an origin such as https://room.example, found \(word)")
            }
            return origin
        })
    var allowOrigin: [WebOrigin] = []

    @Option(
        help: ArgumentHelp(
            "For rehearsals and tests: a file with the days the server's clock is ahead.", visibility: .hidden
        ))
    var daysAheadFile: String?

    func run() async throws {
        try await reporting {
            let file = try file()
            if limits { return printLimits(file) }
            var configuration = ServerConfiguration(dataFolder: try folder.folder(or: file.data))
            let listen = try listen ?? environment("LISTEN", ListenAddress.init) ?? file.listen
            if let listen { (configuration.host, configuration.port) = (listen.host, listen.port) }
            let level =
                try logLevel ?? environment("LOG_LEVEL", Logger.Level.init(rawValue:)) ?? file.logLevel
            configuration.logLevel = level ?? .info
            configuration.logFormat = logFormat ?? (json ? .json : file.logFormat ?? .words)
            configuration.metrics =
                try metricsListen ?? environment("METRICS_LISTEN", ListenAddress.init) ?? file.metricsListen
            configuration.announcesInJSON = json
            file.apply(to: &configuration)
            try setTransport(&configuration, file)
            if let name = daysAheadFile {
                configuration.now = {
                    let text = FileManager.default.contents(atPath: name).map {
                        String(decoding: $0, as: UTF8.self)
                    }
                    let days =
                        text.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
                    return Date().addingTimeInterval(days * 86_400)
                }
            }
            try await BipartiteServer.run(configuration)
        }
    }

    private func setTransport(
        _ configuration: inout ServerConfiguration, _ file: ConfigurationFile
    ) throws {
        switch (tlsCert ?? file.tlsCert, tlsKey ?? file.tlsKey) {
        case (let certificate?, let key?):
            configuration.tls = TLSFiles(certificate: certificate, key: key)
        case (nil, nil): break
        default: throw CommandFailure("a certificate and its key go together: --tls-cert, --tls-key", .usage)
        }
        configuration.allowedOrigins = allowOrigin.isEmpty ? file.allowedOrigins : allowOrigin
    }

    private func file() throws -> ConfigurationFile {
        let path = try config ?? environment("CONFIG") { $0 }
        return try path.map { try ConfigurationFile(path: $0) } ?? ConfigurationFile()
    }

    /// `$BIPARTITE_NAME`, if it is set and not empty.
    private func environment<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value? {
        let text = ProcessInfo.processInfo.environment["BIPARTITE_\(name)"] ?? ""
        guard !text.isEmpty else { return nil }
        guard let value = read(text) else {
            throw CommandFailure("$BIPARTITE_\(name) is not understood: \(text)", .usage)
        }
        return value
    }

    private func printLimits(_ file: ConfigurationFile) {
        var configuration = ServerConfiguration(dataFolder: "")
        file.apply(to: &configuration)
        if json {
            let limits = NamedLimit.all.map {
                AnyValue.Member($0.name, .number(Double($0.value(in: configuration))))
            }
            return print(AnyValue.object(["limits": .object(limits)]).json)
        }
        var table = ""
        for limit in NamedLimit.all {
            let parts = limit.name.split(separator: ".")
            if parts[0] != table {
                print("\(table.isEmpty ? "" : "\n")[\(parts[0])]")
                table = String(parts[0])
            }
            print("\(parts[1]) = \(limit.value(in: configuration))")
        }
    }
}
