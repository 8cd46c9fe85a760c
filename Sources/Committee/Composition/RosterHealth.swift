/// How a roster stands against its rule, on a day: a list of findings.
///
/// A broken hard rule blocks new signatures, never reading or editing. The others are warnings.
public struct RosterHealth: Hashable, Sendable {
    public var findings: [RosterFinding]

    /// Whether new signatures are refused.
    public var blocksSignatures: Bool { findings.contains { $0.code.isHard } }

    /// The hard findings, for a refusal.
    public var hard: [RosterFinding] { findings.filter { $0.code.isHard } }

    public init(of state: CommitteeState, on day: CalendarDay) {
        let inspection = Inspection(state: state, day: day)
        findings =
            inspection.numbers() + inspection.offices() + inspection.women() + inspection.terms()
            + inspection.vacancies() + inspection.meetings()
    }

    /// A seat may stay empty so long before it is a finding.
    public static let vacantDaysMax = 30
}

/// Something a roster lacks, or will.
public struct RosterFinding: Hashable, Sendable {
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case alternatesNotForeseen = "alternates_not_foreseen"
        case bandNotReached = "band_not_reached"
        case chairMissing = "chair_missing"
        case meetingOverdue = "meeting_overdue"
        case parityBroken = "parity_broken"
        case seatVacant = "seat_vacant"
        case sideEmpty = "side_empty"
        case statutoryBandNotReached = "statutory_band_not_reached"
        case termExpired = "term_expired"
        case tooFewSeats = "too_few_seats"
        case tooManySeats = "too_many_seats"
        case womenShareLow = "women_share_low"

        /// Whether it blocks new signatures.
        public var isHard: Bool {
            switch self {
            case .bandNotReached, .chairMissing, .parityBroken, .sideEmpty, .tooFewSeats, .tooManySeats: true
            case .alternatesNotForeseen, .meetingOverdue, .seatVacant, .statutoryBandNotReached, .termExpired,
                .womenShareLow:
                false
            }
        }
    }

    public var code: Code
    /// The side it is about, if it is about one.
    public var side: Side?
    /// The member it is about, if it is about one.
    public var member: String?
    /// Fills `{name}` in the sentence.
    public var values: [String: String]

    init(_ code: Code, side: Side? = nil, member: String? = nil, _ values: [String: String] = [:]) {
        self.code = code
        self.side = side
        self.member = member
        self.values = values
    }
}

/// One look at a roster: a function for each part of the rule.
private struct Inspection {
    let state: CommitteeState
    let day: CalendarDay

    private var rule: CompositionRule { state.compositionRule }
    private func count(_ side: Side) -> Int { state.roster.seats(of: side).count }

    func numbers() -> [RosterFinding] {
        let worker = count(.worker)
        let management = count(.management)
        let counts = ["worker": String(worker), "management": String(management)]
        var findings = Side.allCases.filter { count($0) == 0 }.map { RosterFinding(.sideEmpty, side: $0) }
        switch rule.parity {
        case .equal where worker != management: findings.append(.init(.parityBroken, counts))
        case .workerAtLeast where worker < management:
            findings.append(.init(.parityBroken, side: .worker, counts))
        default: break
        }
        findings += band()
        let isAsked = rule.applies(workers: state.factory.workers)
        if let least = rule.minTotal, isAsked, worker + management < least {
            findings.append(
                .init(.tooFewSeats, ["least": String(least), "found": String(worker + management)]))
        }
        if let most = rule.maxTotal, isAsked, worker + management > most {
            findings.append(
                .init(.tooManySeats, ["most": String(most), "found": String(worker + management)]))
        }
        if !rule.hasAlternates {
            findings += state.roster.members.filter(\.isAlternate).map {
                RosterFinding(.alternatesNotForeseen, side: $0.side, member: $0.id, ["member": $0.id])
            }
        }
        return findings
    }

    /// What was read in the law holds for larger workforces too, where it is not known what they need.
    private func band() -> [RosterFinding] {
        let workers = state.factory.workers ?? 0
        return Side.allCases.compactMap { side in
            for (code, isRead) in [
                (RosterFinding.Code.bandNotReached, true), (.statutoryBandNotReached, false),
            ] {
                guard let least = rule.band(workers: workers, isRead: isRead)?.least(of: side),
                    count(side) < least
                else { continue }
                return RosterFinding(
                    code, side: side, ["least": String(least), "found": String(count(side))])
            }
            return nil
        }
    }

    func offices() -> [RosterFinding] {
        let chaired = Side.allCases.filter { side in
            state.roster.seats(of: side).contains { $0.office == "co_chair" }
        }
        let missing: [Side] =
            switch rule.chair {
            case .coChairs: Side.allCases.filter { !chaired.contains($0) }
            case .management: chaired.contains(.management) ? [] : [.management]
            case .alternating, .none: []
            }
        if rule.chair == .alternating, chaired.isEmpty { return [.init(.chairMissing)] }
        return missing.map { .init(.chairMissing, side: $0) }
    }

    func women() -> [RosterFinding] {
        let seats = state.roster.seats(of: .worker)
        let women = seats.filter { ["F", "f", "female"].contains($0.gender) }.count
        let least: Int
        switch rule.women {
        case .none: return []
        case .atLeast(let count): least = count
        case .shareOfWorkforce(let tolerance):
            guard let share = state.factory.womenPercent else { return [] }
            let percent = max(0, share - tolerance)
            least = (percent * seats.count + 99) / 100
        }
        guard women < least else { return [] }
        return [.init(.womenShareLow, side: .worker, ["least": String(least), "found": String(women)])]
    }

    func terms() -> [RosterFinding] {
        state.roster.members.compactMap { member in
            guard let last = state.termEnds(of: member), last < day else { return nil }
            return RosterFinding(
                .termExpired, side: member.side, member: member.id,
                ["member": member.id, "until": last.text])
        }
    }

    func vacancies() -> [RosterFinding] {
        Side.allCases.compactMap { side in
            guard let since = state.roster.seatDays.vacantSince[side]?.first,
                since.days(to: day) > RosterHealth.vacantDaysMax
            else { return nil }
            return RosterFinding(.seatVacant, side: side, ["since": since.text])
        }
    }

    func meetings() -> [RosterFinding] {
        guard let last = state.lastMeeting, last.days(to: day) > rule.meetingEveryDays else { return [] }
        return [
            .init(
                .meetingOverdue,
                [
                    "last": last.text, "days": String(last.days(to: day)),
                    "every": String(rule.meetingEveryDays),
                ])
        ]
    }
}

extension CommitteeState {
    /// The last day of a member's term: as it was said, or counted from the first by the rule.
    public func termEnds(of member: RosterMember) -> CalendarDay? {
        guard member.side != nil else { return nil }
        if let until = member.until { return until }
        guard let since = member.since, let months = compositionRule.termMonths else { return nil }
        return since.behind(months: months).adding(days: -1)
    }
}
