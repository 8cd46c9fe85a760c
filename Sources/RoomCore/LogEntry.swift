public import Committee

/// Place of an entry in its room's log, kept inside the server. The first entry stands at 1; 0 is before it.
public struct LogPosition: Hashable, Comparable, Sendable {
    public var rawValue: UInt64

    public init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    public static let zero = LogPosition(0)
    public static func < (left: LogPosition, right: LogPosition) -> Bool { left.rawValue < right.rawValue }
    public var next: LogPosition { LogPosition(rawValue + 1) }
}

/// Place of an entry within its audience, told to that audience. Gap-free from 1.
public typealias SequenceNumber = UInt64

/// Raised by restore and erasure; a client of an older epoch starts its copy of the document anew. The
/// first is 1.
public typealias Epoch = UInt32

/// What an entry's payload is.
public enum LogEntryKind: UInt8, Hashable, Sendable {
    /// A Yjs update (v1) that was applied to a document.
    case update = 1
    /// A `Committee.Event` as JSON.
    case event = 2
    /// The whole state of a document as one update: entries of its document before it are not needed to
    /// load it.
    case checkpoint = 3
    /// A document enters a new epoch; the payload is its whole state.
    case epoch = 4
    /// Client ids become a member's own in one document: JSON `{"member": ..., "clients": [...]}`.
    case binding = 5
}

/// One entry as the room decides it. The log adds the salt, the commitment and the hash of the entry before.
public struct LogEntry: Hashable, Sendable {
    public var position: LogPosition
    public var audience: Audience
    public var sequence: SequenceNumber
    public var kind: LogEntryKind
    /// The document it belongs to; nil for events.
    public var document: DocumentName?
    public var epoch: Epoch
    public var payload: [UInt8]
    /// The function that acted; nil for the server itself.
    public var role: Role?
    /// The factory's calendar day, `2024-11-11`: the log's clock is no finer.
    public var day: String
    /// The log keeps the payload sealed: it belongs to the issue log, a case or an anonymous report.
    public var isSealed: Bool

    public init(
        position: LogPosition, audience: Audience, sequence: SequenceNumber, kind: LogEntryKind,
        document: DocumentName?, epoch: Epoch, payload: [UInt8], role: Role?, day: String,
        isSealed: Bool = false
    ) {
        self.position = position
        self.audience = audience
        self.sequence = sequence
        self.kind = kind
        self.document = document
        self.epoch = epoch
        self.payload = payload
        self.role = role
        self.day = day
        self.isSealed = isSealed
    }
}

/// Where an entry stands in its audience's chain.
public struct ChainPlace: Hashable, Sendable {
    public var audience: Audience
    public var sequence: SequenceNumber

    public init(audience: Audience, sequence: SequenceNumber) {
        self.audience = audience
        self.sequence = sequence
    }
}

/// One link of an audience's hash chain: the newest, as the server signs it, or one the log was asked for.
public struct Head: Hashable, Sendable {
    public var audience: Audience
    public var sequence: SequenceNumber
    /// SHA-256 of the header there, 32 bytes.
    public var hash: [UInt8]

    public init(audience: Audience, sequence: SequenceNumber, hash: [UInt8]) {
        self.audience = audience
        self.sequence = sequence
        self.hash = hash
    }

    public var place: ChainPlace { ChainPlace(audience: audience, sequence: sequence) }
}

/// All a room needs to wake up: what its log holds, as few entries as possible.
public struct RoomImage: Sendable {
    /// In log order: per document the newest checkpoint or epoch entry and what follows it; all events and
    /// bindings.
    public var entries: [LogEntry]
    public var end: LogPosition
    public var heads: [Head]
    /// When somebody must look at its clocks, as the log has it.
    public var wakeUp: WakeUp

    public init(
        entries: [LogEntry] = [], end: LogPosition = .zero, heads: [Head] = [], wakeUp: WakeUp = .now
    ) {
        self.entries = entries
        self.end = end
        self.heads = heads
        self.wakeUp = wakeUp
    }
}

/// When a room must be loaded although nobody asks for it (D18).
public enum WakeUp: Hashable, Sendable {
    /// Nobody has looked at its clocks since it changed.
    case now
    /// Seconds since 1970: the first moment of a day of the factory.
    case at(Int64)
    case never

    /// As logs keep it: 0 for now, nil for never.
    public init(seconds: Int64?) {
        switch seconds {
        case nil: self = .never
        case 0: self = .now
        case let seconds?: self = .at(seconds)
        }
    }

    public var seconds: Int64? {
        switch self {
        case .now: 0
        case .at(let seconds): seconds
        case .never: nil
        }
    }
}
