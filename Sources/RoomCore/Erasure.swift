import CRDT
public import Committee

/// Content that is to go from the log, with the entries that say so or not at all. Headers stay: that there
/// was something stays in every chain.
public struct Erasure: Hashable, Sendable {
    /// Events, by their places in the room's log.
    public var events: [LogPosition]
    /// Documents that enter a new epoch in the same batch: all of their content before it.
    public var documents: [DocumentName]

    public init(events: [LogPosition], documents: [DocumentName]) {
        self.events = events
        self.documents = documents
    }
}

extension DocumentName {
    /// What is written about matters is kept sealed.
    var isSealed: Bool {
        switch self {
        case .issues, .issuesWorker, .restrictedCase: true
        default: false
        }
    }
}

extension Event {
    /// What is said of matters, and all comments, is kept sealed.
    var isSealed: Bool {
        if case .restrictedCase = audience { return true }
        return [.issues, .cases].contains(knownType?.area)
    }

    /// Stands in the history where an event was erased: it keeps the numbers of those behind it.
    static func erased(_ audience: Audience, _ sequence: SequenceNumber, day: String) -> Event {
        Event(
            id: "erased-\(audience.rawValue)-\(sequence)", type: "entry.erased.v1", subject: "",
            audience: audience, side: nil, day: day, data: .object([AnyValue.Member]()))
    }
}
