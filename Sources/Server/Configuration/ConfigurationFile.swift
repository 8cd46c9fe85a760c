import Foundation
public import Logging

/// A configuration file (TOML): where to listen, how to log, and every limit by its name.
///
/// ```toml
/// data = "/var/lib/bipartite"
/// listen = "0.0.0.0:8080"
/// log_level = "info"
/// log_format = "json"
/// tls_cert = "/etc/bipartite/cert.pem"
/// tls_key = "/etc/bipartite/key.pem"
/// allow_origin = "https://room.example https://other.example"
///
/// [limits]
/// connections_max = 2_000
/// ```
public struct ConfigurationFile: Hashable, Sendable {
    /// One sentence: the file's line, the name, what was expected.
    public struct Mistake: Error, Hashable, CustomStringConvertible {
        public let description: String
    }

    public private(set) var data: String?
    public private(set) var listen: ListenAddress?
    public private(set) var metricsListen: ListenAddress?
    public private(set) var logLevel: Logger.Level?
    public private(set) var logFormat: LogFormat?
    public private(set) var tlsCert: String?
    public private(set) var tlsKey: String?
    public private(set) var allowedOrigins: [WebOrigin] = []
    public private(set) var eventPrefix: String?
    /// By the names of `NamedLimit`.
    private(set) var limits: [String: Int] = [:]

    public init() {}

    /// Reads a file; `path` is its name in mistakes.
    public init(path: String) throws(Mistake) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Mistake(description: "\(path) cannot be read; check its name and that you may read it")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Mistake(description: "\(path) is no text in UTF-8")
        }
        do {
            try self.init(text)
        } catch {
            throw Mistake(description: "\(path):\(error.line): \(error.reason)")
        }
    }

    init(_ text: String) throws(SettingsText.Mistake) {
        let settings = try SettingsText(text).settings
        for setting in settings { try take(setting) }
        try checkPings(settings)
    }

    /// Who is pinged no sooner than they count as silent is dropped before they can answer.
    private func checkPings(_ settings: [SettingsText.Setting]) throws(SettingsText.Mistake) {
        var configuration = ServerConfiguration(dataFolder: "")
        apply(to: &configuration)
        let (ping, silence) = (configuration.limits.pingSeconds, configuration.limits.silenceSecondsMax)
        let names = ["limits.ping_seconds", "limits.silence_seconds_max"]
        guard ping >= silence, let line = settings.last(where: { names.contains($0.name) })?.line else {
            return
        }
        throw .init(
            line: line,
            reason: "limits.ping_seconds: expected less than limits.silence_seconds_max (\(silence)), "
                + "found \(ping): lower it or raise that")
    }

    private mutating func take(_ setting: SettingsText.Setting) throws(SettingsText.Mistake) {
        switch (setting.name, setting.value) {
        case ("data", .text(let text)) where !text.isEmpty: data = text
        case ("data", let value): throw mistake(setting, "a folder's name in quotes", value)
        case ("listen", let value): listen = try address(setting, value)
        case ("metrics_listen", let value): metricsListen = try address(setting, value)
        case ("log_level", let value):
            guard case .text(let text) = value, let level = Logger.Level(rawValue: text) else {
                throw mistake(
                    setting, "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))", value)
            }
            logLevel = level
        case ("log_format", let value):
            guard case .text(let text) = value, let format = LogFormat(rawValue: text) else {
                throw mistake(
                    setting, "one of \(LogFormat.allCases.map(\.rawValue).joined(separator: ", "))", value)
            }
            logFormat = format
        case ("tls_cert", .text(let text)) where !text.isEmpty: tlsCert = text
        case ("tls_key", .text(let text)) where !text.isEmpty: tlsKey = text
        case ("tls_cert", let value), ("tls_key", let value):
            throw mistake(setting, "a file's name in quotes", value)
        case ("event_prefix", let value):
            guard case .text(let text) = value, text.split(separator: ".").count > 1,
                text.utf8.allSatisfy({ Self.isInHostName($0) })
            else { throw mistake(setting, "a reverse DNS name such as \"org.example\"", value) }
            eventPrefix = text
        case ("allow_origin", let value):
            guard case .text(let text) = value else {
                throw mistake(setting, "origins in quotes, with blanks between", value)
            }
            allowedOrigins = []
            for word in text.split(separator: " ") {
                guard let origin = WebOrigin(String(word)) else {
                    throw mistake(setting, "origins such as https://room.example", value)
                }
                allowedOrigins.append(origin)
            }
        case (let name, let value):
            guard NamedLimit.all.contains(where: { $0.name == name }) else {
                let isLimit = NamedLimit.all.contains { $0.name == "limits.\(name)" }
                throw .init(
                    line: setting.line,
                    reason: isLimit
                        ? "\(name) is a limit: it stands below a line [limits]"
                        : "there is no setting \(name); `serve --limits` lists them")
            }
            let range = NamedLimit.range(of: name)
            guard case .number(let number) = value, range.contains(number) else {
                throw mistake(
                    setting, "a whole number from \(range.lowerBound) to \(range.upperBound)", value)
            }
            limits[name] = number
        }
    }

    private static func isInHostName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private func address(
        _ setting: SettingsText.Setting, _ value: SettingsText.Value
    ) throws(SettingsText.Mistake) -> ListenAddress {
        guard case .text(let text) = value, let address = ListenAddress(text) else {
            throw mistake(setting, "\"HOST:PORT\"", value)
        }
        return address
    }

    private func mistake(
        _ setting: SettingsText.Setting, _ expected: String, _ value: SettingsText.Value
    ) -> SettingsText.Mistake {
        let found =
            switch value {
            case .text(let text): "\"\(text)\""
            case .number(let number): String(number)
            }
        return .init(line: setting.line, reason: "\(setting.name): expected \(expected), found \(found)")
    }

    /// Sets the limits the file names; the others stay.
    public func apply(to configuration: inout ServerConfiguration) {
        configuration.eventPrefix = eventPrefix ?? configuration.eventPrefix
        for limit in NamedLimit.all {
            if let value = limits[limit.name] { limit.set(&configuration, value) }
        }
    }
}
