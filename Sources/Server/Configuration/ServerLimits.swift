/// What the server spends on a connection, a request, a room. Configuration with names (DESIGN D17).
///
/// Where it can, the server stops reading before it refuses: a limit that presses back says so.
public struct ServerLimits: Hashable, Sendable {
    // MARK: Sockets

    /// One WebSocket frame, and one message of several frames. Beyond: close code 1009.
    public var frameBytesMax = 1 << 20
    /// Frames one message may come in.
    public var fragmentsMax = 256
    /// Messages shorter than this are sent as they are.
    public var compressedBytesMin = 256
    /// Messages longer than this are sent as they are: compressing one holds up all that share its loop.
    public var compressedBytesMax = 1 << 20
    /// Bytes of one connection that wait for its rooms; beyond, the server stops reading from it. A question
    /// (a step1, a hello, a token) stops the reading until it is answered.
    public var inboundBytesMax = 4 << 20
    /// What a message costs beside its own bytes while it waits.
    public var messageOverheadBytes = 512
    /// Bytes that wait to be sent to one connection, the most that was queued for it at once not counted;
    /// beyond: close code 4500, the client resumes from the log.
    public var outgoingBytesMax = 1 << 20
    /// Bytes of one connection that the system takes over before they are on the wire; the rest waits in the
    /// queue above, where it is counted and shared with other readers.
    public var unsentBytesMax = 256 << 10
    /// Work, in milliseconds, that one connection may cause its room at once; beyond, the server reads from
    /// it only as fast as `workPercent` makes up for it.
    public var workMillisecondsBurst = 2000
    /// Percent of the time that a room works for one connection that always has something to ask.
    public var workPercent = 25
    /// Sockets of the whole server; beyond: HTTP 503 at the upgrade.
    public var connectionsMax = 10_000
    /// How often a silent connection is pinged.
    public var pingSeconds = 20
    /// Pings that came together and are all answered; of the others the last is.
    public var pongsPerReadMax = 16
    /// A connection from which nothing came for so long, not even an answer to a ping, is gone.
    public var silenceSecondsMax = 45
    /// How long a closing handshake may take.
    public var closeSecondsMax = 5

    // MARK: Before somebody is known

    /// From the first byte of a connection to its first whole request.
    public var handshakeSecondsMax = 5
    /// How long a connection that is no WebSocket may stay, all its requests together: they are short.
    public var httpSecondsMax = 60
    /// How long a socket on `/sync` may stay without one authenticated document.
    public var authenticationSecondsMax = 10
    /// Sockets without one authenticated document; beyond: HTTP 503 at the upgrade.
    public var unauthenticatedConnectionsMax = 1000
    /// One frame or message on a socket without one authenticated document; beyond: close code 1009.
    public var unknownFrameBytesMax = 64 << 10
    /// All that may come on a socket without one authenticated document; beyond: close code 1013.
    public var unknownBytesMax = 256 << 10
    /// Messages of one socket that may come before their documents are authenticated; beyond: close code
    /// 1013.
    public var heldMessagesMax = 100
    /// Bytes of those messages.
    public var heldBytesMax = 64 << 10
    /// The name of a document as frames carry it, a session id included; beyond: close code 4400.
    public var addressBytesMax = 512
    /// Documents one socket on `/sync` may address.
    public var documentsPerConnectionMax = 64
    /// All headers of a request; beyond: HTTP 431.
    public var headerBytesMax = 20 << 10
    /// Headers of a request; beyond: HTTP 431.
    public var headersMax = 100
    /// Body of an HTTP request.
    public var requestBodyBytesMax = 16 << 10

    /// Asks of the form for anonymous reports that are answered at once; beyond, the form says to try again.
    public var intakeAsksMax = 32
    /// Looks under one case code in a row, a word that is kept counting ten; beyond, the form says to try
    /// again.
    public var intakeCaseBurst = 100
    /// How many of them come back in a minute.
    public var intakeCasePerMinute = 10

    // MARK: Rooms

    /// Bytes of one room on their way to the disk; beyond, the server stops reading from the room's writers.
    public var unflushedBytesMax = 16 << 20
    /// Requests over HTTP that wait for one room's log; beyond: HTTP 503.
    public var requestsWaitingMax = 256
    /// Readers of feeds one room may have at once; beyond: HTTP 503.
    public var feedReadersMax = 100
    /// How long a stream of events may be silent before a comment is sent.
    public var feedHeartbeatSeconds = 15
    /// How long a room without connections stays loaded.
    public var idleSecondsMax = 60
    /// How long a room whose log failed stays closed before it is read again.
    public var reopenMilliseconds = 500
    /// How often every token in use is looked up again.
    public var tokenCheckMilliseconds = 500
    /// How often the waker looks for rooms whose clocks are due.
    public var wakerSeconds = 5
    /// Rooms the waker has in memory at once.
    public var wakingRoomsMax = 8
    /// How long the waker leaves a room alone that could not be loaded.
    public var wakerRetrySeconds = 60
    /// How long rooms and sockets may take to end when the server stops.
    public var stopSecondsMax = 15

    public init() {}
}
