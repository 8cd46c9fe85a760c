/// What one transaction of the log took: for whoever counts.
public struct CommitReport: Hashable, Sendable {
    /// Entries of all rooms that shared it; 0 if it failed.
    public var entryCount: Int
    public var payloadBytes: Int
    /// The wait for the disk included.
    public var nanoseconds: Int
    public var failure: LogFailure?
    /// The failure leaves in doubt what the disk holds: nothing more is written until a new start.
    public var isLast = false
}
