/// When an issue should be acknowledged and resolved.
enum IssueClock {
    /// Working days until it is acknowledged; critical ones the same day.
    static let acknowledgeWorkingDays = 2

    static func acknowledgeDue(opened: CalendarDay, severity: String, country: String) -> CalendarDay {
        guard severity != "critical" else { return opened }
        var day = opened
        var left = acknowledgeWorkingDays
        while left > 0 {
            day = day.adding(days: 1)
            if day.weekday != restDay(of: country) { left -= 1 }
            // The calendar ends.
            if day.text == "9999-12-31" { break }
        }
        return day
    }

    static func resolveDue(opened: CalendarDay) -> CalendarDay {
        opened.adding(days: IssueState.resolveDays)
    }

    /// The one day a week on which factories rest: Friday in some countries, else Sunday.
    private static func restDay(of country: String) -> Int {
        ["BD", "EG", "JO"].contains(country) ? 5 : 7
    }
}

extension CalendarDay {
    /// 1 for Monday to 7 for Sunday.
    var weekday: Int { (number + 2) % 7 + 1 }
}
