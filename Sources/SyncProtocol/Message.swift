public import CRDT

/// The opening exchange and what follows it: the body of a sync message of y-protocols.
public enum SyncMessage: Hashable, Sendable {
    /// "This is what I have."
    case step1(StateVector)
    /// "This is what you lack": an update, possibly empty.
    case step2([UInt8])
    case update([UInt8])
}

/// How a connection proves who it is and hears what it may do: the body of an auth message.
public enum AuthMessage: Hashable, Sendable {
    /// From a client: its token, and the version text newer providers append.
    case token(String, version: String?)
    /// From the server.
    case denied(reason: String)
    case authenticated(readOnly: Bool)
    /// From the server: "send your token again".
    case tokenRequest
}

/// One message about one document, whatever framing carries it.
///
/// y-websocket knows `sync`, `awareness`, `auth(.denied)` and `queryAwareness`; Hocuspocus knows them all.
public enum Message: Hashable, Sendable {
    case sync(SyncMessage)
    /// As `sync`, but the receiver does not answer with a step1 of its own.
    case syncReply(SyncMessage)
    case awareness(AwarenessUpdate)
    case auth(AuthMessage)
    case queryAwareness
    case stateless(String)
    case broadcastStateless(String)
    case close(reason: String)
    /// The server's word on one inbound update: taken and flushed, or not taken.
    case syncStatus(isApplied: Bool)
}

/// Which framing a connection speaks.
public enum Dialect: Hashable, Sendable {
    /// Many documents on one socket: `/sync`.
    case hocuspocus
    /// One socket per document: `/y/<committee>/<document>`.
    case yWebSocket
}
