import CRDT

/// One committee on one tile, as whoever follows many of them sees it. DOMAIN 11.
///
/// It has no caucus drafts, nothing of single workers, and of restricted cases a number at most.
public struct CommitteeSummary: Hashable, Sendable {
    /// The committee's id, and the factory's name as the room's opening has it.
    public var committee: String
    public var name: String
    public var phase: CycleState.Phase
    /// 1 on the first day of the cycle; nil before one begins.
    public var cycleDay: Int?
    /// Items that are not removed, by status.
    public var items: [ItemState.Status: Int] = [:]
    /// Overdue items by priority; those without one under `none`.
    public var overdue: [String: Int] = [:]
    /// Items whose draft is not what is in force, of those that are in force.
    public var differences = 0
    /// Items that wait for a signature of somebody. Not whose.
    public var partlySigned = 0
    public var plan: PlanState
    public var diagnosis: DiagnosisState
    /// Days since the newest version of any item came into force; nil while nothing is.
    public var versionAge: Int?
    public var hardFindings: Int
    public var softFindings: Int
    public var daysSinceMeeting: Int?
    public var isMeetingOverdue: Bool
    /// Key issues: open ones, and those the programme verified.
    public var keyIssuesOpen = 0
    public var keyIssuesVerified = 0
    public var verificationsRequested = 0
    /// Participant training days of this cycle that are left.
    public var trainingDaysLeft: Double
    /// An item of the priority `zero_tolerance` is open, or an issue this reader may read is a candidate.
    public var isZeroTolerance = false

    /// - Parameter picture: what the reader may read of the room; nothing else is counted.
    public init(of picture: Picture) {
        let state = picture.state
        let today = CalendarDay(picture.day)
        committee = picture.committee
        name = state.factory.name
        phase = state.cycle.phase
        cycleDay = today.flatMap(state.cycle.day)
        plan = picture.planState
        diagnosis = picture.diagnosisState
        let health = today.map { RosterHealth(of: state, on: $0).findings } ?? []
        hardFindings = health.filter(\.code.isHard).count
        softFindings = health.count - hardFindings
        daysSinceMeeting = today.flatMap { day in state.lastMeeting.map { $0.days(to: day) } }
        isMeetingOverdue = health.contains { $0.code == .meetingOverdue }
        let versions = state.signOff.plansInForce.values.compactMap { CalendarDay($0.day) }
        versionAge = today.flatMap { day in versions.max().map { $0.days(to: day) } }
        trainingDaysLeft = Self.trainingLeft(picture)
        countItems(picture, today)
        isZeroTolerance = isZeroTolerance || state.cases.keys.contains(where: state.isOpenCandidate)
    }

    /// Participant days of one cycle, where nothing else was said.
    public static let trainingDaysPerCycle = 25.0

    private mutating func countItems(_ picture: Picture, _ today: CalendarDay?) {
        for row in picture.rows(of: .plan) where !row.isRemoved {
            let item = picture.state.item(row.id)
            let priority = row["priority"]?.shown ?? ""
            let isKey = priority == "key_issue" || row["key_issue"]?.shown == "yes"
            items[item.status, default: 0] += 1
            if let today, item.isOverdue(on: today) {
                overdue[priority.isEmpty ? "none" : priority, default: 0] += 1
            }
            if item.verification == .requested { verificationsRequested += 1 }
            if isKey, item.isOpen { keyIssuesOpen += 1 }
            if isKey, item.verification == .verified { keyIssuesVerified += 1 }
            if priority == "zero_tolerance", item.isOpen { isZeroTolerance = true }
            let standing = picture.standing(of: .planItem(row.id))
            if standing.inForce != nil, standing.draft != .same { differences += 1 }
            if standing.isPartial { partlySigned += 1 }
        }
        let rows = Set(picture.rows(of: .plan).filter { !$0.isRemoved }.map(\.id))
        differences += picture.state.signOff.plansInForce.keys.filter { !rows.contains($0) }.count
    }

    private static func trainingLeft(_ picture: Picture) -> Double {
        var quota = trainingDaysPerCycle
        var used = 0.0
        for event in picture.events where event.audience == .committee {
            switch event.knownType {
            case .phaseEntered:
                quota = event.data["training_quota_participant_days"]?.double ?? quota
            case .trainingRecorded:
                guard let on = event.data["on"]?.string.flatMap(CalendarDay.init),
                    picture.state.cycle.started.map({ $0 <= on }) ?? true
                else { continue }
                used += event.data["participant_days"]?.double ?? 0
            default: continue
            }
        }
        return quota - used
    }
}

extension CommitteeState {
    /// Whether an issue is a candidate for zero tolerance and not closed, as far as this reader knows. Of a
    /// row that has moved away only those know it who read its case.
    fileprivate func isOpenCandidate(_ id: String) -> Bool {
        guard let held = cases[id], held.isCandidate else { return false }
        guard let issue = issues[id] else { return true }
        return !issue.status.isClosed && (held.isRead || !issue.isMovedAway)
    }
}
