import CRDT

/// The service cycle the room is in: its advisory phase, and the days that follow from it.
public struct CycleState: Hashable, Sendable {
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        case forming
        case initialAdvisory = "initial_advisory"
        case continuedAdvisory = "continued_advisory"
        case closing, closed
    }

    /// 1 for the first; nil while no cycle has begun.
    public private(set) var number: Int?
    public private(set) var phase = Phase.forming
    public private(set) var started: CalendarDay?
    private var statedVisit: CalendarDay?
    private var loggedVisit: CalendarDay?
    private var statedEnd: CalendarDay?
    private var initialDays = CycleState.initialAdvisoryDays

    /// Initial advisory covers so many days from the first advisory visit.
    public static let initialAdvisoryDays = 100
    /// From the second cycle on the assessment may take place so many days after the cycle began.
    public static let laterWindowDays = 85
    /// A cycle closes so many days before it ends.
    public static let closingDays = 30
    /// A cycle lasts a year.
    public static let lengthMonths = 12

    public init() {}

    /// The first visit of the cycle: as it was said, or the earliest on record.
    public var firstAdvisoryVisit: CalendarDay? { statedVisit ?? loggedVisit }

    /// The first day of continued advisory; nil before the first visit.
    public var initialAdvisoryEnds: CalendarDay? {
        statedEnd ?? firstAdvisoryVisit?.adding(days: initialDays)
    }

    /// The first day on which the assessment may take place. Cycle 1 counts from the first visit, later ones
    /// from the cycle's start.
    public var assessmentWindowOpens: CalendarDay? {
        guard let number else { return nil }
        return number <= 1
            ? firstAdvisoryVisit?.adding(days: Self.initialAdvisoryDays)
            : started?.adding(days: Self.laterWindowDays)
    }

    /// The first day that is no longer the cycle's; of a cycle from 29 February 1 March.
    public var ends: CalendarDay? { started?.behind(months: Self.lengthMonths) }

    /// The day on which the cycle begins to close.
    public var closes: CalendarDay? { ends?.adding(days: -Self.closingDays) }

    /// 1 on the day the cycle began.
    public func day(on today: CalendarDay) -> Int? { started.map { $0.days(to: today) + 1 } }

    mutating func take(_ event: Event) {
        guard let phase = event.data["phase"]?.string.flatMap(Phase.init) else { return }
        let number = event.data["number"]?.int ?? self.number
        if number != self.number { self = CycleState() }
        self.number = number
        self.phase = phase
        started = event.data["started"]?.string.flatMap(CalendarDay.init) ?? started
        statedVisit = event.data["first_advisory_visit"]?.string.flatMap(CalendarDay.init) ?? statedVisit
        statedEnd = event.data["initial_advisory_ends"]?.string.flatMap(CalendarDay.init) ?? statedEnd
        if let days = event.data["initial_advisory_days"]?.int, (0...1_000).contains(days) {
            initialDays = days
        }
    }

    /// The first visit of a cycle starts its clock, if nothing said so before.
    mutating func takeVisit(_ event: Event) {
        guard let started, let visit = event.data["on"]?.string.flatMap(CalendarDay.init), visit >= started
        else { return }
        loggedVisit = min(loggedVisit ?? visit, visit)
    }
}
