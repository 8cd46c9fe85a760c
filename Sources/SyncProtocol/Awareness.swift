public import CRDT

/// Who is here, as every replica keeps it (y-protocols `Awareness`); pure: the time is told to it.
public struct Awareness: Sendable {
    /// What outlives a state: the clock stays known after a client left, so that its old states cannot come
    /// back.
    private struct Meta: Hashable, Sendable {
        var clock: UInt64
        var renewedAt: UInt64
    }

    /// Live states by client. Yjs: `awareness.getStates()`.
    public private(set) var states: [ClientID: AnyValue] = [:]
    private var metas: [ClientID: Meta] = [:]
    /// Clients this replica speaks for: a remote "left" for one of them is answered, not believed.
    private var local: Set<ClientID> = []

    public init() {}

    /// Takes an update in; returns the clients whose state changed or was renewed.
    ///
    /// Follows `applyAwarenessUpdate`: an unknown client stands at clock 0, so a first message with clock 0
    /// says nothing. A client of our own that somebody declared gone gets a higher clock: send its state
    /// again.
    public mutating func apply(_ update: AwarenessUpdate, now milliseconds: UInt64) -> Set<ClientID> {
        var changed: Set<ClientID> = []
        for entry in update.entries {
            let meta = metas[entry.client]
            let known = meta?.clock ?? 0
            let isRemoval = entry.clock == known && entry.state == .null && states[entry.client] != nil
            guard entry.clock > known || isRemoval else { continue }
            var clock = entry.clock
            if entry.state != .null {
                states[entry.client] = entry.state
            } else if local.contains(entry.client), states[entry.client] != nil {
                clock += 1
            } else {
                states[entry.client] = nil
            }
            metas[entry.client] = Meta(clock: clock, renewedAt: milliseconds)
            if entry.state != .null || meta != nil { changed.insert(entry.client) }
        }
        return changed
    }

    /// Sets or renews the state of one of our own clients and returns what to send.
    public mutating func setLocal(
        _ client: ClientID, _ state: AnyValue, now milliseconds: UInt64
    ) -> AwarenessUpdate {
        let clock = metas[client].map { $0.clock + 1 } ?? 0
        local.insert(client)
        states[client] = state == .null ? nil : state
        metas[client] = Meta(clock: clock, renewedAt: milliseconds)
        return update(of: [client])
    }

    /// Removes clients (they left, or were silent too long); returns what to send, empty if none was known.
    public mutating func remove(_ clients: some Sequence<ClientID>) -> AwarenessUpdate {
        var removed: [ClientID] = []
        for client in clients where states.removeValue(forKey: client) != nil {
            if local.contains(client) { metas[client]?.clock += 1 }
            removed.append(client)
        }
        return update(of: removed)
    }

    /// Clients that were silent for longer than `silence` milliseconds (y-protocols: 30,000).
    public func expired(now milliseconds: UInt64, silence: UInt64 = 30_000) -> Set<ClientID> {
        Set(
            states.keys.filter { client in
                guard !local.contains(client), let meta = metas[client] else { return false }
                return milliseconds >= meta.renewedAt && milliseconds - meta.renewedAt >= silence
            })
    }

    /// All live states, or those of `clients`. One that left is told as `null`; one never heard of is not
    /// told.
    public func update(of clients: some Sequence<ClientID>) -> AwarenessUpdate {
        AwarenessUpdate(
            clients.compactMap { client in
                guard let meta = metas[client] else { return nil }
                return .init(client: client, clock: meta.clock, state: states[client] ?? .null)
            })
    }
}
