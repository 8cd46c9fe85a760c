import CRDT

/// What the events of a room add up to, as the rules and the screens need it. A value folded from events, one
/// after another; the documents stand beside it, in the `Picture`.
///
/// Total: an event that says what it has no right to say changes nothing.
public struct CommitteeState: Sendable {
    /// Who belongs to the room, and the keys they sign with.
    public private(set) var roster = Roster()
    /// The factory, as the room's opening says.
    public private(set) var factory = FactoryRecord()
    /// What this room's committee must look like; the country's rule where the room has none of its own.
    public private(set) var compositionRule = CompositionRule()
    public private(set) var cycle = CycleState()
    /// Advisory visits and trainings.
    public private(set) var service = ServiceLedger()
    /// By the point's id.
    public private(set) var points: [String: PointState] = [:]
    /// By the item's id.
    public private(set) var items: [String: ItemState] = [:]
    /// By the issue's id; of what this reader may not read there is nothing.
    public private(set) var issues: [String: IssueState] = [:]
    /// By the issue's id.
    public private(set) var cases: [String: CaseState] = [:]
    /// By the meeting's id.
    public private(set) var meetings: [String: MeetingState] = [:]
    /// Drafts a side released, by the id of the release.
    public private(set) var releases: [String: DraftRelease] = [:]
    /// The last day on which the committee met, by what is recorded of each meeting now.
    public private(set) var lastMeeting: CalendarDay?
    /// The clocks that have struck, by the id of their event: each strikes once.
    public private(set) var struck: Set<String> = []
    /// Who signed what, and what is in force.
    public private(set) var signOff = SignOffState()

    private var hasOwnRule = false

    public init() {}

    public init(_ events: some Sequence<Event>) {
        for event in events { take(event) }
    }

    /// What the committee says of a point; nothing yet, if it never did.
    public func point(_ id: String) -> PointState { points[id] ?? PointState() }

    /// What is on record of an item; pending, without a date, if nothing is.
    public func item(_ id: String) -> ItemState { items[id] ?? ItemState() }

    public mutating func take(_ event: Event) {
        signOff.take(event)
        guard let type = event.knownType else { return }
        if type.isStruckByClock { struck.insert(event.id) }
        if type == .issueReporterNamed || type.audiences.contains(.restrictedCase) { takeIssue(event, type) }
        takeRelease(event, type)
        guard event.audience == .committee else { return }
        switch type.area {
        case .roster: roster.take(event)
        case .diagnosis: points[event.subject, default: PointState()].take(event)
        case .plan, .planProgress: items[event.subject, default: ItemState()].take(event)
        default: takeOther(event, type)
        }
    }

    private mutating func takeRelease(_ event: Event, _ type: EventType) {
        switch type {
        case .draftReleased: releases[event.id] = DraftRelease(event)
        case .draftReleaseRevoked where releases[event.subject]?.side == event.side:
            releases[event.subject]?.isRevoked = true
        default: return
        }
    }

    private mutating func takeIssue(_ event: Event, _ type: EventType) {
        if type == .issueErased {
            // As after a start, when nothing else of it is left to read.
            cases[event.subject] = nil
        } else if case .restrictedCase(let id) = event.audience, id == event.subject {
            cases[id, default: CaseState()].take(event)
        } else if type == .issueOpened {
            cases[event.subject, default: CaseState()].take(event)
        }
        // A comment on a row of the plan is about no issue; an issue begins with its opening, or with what is
        // left of it.
        guard type == .issueOpened || event.leavesErasedRow || issues[event.subject] != nil else { return }
        let home = issues[event.subject]?.home
        issues[event.subject, default: IssueState()].take(event)
        // A row that comes back to its case goes on from the level that has read it there.
        guard type == .issueOpened, home != event.audience, let held = cases[event.subject],
            case .restrictedCase = event.audience
        else { return }
        issues[event.subject]?.level = held.level
    }

    private mutating func takeOther(_ event: Event, _ type: EventType) {
        service.take(event)
        switch type {
        case .roomOpened:
            factory = FactoryRecord(event)
            if !hasOwnRule { compositionRule = CompositionRule.of(country: factory.country) }
        case .compositionRuleSet:
            hasOwnRule = true
            compositionRule = CompositionRule(event.data)
        case .phaseEntered: cycle.take(event)
        case .visitLogged: cycle.takeVisit(event)
        case .minutesStateChanged, .minutesCorrected:
            meetings[event.subject, default: MeetingState()].take(event)
        case .meetingHeld:
            meetings[event.subject, default: MeetingState()].take(event)
            lastMeeting = meetings.values.compactMap(\.held).max()
        default: return
        }
    }
}

/// What the rules need to know of the factory.
public struct FactoryRecord: Hashable, Sendable {
    /// ISO 3166, two letters; empty while the room has not been opened.
    public private(set) var country = ""
    public private(set) var name = ""
    public private(set) var workers: Int?
    public private(set) var womenPercent: Int?
    /// Such as `Asia/Dhaka`; nil while the room has not been opened.
    public private(set) var timeZone: String?

    init() {}

    init(_ event: Event) {
        country = event.data["country"]?.string ?? ""
        name = event.data["name"]?.string ?? ""
        workers = event.data["workforce"]?["total"]?.int
        womenPercent = event.data["workforce"]?["women_percent"]?.int
        timeZone = event.data["time_zone"]?.string
    }
}
