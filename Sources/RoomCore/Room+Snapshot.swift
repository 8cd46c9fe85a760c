public import CRDT
public import Committee

extension Room {
    /// What of the room's documents somebody may read now, as rows, with the number of the feed's newest
    /// event: whoever takes it goes on with the events behind. nil: nothing, as for what does not exist.
    ///
    /// It tells of what may not be flushed: the caller waits until it is.
    public mutating func snapshot(of participant: Participant, _ audience: Audience) -> AnyValue? {
        guard let current = current(participant) else { return nil }
        let grant = grant(of: current.id)
        let names = stores.keys.filter { name in
            guard name.audience == audience else { return false }
            return Permissions.access(of: current, to: name, in: state) != .none
                || grant.extent(ofReading: name.area) == .all
        }
        guard let end = feedEnd(of: current, audience) else { return nil }
        let documents = names.sorted { $0.rawValue < $1.rawValue }.map { name -> AnyValue.Member in
            let doc = stores[name]?.doc
            let rows = doc.map { Projection.rows(of: name, in: $0, events: history.events) } ?? []
            return .init(name.rawValue, .array(rows.map(\.snapshot)))
        }
        return .object([
            "source": .string("/rooms/\(id)"), "audience": .string(audience.rawValue), "day": .string(day),
            "roomseq": .number(Double(end)), "documents": .object(documents),
        ])
    }

    /// The newest number of the feed, flushed or not.
    mutating func feedEnd(of participant: Participant, _ audience: Audience) -> SequenceNumber? {
        let flushed = flushedEvents
        flushedEvents = history.count
        defer { flushedEvents = flushed }
        guard case .events(_, let end) = feed(of: participant, audience, after: .max, limit: 0) else {
            return nil
        }
        return end
    }
}

extension Row {
    /// `{"id", "removed", "fields": {name: value}}`: what stands nowhere is left out.
    fileprivate var snapshot: AnyValue {
        let fields = fields.compactMap { field -> AnyValue.Member? in
            switch field.content {
            case .text(_, let text): text.isEmpty ? nil : .init(field.name, .string(text))
            case .entry(let value): value.map { .init(field.name, $0) }
            case .event(let value): .init(field.name, value)
            case .unreadable: nil
            }
        }
        return .object(["id": .string(id), "removed": .bool(isRemoved), "fields": .object(fields)])
    }
}
