/// Who sat for a side on which days: a meeting counts the seats of its own day, and a seat that was given up
/// is vacant until somebody takes one.
struct SeatDays: Hashable, Sendable {
    /// The days on which seats fell vacant that nobody has taken yet, the oldest first.
    private(set) var vacantSince: [Side: [CalendarDay]] = [:]

    private struct Place: Hashable {
        var side: Side
        var isAlternate: Bool
    }

    /// From a day on, before another; without the first they were there when the room began.
    private struct Stay: Hashable {
        var place: Place
        var from: CalendarDay?
        var until: CalendarDay?

        func covers(_ day: CalendarDay) -> Bool {
            from.map { $0 <= day } ?? true && until.map { day < $0 } ?? true
        }
    }

    /// By member, the newest last.
    private var stays: [String: [Stay]] = [:]

    /// Who held a seat of a side on a day, or stood beside the seats as an alternate.
    func members(of side: Side, areAlternates: Bool, on day: CalendarDay) -> Set<String> {
        let place = Place(side: side, isAlternate: areAlternates)
        return Set(stays.filter { $0.value.contains { $0.place == place && $0.covers(day) } }.keys)
    }

    /// Somebody comes, leaves, or changes between a seat and the place of an alternate.
    mutating func take(
        _ id: String, from before: RosterMember?, to after: RosterMember?, on day: CalendarDay?
    ) {
        let (was, now) = (before.flatMap(Self.place), after.flatMap(Self.place))
        guard was != now else { return }
        if was != nil { end(id, on: day) }
        if let now {
            // A term may have begun before it was recorded.
            let isNew = stays[id] == nil
            let since = after?.since.map { min($0, day ?? $0) }
            let from = was == nil ? since ?? (isNew ? nil : day) : day
            stays[id, default: []].append(Stay(place: now, from: from, until: nil))
        }
        if let was, let day, !was.isAlternate { vacantSince[was.side, default: []].append(day) }
        if let now, !now.isAlternate, vacantSince[now.side]?.isEmpty == false {
            vacantSince[now.side]?.removeFirst()
        }
    }

    private mutating func end(_ id: String, on day: CalendarDay?) {
        guard let last = stays[id]?.indices.last else { return }
        if let day { stays[id]?[last].until = day } else { stays[id]?.remove(at: last) }
    }

    private static func place(of member: RosterMember) -> Place? {
        member.side.map { Place(side: $0, isAlternate: member.isAlternate) }
    }
}
