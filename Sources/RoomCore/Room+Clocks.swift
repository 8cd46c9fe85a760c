import CRDT
public import Committee

/// What days bring: due dates, reminders, windows, terms (D18). `Protocol/events.md`, *Events from clocks*.
extension Room {
    /// Records what has struck, and looks up when the next clock does. Costs nothing until there is a new
    /// day, a new event, or the plan has come to rest.
    mutating func strikeClocks() {
        guard clocks.isDue(day: day, events: history.count, isPlanQuiet: isQuiet(.plan)) else { return }
        let (events, next) = struck()
        clocks = ClockLook(day: day, events: history.count + events.count, next: next)
        guard !events.isEmpty else { return }
        let before = history.count
        recordAndTell(events)
        // A matter that moves a level up is opened to others.
        followRoster(from: before)
    }

    /// The picture is gone when this returns: a document kept in it would have the next edit copy it whole.
    private func struck() -> (events: [Event], next: CalendarDay?) {
        var picture = Picture(
            committee: id, day: day, state: state, documents: documents, events: history.events)
        let events = Clocks.due(in: picture)
        for event in events { picture.state.take(event) }
        return (events, Clocks.next(in: picture))
    }

    /// Where the factory's days begin and end, as its record says now.
    public var timeZone: String? { state.factory.timeZone }

    /// When somebody must look at the room next, as far as is known.
    public enum NextClock: Hashable, Sendable {
        /// Something waits to be looked at: as soon as may be, also if the server ends now.
        case now
        case day(CalendarDay)
        case never
    }

    /// nil: the room has not looked yet, and what its log says stands. Mutating although it changes nothing:
    /// whoever holds the room in an object would otherwise copy it to ask.
    public var nextClock: NextClock? {
        mutating get {
            guard let looked = clocks.day else { return nil }
            guard looked == day, clocks.events == history.count, !clocks.isPlanTouched else { return .now }
            for name in DerivedRows.documents where !isQuiet(name) { return .now }
            return clocks.next.map { .day($0) } ?? .never
        }
    }

    private func isQuiet(_ name: DocumentName) -> Bool {
        limits.quietMilliseconds == 0 || unquiet[name]?.lookAt == nil
    }
}

/// When the room last looked at its clocks, and what it found.
struct ClockLook: Sendable {
    /// The factory's day then; nil: not yet.
    private(set) var day: String?
    /// How many events there were.
    private(set) var events = 0
    private(set) var next: CalendarDay?
    /// An item may have been removed, or have come back.
    var isPlanTouched = false

    init() {}

    init(day: String, events: Int, next: CalendarDay?) {
        self.day = day
        self.events = events
        self.next = next
    }

    func isDue(day: String, events: Int, isPlanQuiet: Bool) -> Bool {
        day != self.day || events != self.events || isPlanTouched && isPlanQuiet
    }
}
