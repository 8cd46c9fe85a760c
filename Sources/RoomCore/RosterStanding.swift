public import Committee

/// What the accounts follow of a room: who belongs to it, and which keys open nothing any more.
public struct RosterStanding: Hashable, Sendable {
    /// In a fixed order.
    public var members: [Participant]
    /// By the member they were of, in base64. A key that was made void does not become good again.
    public var revokedKeys: [String: Set<String>]
}
