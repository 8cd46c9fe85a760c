public import CRDT
public import Committee
public import SyncProtocol

// Signatures the other targets build against; each moves to its own file as it is built.

public struct ConnectionID: Hashable, Sendable {
    public var rawValue: UInt64
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// Why the server ends a connection or a document on it: one table, `Protocol/close-codes.md`.
public enum CloseCode: UInt16, Hashable, Sendable {
    case normal = 1000
    case goingAway = 1001
    case tooBig = 1009
    case internalError = 1011
    case tryAgainLater = 1013
    case badMessage = 4400
    case revoked = 4401
    case forbidden = 4403
    case gone = 4404
    case epochChanged = 4409
    case slowReader = 4500
    case roomClosed = 4503
}

/// What a room may hold and how it keeps its log short. Configuration with names (DESIGN D17).
public struct RoomLimits: Hashable, Sendable {
    public var decoding = DecodingLimits(
        bytesMax: 1 << 20, structsMax: 200_000, clientsMax: 10_000, depthMax: 32)
    /// Updates of one document after which a checkpoint is written.
    public var checkpointUpdates = 500
    public var presenceBytesMax = 4096
    public init() {}
}

/// One committee's room: its documents, its rules, its ordered history. A value with one entry point.
public struct Room: Sendable {
    public enum Input: Sendable {
        /// Somebody, already authenticated, opens a document. The shell remembers the address frames echo back.
        case joined(ConnectionID, DocumentName, Participant, Dialect)
        case received(ConnectionID, DocumentName, Message)
        /// The connection leaves one document.
        case left(ConnectionID, DocumentName)
        /// The socket is gone: leaves all.
        case disconnected(ConnectionID)
        /// The room channel (`<committee>`): commands and heads as JSON text in Stateless messages.
        case entered(ConnectionID, Participant)
        case stateless(ConnectionID, String)
        /// The log has flushed everything up to here.
        case appended(through: LogPosition, heads: [Head])
        case appendFailed(reason: String)
        /// Once per 100 ms or so while the room is loaded: monotonic milliseconds and the factory's calendar day.
        case tick(now: UInt64, day: String)
        /// A batch from the importer or another server-side author.
        case importing(ImportBatch)
        /// The operator restored or erased: all documents enter a new epoch. (A client's signed head that the log does
        /// not hold has the same effect.)
        case raiseEpochs(reason: String)
        /// Write checkpoints and let go: the server stops or the room idles.
        case unload
    }

    public enum Effect: Sendable {
        /// Append and flush, then answer `appended` or `appendFailed`. Entries follow the last ones without a gap.
        case append([LogEntry])
        /// One message about one document to these connections; the shell frames it once per dialect.
        case send([ConnectionID], DocumentName, Message)
        /// A text on the room channel.
        case stateless([ConnectionID], String)
        /// Ends one document on a connection: Hocuspocus `close`, y-websocket socket close.
        case drop(ConnectionID, DocumentName, CloseCode, reason: String)
        /// The room is done for: close all its connections with this code, discard it; it reopens from its log.
        case closeRoom(CloseCode, reason: String)
        /// The import or command with this id is flushed (nil) or refused (in words).
        case answered(id: String, refusal: String?)
        /// `unload` is complete, nothing waits.
        case unloaded
    }

    /// Wakes a room from its log. `signer` signs heads for clients (D12).
    public init(
        id: String, image: RoomImage, limits: RoomLimits = RoomLimits(), signer: HeadSigner, day: String
    ) throws(RoomFailure) { fatalError() }
    public mutating func handle(_ input: Input) -> [Effect] { fatalError() }

    public var connectionCount: Int { fatalError() }
    /// For verify, tests and exports.
    public var documents: [DocumentName: Doc] { fatalError() }
    public var events: [Event] { fatalError() }
    public func epoch(of document: DocumentName) -> Epoch { fatalError() }
}

/// Why a room cannot wake: its log does not add up.
public enum RoomFailure: Error, Hashable, Sendable {
    case damaged(position: LogPosition, reason: String)
}

/// Server-authored content that enters a room as one unit: all or nothing.
public struct ImportBatch: Sendable {
    public var id: String
    public var events: [Event]
    /// Updates (v1) made by a server-side replica, per document, to be applied in order.
    public var updates: [(document: DocumentName, update: [UInt8])]

    public init(id: String, events: [Event], updates: [(document: DocumentName, update: [UInt8])]) {
        self.id = id
        self.events = events
        self.updates = updates
    }
}
