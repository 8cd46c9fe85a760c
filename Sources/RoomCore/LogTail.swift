import Committee

/// Gives entries their numbers: the next position of the room, the next sequence of the audience.
struct LogTail: Sendable {
    /// The last entry decided, flushed or not.
    private(set) var end: LogPosition
    private var sequences: [Audience: SequenceNumber]

    init(end: LogPosition, heads: [Head]) {
        self.end = end
        sequences = Dictionary(heads.map { ($0.audience, $0.sequence) }) { max($0, $1) }
    }

    /// The last sequence decided for the audience; 0 if it has no entry.
    func sequence(of audience: Audience) -> SequenceNumber { sequences[audience] ?? 0 }

    mutating func entry(
        _ kind: LogEntryKind, audience: Audience, document: DocumentName? = nil, epoch: Epoch = 0,
        payload: [UInt8], role: Role?, day: String, isSealed: Bool = false
    ) -> LogEntry {
        end = end.next
        let sequence = self.sequence(of: audience) + 1
        sequences[audience] = sequence
        return LogEntry(
            position: end, audience: audience, sequence: sequence, kind: kind, document: document,
            epoch: epoch, payload: payload, role: role, day: day, isSealed: isSealed)
    }
}
