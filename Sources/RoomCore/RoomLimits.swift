public import CRDT

/// What a room may hold and how it keeps its log short. Configuration with names (DESIGN D17).
public struct RoomLimits: Hashable, Sendable {
    public var decoding = DecodingLimits(
        bytesMax: 1 << 20, structsMax: 200_000, clientsMax: 10_000, depthMax: 32)
    /// Neighbours that the structs of one update may be compared with to find their places; honest offline
    /// work needs thousands.
    public var comparisonsMax = 1_000_000
    /// Updates of one document after which a checkpoint is written.
    public var checkpointUpdates = 500
    /// Bytes of JSON one client's presence state may have; a longer one is passed over.
    public var presenceBytesMax = 4096
    /// A client silent for longer is no longer shown as present.
    public var presenceSilenceMillisecondsMax: UInt64 = 30_000
    /// Client ids one connection may be present under in one document: its own, and those of other tabs.
    public var presencesPerConnectionMax = 32
    /// Heads of one hello that are looked at; a client keeps one per audience.
    public var headClaimsMax = 64
    /// Signed heads are told no more often than this.
    public var headsIntervalMilliseconds: UInt64 = 1000
    /// One command as JSON, with the message around it.
    public var commandBytesMax = 64 << 10
    /// Events one command may lead to.
    public var eventsPerCommandMax = 256
    /// Events of a feed that are given out; older ones are in the snapshot only.
    public var feedEventsMax = 100_000
    /// How long a field must be quiet before subscribers hear of it; 0: they never do.
    public var quietMilliseconds: UInt64 = 5000
    public init() {}
}
