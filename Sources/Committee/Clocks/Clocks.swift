import CRDT

/// What follows from days that come, without anybody asking: due dates, the windows of the cycle, terms.
///
/// Each clock strikes once ever: the id of its event is told from what set it, and a clock whose event stands
/// in the state is silent. So a restart repeats nothing, and a room that slept is caught up with in one call.
public enum Clocks {
    /// A warning comes so many days before a due date.
    public static let soonDays = 7

    /// The day on which the next clock strikes; it may have come already. nil if none is set.
    public static func next(in picture: Picture) -> CalendarDay? {
        alarms(picture.state, items: liveItems(picture), picture).map(\.day).min()
    }

    /// What strikes through the picture's day, in order of the days; a clock that sets another is followed.
    public static func due(in picture: Picture) -> [Event] {
        guard let today = CalendarDay(picture.day) else { return [] }
        var state = picture.state
        let items = liveItems(picture)
        var events: [Event] = []
        while true {
            let due = alarms(state, items: items, picture).filter { $0.day <= today }
            guard let first = due.min(by: Alarm.comesFirst) else { return events }
            let event = first.event(on: picture.day, in: picture.committee)
            state.take(event)
            precondition(state.struck.contains(event.id), "a clock that struck is silent")
            events.append(event)
        }
    }

    /// The clocks that are set and have not struck.
    private static func alarms(_ state: CommitteeState, items: [String], _ picture: Picture) -> [Alarm] {
        let set = dueDates(state, items: items) + windows(state) + terms(state) + issues(state)
        return set.filter { !state.struck.contains($0.id(in: picture.committee)) }
    }

    /// Items that are not removed.
    private static func liveItems(_ picture: Picture) -> [String] {
        picture.rows(of: .plan).filter { !$0.isRemoved }.map(\.id)
    }

    /// A warning is set unless the date was set too late for it; who slept past both hears both.
    private static func dueDates(_ state: CommitteeState, items: [String]) -> [Alarm] {
        items.flatMap { id -> [Alarm] in
            let item = state.item(id)
            guard item.isOpen, let change = item.dues.last else { return [] }
            let data: [AnyValue.Member] = [.init("due", .string(change.due.text))]
            var alarms = [
                Alarm(
                    day: change.due.adding(days: 1), type: .itemOverdue, subject: id, cause: change.event,
                    data: data)
            ]
            let soon = change.due.adding(days: -soonDays)
            if CalendarDay(change.day).map({ $0 <= soon }) ?? true {
                alarms.append(
                    Alarm(day: soon, type: .itemDueSoon, subject: id, cause: change.event, data: data))
            }
            return alarms
        }
    }

    private static func windows(_ state: CommitteeState) -> [Alarm] {
        let cycle = state.cycle
        guard let number = cycle.number, cycle.phase != .closed else { return [] }
        var alarms: [Alarm] = []
        func enter(_ phase: CycleState.Phase, on day: CalendarDay?) {
            guard let day else { return }
            alarms.append(
                Alarm(
                    day: day, type: .phaseEntered, subject: "cycle-\(number)", cause: phase.rawValue,
                    data: [
                        .init("number", .number(Double(number))), .init("phase", .string(phase.rawValue)),
                    ]))
        }
        switch cycle.phase {
        case .forming:
            // A cycle waits for a roster that could sign, and for the first visit.
            guard let visit = cycle.firstAdvisoryVisit,
                !RosterHealth(of: state, on: visit).blocksSignatures
            else { break }
            enter(.initialAdvisory, on: visit)
        case .initialAdvisory:
            enter(.continuedAdvisory, on: cycle.initialAdvisoryEnds)
            // After a late first visit the cycle closes before its hundred days are over.
            enter(.closing, on: cycle.closes)
        case .continuedAdvisory: enter(.closing, on: cycle.closes)
        case .closing, .closed: break
        }
        if let opens = cycle.assessmentWindowOpens {
            alarms.append(
                Alarm(
                    day: opens, type: .assessmentWindowOpened, subject: "cycle-\(number)", cause: "window",
                    data: [.init("number", .number(Double(number))), .init("opens", .string(opens.text))]))
        }
        return alarms
    }

    private static func terms(_ state: CommitteeState) -> [Alarm] {
        var alarms = state.roster.members.compactMap { member -> Alarm? in
            guard let last = state.termEnds(of: member) else { return nil }
            return Alarm(
                day: last.adding(days: 1), type: .termExpired, subject: member.id, cause: last.text,
                data: [.init("until", .string(last.text))])
        }
        if let last = state.lastMeeting {
            let days = state.compositionRule.meetingEveryDays
            alarms.append(
                Alarm(
                    day: last.adding(days: days + 1), type: .meetingOverdue, subject: "", cause: last.text,
                    data: [
                        .init("last_held", .string(last.text)), .init("every_days", .number(Double(days))),
                    ]))
        }
        return alarms
    }
}
