/// Why a committee stands where it does in a portfolio: compared part by part, the graver first.
///
/// Danger to people comes before what stops the committee, that before what is late, that before what is
/// merely open. No part is weighed against another: a number of small things never hides a grave one.
public struct CommitteeRisk: Hashable, Comparable, Sendable {
    /// The parts, gravest first; each counts what is wrong.
    public var parts: [Int]

    public static func < (left: CommitteeRisk, right: CommitteeRisk) -> Bool {
        left.parts.lexicographicallyPrecedes(right.parts)
    }
}

extension CommitteeSummary {
    /// How urgently somebody should look.
    public var risk: CommitteeRisk {
        CommitteeRisk(parts: [
            isZeroTolerance ? 1 : 0,
            hardFindings,
            overdue["zero_tolerance", default: 0] + overdue["key_issue", default: 0],
            overdue["high", default: 0],
            overdue.values.reduce(0, +),
            differences,
            plan == .draft && cycleDay ?? 0 > CycleState.initialAdvisoryDays ? 1 : 0,
            isMeetingOverdue ? daysSinceMeeting ?? 0 : 0,
            verificationsRequested,
            softFindings,
            // A committee that never met stands before those that did.
            daysSinceMeeting ?? .max,
        ])
    }

    /// Those at risk first; among equals by id, so that the order is always the same.
    public static func sorted(_ summaries: [CommitteeSummary]) -> [CommitteeSummary] {
        summaries.sorted(by: precedes)
    }

    /// Whether the first stands before the second.
    public static func precedes(_ left: CommitteeSummary, _ right: CommitteeSummary) -> Bool {
        let (first, second) = (left.risk, right.risk)
        return first == second ? left.committee < right.committee : second < first
    }
}
