/// The issue log in figures, by the criteria of UN Guiding Principle 31 that can be counted.
///
/// Made of what its reader may read. Groups below `groupMin` have no breakdown: a number of one is a name.
public struct GrievanceReport: Hashable, Sendable {
    /// Issues opened in the period.
    public var count: Int
    /// Legitimate: each side has a focal person.
    public var hasHandlersOfBothSides: Bool
    /// Accessible: by channel and by language of the words; nil for small groups.
    public var channels: [String: Int]?
    public var languages: [String: Int]?
    /// Predictable: median days to acknowledge and to resolve, and percent that were in time; nil while none.
    public var medianDaysToAcknowledge: Int?
    public var medianDaysToResolve: Int?
    public var acknowledgedInTimePercent: Int?
    public var resolvedInTimePercent: Int?
    /// Transparent: percent whose reporter was told something.
    public var feedbackPercent: Int?
    /// Rights-compatible: restricted cases, and how many of them are closed.
    public var restricted: Int
    public var restrictedClosed: Int
    /// Learning: percent linked to a row of the plan.
    public var linkedPercent: Int?
    /// Dialogue: percent on which both sides did something.
    public var bothSidesPercent: Int?

    /// Fewer are told by no breakdown.
    public static let groupMin = 10

    /// - Parameters:
    ///   - first, last: days on which the issues were opened, both included.
    public init(of state: CommitteeState, from first: CalendarDay, through last: CalendarDay) {
        let issues = state.issues.values.filter { issue in
            issue.opened.map { first <= $0 && $0 <= last } ?? false
        }
        count = issues.count
        hasHandlersOfBothSides = Side.allCases.allSatisfy { side in
            state.roster.members(of: side).contains(where: \.isHandler)
        }
        channels = Self.breakdown(issues.map { $0.channel ?? "unknown" })
        languages = Self.breakdown(issues.map { $0.language ?? "unknown" })
        let acknowledged = issues.compactMap { Self.days($0.opened, $0.acknowledged) }
        let resolved = issues.compactMap { Self.days($0.opened, $0.resolved) }
        medianDaysToAcknowledge = Self.median(acknowledged)
        medianDaysToResolve = Self.median(resolved)
        acknowledgedInTimePercent = Self.inTime(issues.map { ($0.acknowledged, $0.acknowledgeDue) })
        resolvedInTimePercent = Self.inTime(issues.map { ($0.resolved, $0.resolveDue) })
        feedbackPercent = Self.percent(issues.filter(\.hasFeedback).count, of: issues.count)
        let cases = issues.filter { $0.label == .restricted }
        restricted = cases.count
        restrictedClosed = cases.filter { $0.status == .closedConfirmed }.count
        linkedPercent = Self.percent(issues.filter { !$0.links.isEmpty }.count, of: issues.count)
        bothSidesPercent = Self.percent(
            issues.filter { $0.sidesHeard.count == Side.allCases.count }.count, of: issues.count)
    }

    private static func breakdown(_ words: [String]) -> [String: Int]? {
        let groups = Dictionary(grouping: words) { $0 }.mapValues(\.count)
        // One small group beside the sum would be told by what is left: then nothing is broken down.
        guard groups.values.allSatisfy({ $0 >= groupMin }), !groups.isEmpty else { return nil }
        return groups
    }

    private static func days(_ from: CalendarDay?, _ through: CalendarDay?) -> Int? {
        guard let from, let through else { return nil }
        return max(0, from.days(to: through))
    }

    private static func median(_ days: [Int]) -> Int? {
        days.isEmpty ? nil : days.sorted()[(days.count - 1) / 2]
    }

    private static func inTime(_ days: [(done: CalendarDay?, due: CalendarDay?)]) -> Int? {
        let done = days.compactMap { day -> Bool? in
            guard let at = day.done, let due = day.due else { return nil }
            return at <= due
        }
        return percent(done.filter { $0 }.count, of: done.count)
    }

    private static func percent(_ part: Int, of whole: Int) -> Int? {
        whole == 0 ? nil : (part * 100 + whole / 2) / whole
    }
}
