public import CRDT

// Signatures the other targets build against; each moves to its own file as it is built.

extension AwarenessUpdate {
    public init(decoding bytes: [UInt8], limits: DecodingLimits) throws(DecodingFailure) { fatalError() }
    public func encoded() -> [UInt8] { fatalError() }
}

/// y-websocket framing: frame = message(s).
public enum YWebSocketCodec {
    /// nil for a message this dialect does not have.
    public static func encode(_ message: Message) -> [UInt8]? { fatalError() }
    /// A frame may hold several messages. Unknown types are refused.
    public static func decode(_ frame: [UInt8], limits: DecodingLimits) throws(DecodingFailure) -> [Message] {
        fatalError()
    }
}

/// Hocuspocus framing: frame = address, message; or a single byte 9 (ping), 10 (pong).
public enum HocuspocusCodec {
    public enum Frame: Hashable, Sendable {
        /// `address` is the document name as the peer wrote it, a session id behind NUL included: echo it back.
        case message(address: String, Message)
        case ping
        case pong
    }
    public static func encode(_ frame: Frame) -> [UInt8] { fatalError() }
    public static func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFailure) -> Frame {
        fatalError()
    }
}

/// Who is here, as every replica keeps it (y-protocols `Awareness`); pure: the time is told to it.
public struct Awareness: Sendable {
    public init() {}
    /// Live states by client. Yjs: `awareness.getStates()`.
    public var states: [ClientID: AnyValue] { fatalError() }
    /// Takes an update in; returns the clients whose state changed or was renewed.
    public mutating func apply(_ update: AwarenessUpdate, now milliseconds: UInt64) -> Set<ClientID> {
        fatalError()
    }
    /// Sets or renews the state of one of our own clients and returns what to send.
    public mutating func setLocal(_ client: ClientID, _ state: AnyValue, now milliseconds: UInt64)
        -> AwarenessUpdate
    {
        fatalError()
    }
    /// Removes clients (they left, or were silent too long); returns what to send, empty if none was known.
    public mutating func remove(_ clients: some Sequence<ClientID>) -> AwarenessUpdate { fatalError() }
    /// Clients that were silent for longer than `silence` milliseconds (y-protocols: 30,000).
    public func expired(now milliseconds: UInt64, silence: UInt64 = 30_000) -> Set<ClientID> { fatalError() }
    /// All live states, or those of `clients`.
    public func update(of clients: some Sequence<ClientID>) -> AwarenessUpdate { fatalError() }
}
