extension CalendarDay {
    /// Days since 1 March of year 0, in the proleptic Gregorian calendar: for differences.
    var number: Int {
        let shifted = month > 2 ? (year: year, month: month - 3) : (year: year - 1, month: month + 9)
        return shifted.year * 365 + shifted.year / 4 - shifted.year / 100 + shifted.year / 400
            + (shifted.month * 153 + 2) / 5 + day - 1
    }

    /// The day with this number; nil outside the years 1 to 9999.
    init?(number: Int) {
        guard (306...3_652_364).contains(number) else { return nil }
        var year = (number * 10_000 + 14_780) / 3_652_425
        var rest = number - (year * 365 + year / 4 - year / 100 + year / 400)
        if rest < 0 {
            year -= 1
            rest = number - (year * 365 + year / 4 - year / 100 + year / 400)
        }
        let month = (rest * 100 + 52) / 3_060
        self.init(
            trusting: month < 10 ? year : year + 1, month < 10 ? month + 3 : month - 9,
            rest - (month * 306 + 5) / 10 + 1)
    }

    /// The day so many days later (or earlier); the last of the calendar where it ends.
    public func adding(days: Int) -> CalendarDay {
        let (sum, isOver) = number.addingReportingOverflow(days)
        guard !isOver else { return self }
        return CalendarDay(number: sum) ?? self
    }

    /// The same day so many months later; the last of that month where it has no such day.
    public func adding(months: Int) -> CalendarDay {
        let (count, isOver) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !isOver, (12..<120_000).contains(count) else { return self }
        return CalendarDay(trusting: count / 12, count % 12 + 1, day)
    }

    /// The first day behind so many months that begin on this one. Where that month has no such day it is the
    /// first of the next: a year from 29 February lasts through 28 February.
    func behind(months: Int) -> CalendarDay {
        let same = adding(months: months)
        return same.day < day ? same.adding(days: 1) : same
    }

    /// Days from this day to another; negative if the other is earlier.
    public func days(to other: CalendarDay) -> Int { other.number - number }

    /// `2024-11-29`.
    public var text: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
