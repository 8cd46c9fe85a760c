public import Committee

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
