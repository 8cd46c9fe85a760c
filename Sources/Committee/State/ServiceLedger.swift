import CRDT

/// What the programme has done in the factory: advisory visits, and trainings against the cycle's quota.
public struct ServiceLedger: Hashable, Sendable {
    public struct Visit: Hashable, Sendable {
        public var id: String
        public var on: CalendarDay
        public var kind: String
        public var mode: String?
        public var purpose: String?
    }

    public struct Training: Hashable, Sendable {
        public var id: String
        public var on: CalendarDay
        public var topic: String
        public var mode: String?
        public var participants: Int
        /// One person for one day is four of these: half days and quarters are allowed.
        public var quarterDays: Int
    }

    /// In the order of their days.
    public private(set) var visits: [Visit] = []
    /// In the order of their days.
    public private(set) var trainings: [Training] = []
    /// Participant days a cycle covers, in quarters; what is not used is lost with the cycle.
    public private(set) var quotaQuarters = ServiceLedger.usualQuota * 4

    /// Better Work covers so many participant training days a cycle.
    public static let usualQuota = 25

    public init() {}

    /// Quarters of participant days taken by trainings since a day.
    public func quartersUsed(since day: CalendarDay?) -> Int {
        trainings.filter { training in day.map { training.on >= $0 } ?? true }
            .reduce(0) { $0 + $1.quarterDays }
    }

    mutating func take(_ event: Event) {
        switch event.knownType {
        case .visitLogged:
            guard let on = event.data["on"]?.string.flatMap(CalendarDay.init) else { return }
            let visit = Visit(
                id: event.subject, on: on, kind: event.data["kind"]?.string ?? "",
                mode: event.data["mode"]?.string, purpose: event.data["purpose"]?.string)
            visits.insert(visit, at: visits.firstIndex { $0.on > on } ?? visits.count)
        case .trainingRecorded:
            guard let on = event.data["on"]?.string.flatMap(CalendarDay.init) else { return }
            let training = Training(
                id: event.subject, on: on, topic: event.data["topic"]?.string ?? "",
                mode: event.data["mode"]?.string, participants: event.data["participants"]?.int ?? 0,
                quarterDays: Self.quarters(event.data["participant_days"]) ?? 0)
            trainings.insert(training, at: trainings.firstIndex { $0.on > on } ?? trainings.count)
        case .phaseEntered:
            guard let quota = event.data["training_quota_participant_days"]?.int, quota >= 0 else { return }
            quotaQuarters = min(quota, 1_000_000) * 4
        default: return
        }
    }

    /// A number of days in quarters; nil if it is no whole number of them.
    static func quarters(_ days: AnyValue?) -> Int? {
        guard let days = days?.double, days >= 0, days < 1_000_000 else { return nil }
        let quarters = days * 4
        return quarters.rounded() == quarters ? Int(quarters) : nil
    }

    /// So many quarters as days: `12.25`.
    public static func days(_ quarters: Int) -> String {
        let rest = ["", ".25", ".5", ".75"][quarters % 4]
        return "\(quarters / 4)\(rest)"
    }
}
