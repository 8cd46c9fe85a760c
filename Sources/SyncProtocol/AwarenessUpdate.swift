public import CRDT

/// Presence of some clients, as y-protocols sends it.
public struct AwarenessUpdate: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public var client: ClientID
        public var clock: UInt64
        /// JSON; `.null` says the client left.
        public var state: AnyValue

        public init(client: ClientID, clock: UInt64, state: AnyValue) {
            self.client = client
            self.clock = clock
            self.state = state
        }
    }
    public var entries: [Entry]

    public init(_ entries: [Entry] = []) {
        self.entries = entries
    }
}
