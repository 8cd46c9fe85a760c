import ArgumentParser
import CRDT
import Committee
import SyncClient

struct GrievanceFigures: ReadingCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "The issue log in figures, by the criteria of UN Guiding Principle 31.",
        discussion: """
            Made of what you may read. Groups below ten are not broken down: a number of one is a name.
            """)

    @Option(help: "First day on which the matters were raised; a year ago if you leave it out.") var from:
        String?
    @Option(help: "Last day; today if you leave it out.") var through: String?
    @OptionGroup var options: CommonOptions

    func answer(_ session: ClientSession) throws(Failure) -> (AnyValue, [String]) {
        guard let today = CalendarDay(session.day) else {
            throw Failure("The server has not said which day it is; try again online.", .unavailable)
        }
        let last = try Self.day(through) ?? today
        let first = try Self.day(from) ?? last.adding(days: -365)
        let report = GrievanceReport(of: session.state, from: first, through: last)
        let late = Self.openAndLate(session.state, from: first, through: last, on: today)
        let json = AnyValue.object(
            [
                .init("from", .string(first.text)), .init("through", .string(last.text)),
                .init("open_overdue", .number(Double(late))),
            ] + (report.json.members ?? []))
        let heading = [
            "\(report.count) matters, \(first.text) to \(last.text)",
            "  open and overdue today: \(late), in none of the shares in time below",
        ]
        return (json, heading + report.lines)
    }

    /// Matters of the period that should have been resolved before a day, and are not: what is in time is
    /// counted among the resolved alone.
    private static func openAndLate(
        _ state: CommitteeState, from first: CalendarDay, through last: CalendarDay, on today: CalendarDay
    ) -> Int {
        state.issues.values.filter { issue in
            guard let opened = issue.opened, let due = issue.resolveDue else { return false }
            return first <= opened && opened <= last && due < today && issue.resolved == nil
                && !issue.status.isClosed && !issue.isErased
        }.count
    }

    private static func day(_ text: String?) throws(Failure) -> CalendarDay? {
        guard let text else { return nil }
        guard let day = CalendarDay(text) else {
            throw Failure("\(text) is no day; one looks like 2024-11-29.", .data)
        }
        return day
    }
}

extension GrievanceReport {
    fileprivate var json: AnyValue {
        func number(_ value: Int?) -> AnyValue { value.map { .number(Double($0)) } ?? .null }
        func groups(_ value: [String: Int]?) -> AnyValue {
            guard let value else { return .null }
            return .object(value.sorted { $0.key < $1.key }.map { .init($0.key, number($0.value)) })
        }
        return .object([
            "count": number(count), "handlers_of_both_sides": .bool(hasHandlersOfBothSides),
            "channels": groups(channels), "languages": groups(languages),
            "median_days_to_acknowledge": number(medianDaysToAcknowledge),
            "median_days_to_resolve": number(medianDaysToResolve),
            "acknowledged_in_time_percent": number(acknowledgedInTimePercent),
            "resolved_in_time_percent": number(resolvedInTimePercent),
            "feedback_percent": number(feedbackPercent), "restricted": number(restricted),
            "restricted_closed": number(restrictedClosed), "linked_percent": number(linkedPercent),
            "both_sides_percent": number(bothSidesPercent),
        ])
    }

    fileprivate var lines: [String] {
        func groups(_ value: [String: Int]?) -> String {
            guard let value else { return "not broken down" }
            return value.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
        func days(_ value: Int?) -> String { value.map { "\($0) days" } ?? "none yet" }
        func percent(_ value: Int?) -> String { value.map { "\($0) %" } ?? "none yet" }
        return [
            "  legitimate: \(hasHandlersOfBothSides ? "handlers of both sides" : "a side has no handler")",
            "  accessible: channels \(groups(channels)); languages \(groups(languages))",
            "  predictable: acknowledged after \(days(medianDaysToAcknowledge)) (median), "
                + "\(percent(acknowledgedInTimePercent)) in time; resolved after "
                + "\(days(medianDaysToResolve)), \(percent(resolvedInTimePercent)) in time",
            "  transparent: \(percent(feedbackPercent)) with feedback to the reporter",
            "  rights-compatible: \(restricted) restricted, \(restrictedClosed) of them closed",
            "  learning: \(percent(linkedPercent)) linked to the plan",
            "  dialogue: \(percent(bothSidesPercent)) with both sides heard",
        ]
    }
}
