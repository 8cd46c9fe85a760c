public import Foundation
public import Logging
public import RoomCore

/// How one server is set up: where its data lies, where it listens, what it allows.
public struct ServerConfiguration: Sendable {
    /// The data folder (`Protocol/log.md`).
    public var dataFolder: String
    public var host: String
    /// 0 takes any free port; the line on standard output tells which.
    public var port: Int
    public var logLevel: Logger.Level
    public var logFormat = LogFormat.words
    /// Whether the line that says where the server listens is JSON too.
    public var announcesInJSON = false
    /// nil: plain HTTP and WebSocket.
    public var tls: TLSFiles?
    /// Pages whose scripts may connect from a browser; none: those of the server's own host.
    public var allowedOrigins: [WebOrigin] = []
    /// A reverse DNS name that the types of events in feeds begin with, such as `org.example`; empty: none.
    public var eventPrefix = ""
    /// Where `/metrics` is served; nil: nowhere.
    public var metrics: ListenAddress?
    /// Tells the time from which each factory's day is told; tests have their own.
    public var now: @Sendable () -> Date = { Date() }
    public var limits: ServerLimits
    public var roomLimits: RoomLimits

    public init(
        dataFolder: String, host: String = "127.0.0.1", port: Int = 8080, logLevel: Logger.Level = .info,
        tls: TLSFiles? = nil, limits: ServerLimits = ServerLimits(), roomLimits: RoomLimits = RoomLimits()
    ) {
        self.dataFolder = dataFolder
        self.host = host
        self.port = port
        self.logLevel = logLevel
        self.tls = tls
        self.limits = limits
        self.roomLimits = roomLimits
    }
}
