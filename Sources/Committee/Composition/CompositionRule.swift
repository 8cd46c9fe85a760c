public import CRDT

/// What a committee must look like: data, per country and per room. `RosterHealth` holds a roster against it.
public struct CompositionRule: Hashable, Sendable {
    public enum Parity: String, Hashable, Sendable, CaseIterable {
        case equal
        case workerAtLeast = "worker_at_least"
        /// By the size of the workforce.
        case bands
        case none
    }

    public enum Chair: String, Hashable, Sendable, CaseIterable {
        /// One of each side.
        case coChairs = "co_chairs"
        /// One person, from either side in turn.
        case alternating
        case management, none
    }

    /// How many seats each side needs from a size of the workforce on.
    public struct Band: Hashable, Sendable {
        public var workersFrom: Int
        public var minWorker: Int
        public var minManagement: Int
        /// Taken from general knowledge: broken, it is a warning and blocks nothing.
        public var isUnverified = false

        func least(of side: Side) -> Int { side == .worker ? minWorker : minManagement }
    }

    /// What must be filed, with whom, how soon.
    public struct Filing: Hashable, Sendable {
        public var what: String
        public var to: String
        public var withinDays: Int
        public var everyMonths: Int?
    }

    /// A count of women on the worker side. Broken, it is a warning and blocks nothing.
    public enum Women: Hashable, Sendable {
        case none
        /// At least their share of the workforce, less so many percent points.
        case shareOfWorkforce(tolerancePoints: Int)
        case atLeast(Int)
    }

    public var parity = Parity.equal
    /// Seats of both sides together, without alternates.
    public var minTotal: Int?
    public var maxTotal: Int?
    public var bands: [Band] = []
    /// From how many workers on the law asks for a committee.
    public var appliesFromWorkers: Int?
    public var women = Women.none
    public var chair = Chair.coChairs
    public var hasAlternates = true
    public var termMonths: Int?
    /// The programme's default; 31 days.
    public var meetingEveryDays = 31
    /// How many of each side make a meeting quorate; nil: more than half of the side's seats.
    public var quorum: [Side: Int] = [:]
    public var filing: [Filing] = []

    /// What holds where neither the room nor the country says otherwise: equal numbers, two co-chairs.
    public init() {}

    /// How many of a side make a meeting quorate.
    public func quorum(of side: Side, seats: Int) -> Int { quorum[side] ?? seats / 2 + 1 }

    /// The band of a workforce, of those that were read in the law or of the others; nil where there is none.
    func band(workers: Int, isRead: Bool) -> Band? {
        bands.filter { $0.workersFrom <= workers && $0.isUnverified != isRead }
            .max { $0.workersFrom < $1.workersFrom }
    }

    /// Whether the law asks for a committee of so many workers; of an unknown number it may.
    func applies(workers: Int?) -> Bool {
        guard let workers, let appliesFromWorkers else { return true }
        return workers >= appliesFromWorkers
    }
}

extension CompositionRule {
    /// Reads a room's own rule, as `composition.rule.set.v1` says it. What is not as the page says counts as
    /// not said.
    public init(_ data: AnyValue) {
        parity = data["parity"]?.string.flatMap(Parity.init) ?? .equal
        minTotal = data["min_total"]?.count
        maxTotal = data["max_total"]?.count
        bands = (data["bands"]?.array ?? []).compactMap { band in
            guard let from = band["workers_from"]?.count, let worker = band["min_worker"]?.count,
                let management = band["min_management"]?.count
            else { return nil }
            return Band(
                workersFrom: from, minWorker: worker, minManagement: management,
                isUnverified: band["unverified"]?.bool ?? false)
        }
        women = data["women_rule"]?.string.flatMap(Women.init(words:)) ?? .none
        chair =
            data["chair"]?.string.flatMap(Chair.init)
            ?? (data["co_chairs"]?.bool == false ? .none : .coChairs)
        hasAlternates = data["alternates"]?.bool ?? true
        termMonths = data["term_months"]?.count
        meetingEveryDays = max(1, data["meeting_every_days"]?.count ?? meetingEveryDays)
        for side in Side.allCases { quorum[side] = data["quorum"]?[side.rawValue]?.count }
        filing = (data["filing"]?.array ?? []).compactMap { filing in
            guard let what = filing["what"]?.string, let to = filing["to"]?.string,
                let days = filing["within_days"]?.count
            else { return nil }
            return Filing(what: what, to: to, withinDays: days, everyMonths: filing["every_months"]?.count)
        }
    }
}

extension CompositionRule.Women {
    /// `none`, `worker_side_at_least_2`, `worker_side_share_at_least_workforce_share`, the same with
    /// `_minus_10_points`; nil for any other words.
    init?(words: String) {
        let share = "worker_side_share_at_least_workforce_share"
        if words == "none" {
            self = .none
        } else if words == share {
            self = .shareOfWorkforce(tolerancePoints: 0)
        } else if words.hasPrefix(share + "_minus_"), words.hasSuffix("_points"),
            let points = Int(words.dropFirst(share.count + 7).dropLast(7)), (0...100).contains(points)
        {
            self = .shareOfWorkforce(tolerancePoints: points)
        } else if words.hasPrefix("worker_side_at_least_"), let count = Int(words.dropFirst(21)),
            (0...1_000).contains(count)
        {
            self = .atLeast(count)
        } else {
            return nil
        }
    }
}

extension AnyValue {
    /// A whole number that can count people or days.
    fileprivate var count: Int? { int.flatMap { (0...10_000_000).contains($0) ? $0 : nil } }
}
