import CRDT

/// What the events say of one issue: where it lives, how far it is, and who has been able to read it.
public struct IssueState: Hashable, Sendable {
    /// The newest thing somebody did about it: silence counts from there.
    public struct Word: Hashable, Sendable {
        public var day: CalendarDay
        public var event: String
    }

    public internal(set) var label = IssueLabel.committee
    /// The audience it lives in now, as far as this reader knows.
    public internal(set) var home: Audience?
    /// Under which labels it stood before: who could read it then has read it.
    public internal(set) var readUnder: [IssueLabel] = []
    public internal(set) var opened: CalendarDay?
    public internal(set) var openingEvent = ""
    public internal(set) var category: String?
    public internal(set) var severity = "medium"
    public internal(set) var channel: String?
    public internal(set) var language: String?
    public internal(set) var raisedBy: Side?
    public internal(set) var anonymity: String?
    /// A member, if the reporter gave the name and this reader may know it.
    public internal(set) var reporter: String?
    public internal(set) var status = IssueStatus.new
    public internal(set) var acknowledgeDue: CalendarDay?
    public internal(set) var acknowledged: CalendarDay?
    public internal(set) var resolveDue: CalendarDay?
    public internal(set) var resolved: CalendarDay?
    /// Counts how often it was resolved: each time the wait for the reporter begins anew.
    public internal(set) var resolvedEvent = ""
    public internal(set) var level = IssueLevel.handler
    public internal(set) var escalated: CalendarDay?
    public internal(set) var lastWord: Word?
    public internal(set) var isCandidate = false
    /// The first day of the watch for retaliation; nil while there is none.
    public internal(set) var watchedSince: CalendarDay?
    public internal(set) var watchEvent = ""
    /// What the reporter said at each reminder, by its days.
    public internal(set) var watchAnswers: [Int: String] = [:]
    public internal(set) var hasFeedback = false
    public internal(set) var links: Set<String> = []
    /// Who asked for its words to be erased, as a role, and why.
    public internal(set) var erasureAsked: (by: String, reason: String)? {
        get { erasure.map { ($0.by, $0.reason) } }
        set { erasure = newValue.map { ErasureAsked(by: $0.by, reason: $0.reason) } }
    }
    /// Its words are gone by the will of two roles; that it was there stays.
    public internal(set) var isErased = false
    /// Sides that did something about it.
    public internal(set) var sidesHeard: Set<Side> = []

    private struct ErasureAsked: Hashable {
        var by: String
        var reason: String
    }
    private var erasure: ErasureAsked?

    /// The row moved to a label this reader does not read: here it is closed.
    public var isMovedAway: Bool { home == nil }

    /// Days after which the reporter is asked whether anything changed.
    public static let watchDays = [30, 60, 90]
    /// Silence for so many days moves an issue one level up.
    public static let silenceDaysMax = 14
    /// Resolved for so many days without a word against it, an issue is closed.
    public static let objectionDays = 30
    /// An issue should be resolved so many days after it was opened.
    public static let resolveDays = 30

    init() {}

    mutating func take(_ event: Event) {
        let day = CalendarDay(event.day)
        switch event.knownType {
        case .issueOpened: open(event)
        case .issueLabelChanged:
            guard let label = event.data["confidentiality"]?.string.flatMap(IssueLabel.init) else { return }
            if self.label != label, !readUnder.contains(self.label) { readUnder.append(self.label) }
            self.label = label
            home = label.audience(of: event.subject) == event.audience ? event.audience : nil
        case .issueStatusChanged:
            guard let status = event.data["status"]?.string.flatMap(IssueStatus.init) else { return }
            self.status = status
            if status == .resolved { (resolved, resolvedEvent) = (day ?? resolved, event.id) }
            if status == .reopened { resolved = nil }
        case .issueClockSet:
            acknowledgeDue = event.day(of: "acknowledge_due") ?? acknowledgeDue
            acknowledged = event.day(of: "acknowledged") ?? acknowledged
            resolveDue = event.day(of: "resolve_due") ?? resolveDue
            resolved = event.day(of: "resolved") ?? resolved
        case .issueEscalated:
            level = event.data["level"]?.string.flatMap(IssueLevel.init) ?? level
            escalated = event.day(of: "on") ?? day
        case .issueReporterNamed: reporter = event.data["member"]?.string ?? reporter
        case .candidateRaised: isCandidate = true
        case .issueWatchSet:
            watchedSince = event.data["watch"]?.bool == false ? nil : day
            watchEvent = event.id
            // Each watch asks anew; the answers to a former one stand until it begins.
            if watchedSince != nil { watchAnswers = [:] }
        case .issueWatchAnswered:
            guard let days = event.data["days"]?.int, let outcome = event.data["outcome"]?.string else {
                return
            }
            watchAnswers[days] = outcome
        case .issueFeedbackGiven: hasFeedback = true
        case .erasureRequested:
            guard let by = event.data["by"]?.string, let reason = event.data["reason"]?.string else { return }
            erasureAsked = (by, reason)
        case .issueErased: return event.leavesErasedRow ? erase(event) : ()
        case .issueLinked: if let id = event.data["id"]?.string { links.insert(id) }
        default: break
        }
        hear(event, day)
    }

    private mutating func open(_ event: Event) {
        // Other readers: what the ones before let pass is not held against them.
        if home != event.audience { (level, escalated) = (.handler, nil) }
        home = event.audience
        label = event.data["confidentiality"]?.string.flatMap(IssueLabel.init) ?? label
        opened = event.day(of: "opened") ?? opened
        if openingEvent.isEmpty { openingEvent = event.id }
        category = event.data["category"]?.string
        severity = event.data["severity"]?.string ?? severity
        channel = event.data["channel"]?.string
        language = event.data["text"]?["lang"]?.string
        raisedBy = event.data["raised_by_side"]?.string.flatMap(Side.init)
        anonymity = event.data["anonymity"]?.string
        isCandidate = isCandidate || event.data["zero_tolerance_candidate"]?.bool == true
        for word in event.data["read_under"]?.array ?? [] {
            guard let label = word.string.flatMap(IssueLabel.init), !readUnder.contains(label) else {
                continue
            }
            readUnder.append(label)
        }
    }

    private mutating func erase(_ event: Event) {
        guard !isErased || home == nil else { return }
        let label = event.data["confidentiality"]?.string.flatMap(IssueLabel.init) ?? label
        guard home == nil || label == self.label else { return }
        self = IssueState()
        isErased = true
        self.label = label
        home = event.audience
        opened = event.day(of: "opened")
        status = event.data["status"]?.string.flatMap(IssueStatus.init) ?? status
    }

    /// What a person did where the row lives counts against silence; what a clock did does not, nor what its
    /// reporter adds while waiting. What stands beside the row, in its case, moves no day its readers see.
    private mutating func hear(_ event: Event, _ day: CalendarDay?) {
        guard event.audience == home else { return }
        switch event.knownType {
        case .issueEscalated, .issueClockMissed, .issueWatchDue, .issueClockSet: return
        case .commentAdded where event.isByReporter: return
        default: break
        }
        if let side = event.side { sidesHeard.insert(side) }
        guard let day else { return }
        lastWord = Word(day: day, event: event.id)
    }
}

extension Event {
    /// A comment by the holder of a case code.
    var isByReporter: Bool { data["by"]?.string == "reporter" }

    /// A day its data name.
    func day(of name: String) -> CalendarDay? { data[name]?.string.flatMap(CalendarDay.init) }
}
