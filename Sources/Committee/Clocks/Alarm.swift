import CRDT

/// A clock that is set.
struct Alarm {
    /// The first day on which it strikes.
    var day: CalendarDay
    var type: EventType
    var subject: String
    var audience = Audience.committee
    /// What set it: so that the same clock, set anew, strikes anew.
    var cause: String
    var data: [AnyValue.Member]

    func id(in committee: String) -> String {
        EventID.ofClock([committee, type.rawValue, subject, cause])
    }

    func event(on day: String, in committee: String) -> Event {
        Event(
            id: id(in: committee), type: type, subject: subject, audience: audience, day: day,
            data: .object(data))
    }

    static func comesFirst(_ left: Alarm, _ right: Alarm) -> Bool {
        if left.day != right.day { return left.day < right.day }
        return (left.type.rawValue, left.subject, left.cause) < (
            right.type.rawValue, right.subject, right.cause
        )
    }
}
