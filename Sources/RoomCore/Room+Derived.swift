import CRDT
import Committee

/// When something written together has been quiet for a while, the room tells of it in an event.
/// `Protocol/feed.md`, *Derived events*, is the page.
///
/// An edit costs a mark and no more. A look reads the rows and compares them with what was told; what was
/// told stands in the events, so a restart neither loses nor repeats one.
extension Room {
    /// Something was written in a document, by a side or by the server.
    mutating func noteWriting(in name: DocumentName, by side: Side?) {
        guard let mark = unquiet.index(forKey: name) else { return }
        clocks.isPlanTouched = clocks.isPlanTouched || name == .plan
        guard limits.quietMilliseconds > 0 else { return }
        unquiet.values[mark].note(at: now, by: side, quiet: limits.quietMilliseconds)
    }

    /// Once a tick: looks at documents whose time has come.
    mutating func tellQuiet() {
        for name in DerivedRows.documents {
            guard let due = unquiet[name]?.lookAt, now >= due else { continue }
            derive(name, all: false)
        }
    }

    /// Tells of all there is at once: a signature, or the room's end, does not wait for quiet.
    mutating func deriveAll() {
        for name in DerivedRows.documents where unquiet[name]?.lookAt != nil { derive(name, all: true) }
    }

    private mutating func derive(_ name: DocumentName, all isAll: Bool) {
        guard limits.quietMilliseconds > 0, var mark = unquiet[name] else { return }
        // Numbered among what the committee hears: an id tells nobody how much is hidden.
        let first = history.places(of: .committee).count
        let events = mark.look(
            differences(in: name), at: now, quiet: limits.quietMilliseconds, isAll: isAll
        ).enumerated().map { index, told in
            DerivedRows.event(
                of: told.difference, in: name, by: told.sides, room: id, number: first + index,
                day: day)
        }
        unquiet[name] = mark
        guard !events.isEmpty else { return }
        recordAndTell(events)
    }

    /// The document is let go of when this returns: a copy kept would have the next edit clone it.
    private func differences(in name: DocumentName) -> [DerivedRows.Difference] {
        guard let doc = stores[name]?.doc else { return [] }
        return derived.differences(
            of: name, rows: Projection.rows(of: name, in: doc, events: history.events))
    }
}

/// What was written in one document and has not been told.
struct UnquietDocument: Sendable {
    /// When the document is looked at next; nil: there is nothing to look for.
    private(set) var lookAt: UInt64?
    private var writtenAt: UInt64 = 0
    /// Who has written since the last look.
    private var sides: Set<Side> = []
    /// What stood otherwise than told at the last look, and who may have written it.
    private var waiting: [Place: (after: AnyValue, sides: Set<Side>)] = [:]

    private struct Place: Hashable {
        var row: String
        var field: String
    }

    /// To be looked at as soon as there is a clock: nobody knows what was written before the room woke.
    static let unknown = UnquietDocument(lookAt: 0)

    private init(lookAt: UInt64?) {
        self.lookAt = lookAt
    }

    mutating func note(at now: UInt64, by side: Side?, quiet: UInt64) {
        writtenAt = now
        if lookAt == nil { lookAt = now + quiet }
        if let side, !sides.contains(side) { sides.insert(side) }
    }

    /// What of the differences has been quiet long enough; the others wait for the next look.
    mutating func look(
        _ differences: [DerivedRows.Difference], at now: UInt64, quiet: UInt64, isAll: Bool
    ) -> [(difference: DerivedRows.Difference, sides: Set<Side>)] {
        let isQuiet = isAll || now >= writtenAt + quiet
        var told: [(difference: DerivedRows.Difference, sides: Set<Side>)] = []
        var still: [Place: (after: AnyValue, sides: Set<Side>)] = [:]
        for difference in differences {
            let place = Place(row: difference.row, field: difference.field)
            let before = waiting[place]
            if before?.after == difference.after {
                told.append((difference, before?.sides ?? []))
            } else if isQuiet {
                told.append((difference, sides.union(before?.sides ?? [])))
            } else {
                still[place] = (difference.after, sides.union(before?.sides ?? []))
            }
        }
        waiting = still
        sides = []
        lookAt = isQuiet ? nil : writtenAt + quiet
        return told
    }
}
