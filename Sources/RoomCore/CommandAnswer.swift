public import CRDT
public import Committee

/// What a room says to a command.
public enum CommandAnswer: Hashable, Sendable {
    /// An event the command led to, as far as whoever asked may read it.
    public struct Recorded: Hashable, Sendable {
        public var audience: Audience
        /// Among all entries of the audience.
        public var sequence: SequenceNumber
        /// Among the events of the audience.
        public var number: SequenceNumber
        public var id: String
        public var type: String
    }
    /// Recorded, now or when it was sent first; to be told when the log has flushed it.
    case recorded([Recorded])
    /// Nothing has changed.
    case refused(Refusal)
}

extension CommandAnswer {
    /// `{"events": [...]}` or `{"refusal": {...}}`; `Protocol/commands.md` is the page.
    public func members(in language: String) -> [AnyValue.Member] {
        switch self {
        case .recorded(let events): [.init("events", .array(events.map(\.json)))]
        case .refused(let refusal): [.init("refusal", refusal.json(in: language))]
        }
    }
}

extension CommandAnswer.Recorded {
    init(_ recorded: RecordedEvent) {
        audience = recorded.event.audience
        sequence = recorded.sequence
        number = recorded.number
        id = recorded.event.id
        type = recorded.event.type
    }

    var json: AnyValue {
        .object([
            "audience": .string(audience.rawValue), "sequence": .number(Double(sequence)),
            "roomseq": .number(Double(number)), "id": .string(id), "type": .string(type),
        ])
    }
}
