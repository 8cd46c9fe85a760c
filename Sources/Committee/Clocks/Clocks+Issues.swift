import CRDT

extension Clocks {
    /// The clocks of the issue log. Each stands in the audience of its row, or in the case's where only
    /// handlers may know.
    static func issues(_ state: CommitteeState) -> [Alarm] {
        state.issues.flatMap { id, issue -> [Alarm] in
            guard let home = issue.home, !issue.isErased else { return [] }
            var alarms = watches(id, issue)
            guard !issue.status.isClosed else { return alarms }
            alarms += missed(id, issue, home)
            if let alarm = silence(id, issue, home) { alarms.append(alarm) }
            if issue.status == .resolved, let resolved = issue.resolved {
                // Nobody objected: it is closed.
                alarms.append(
                    Alarm(
                        day: resolved.adding(days: IssueState.objectionDays + 1), type: .issueStatusChanged,
                        subject: id, audience: home, cause: "closed \(issue.resolvedEvent)",
                        data: [.init("status", .string(IssueStatus.closedConfirmed.rawValue))]))
            }
            return alarms
        }
    }

    private static func missed(_ id: String, _ issue: IssueState, _ home: Audience) -> [Alarm] {
        let clocks = [
            ("acknowledge", issue.acknowledgeDue, issue.acknowledged ?? issue.resolved),
            ("resolve", issue.resolveDue, issue.resolved),
        ]
        return clocks.compactMap { name, due, done in
            guard let due, done == nil else { return nil }
            return Alarm(
                day: due.adding(days: 1), type: .issueClockMissed, subject: id, audience: home,
                cause: "\(name) \(due.text)",
                data: [.init("clock", .string(name)), .init("due", .string(due.text))])
        }
    }

    /// Silence moves it one level up; the next level counts from that step.
    private static func silence(_ id: String, _ issue: IssueState, _ home: Audience) -> Alarm? {
        let levels = issue.label.levels
        guard issue.status != .resolved, let word = issue.lastWord else { return nil }
        let place = levels.firstIndex(of: issue.level) ?? 0
        guard place + 1 < levels.count else { return nil }
        let from = max(word.day, issue.escalated ?? word.day)
        let strikes = from.adding(days: IssueState.silenceDaysMax)
        return Alarm(
            day: strikes, type: .issueEscalated, subject: id, audience: home,
            cause: "\(levels[place + 1].rawValue) \(word.event)",
            data: [
                .init("level", .string(levels[place + 1].rawValue)),
                .init("silent_since", .string(word.day.text)), .init("on", .string(strikes.text)),
            ])
    }

    /// After 30, 60 and 90 days somebody asks the reporter whether anything changed.
    private static func watches(_ id: String, _ issue: IssueState) -> [Alarm] {
        guard let since = issue.watchedSince else { return [] }
        return IssueState.watchDays.filter { issue.watchAnswers[$0] == nil }.map { days in
            Alarm(
                day: since.adding(days: days), type: .issueWatchDue, subject: id,
                audience: .restrictedCase(id), cause: "\(days) \(issue.watchEvent)",
                data: [.init("days", .number(Double(days)))])
        }
    }
}
