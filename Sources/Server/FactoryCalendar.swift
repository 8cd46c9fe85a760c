import CRDT
import Committee
import Foundation
import RoomCore

/// Tells a room its calendar day: the factory's, or UTC's where the factory's time zone is not known.
struct FactoryCalendar: Sendable {
    /// As the factory's record names it.
    let timeZone: String?
    private var calendar = Calendar(identifier: .gregorian)
    private var day = ""
    private var dayEnds = Date.distantPast
    /// The day that was asked for last, and when it begins: a room asks with every edit.
    private var asked: (day: CalendarDay, start: Int64)?

    init(timeZone: String?) {
        self.timeZone = timeZone
        calendar.timeZone = timeZone.flatMap { TimeZone(identifier: $0) } ?? .gmt
    }

    /// Reads the time zone from the events a room's log holds; the last one that names it counts.
    init(image: RoomImage) {
        var zone: String?
        for entry in image.entries where entry.kind == .event {
            guard let text = String(validating: entry.payload, as: UTF8.self),
                let json = try? AnyValue(json: text),
                json["type"]?.string == "room.opened.v1"
            else { continue }
            zone = json["data"]?["time_zone"]?.string ?? zone
        }
        self.init(timeZone: zone)
    }

    /// The first moment of a day at the factory, in seconds since 1970.
    mutating func start(of day: CalendarDay) -> Int64 {
        if let asked, asked.day == day { return asked.start }
        let noon = DateComponents(year: day.year, month: day.month, day: day.day, hour: 12)
        guard let date = calendar.date(from: noon) else { return .max }
        let start = Int64(calendar.startOfDay(for: date).timeIntervalSince1970.rounded(.up))
        asked = (day, start)
        return start
    }

    /// Such as `2024-11-11`; worked out once a day.
    mutating func today(now: Date = Date()) -> String {
        if now < dayEnds, now >= dayEnds.addingTimeInterval(-86_400) { return day }
        let parts = calendar.dateComponents([.year, .month, .day], from: now)
        day = [parts.year ?? 0, parts.month ?? 0, parts.day ?? 0].enumerated().map { index, number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, (index == 0 ? 4 : 2) - digits.count)) + digits
        }.joined(separator: "-")
        dayEnds = calendar.dateInterval(of: .day, for: now)?.end ?? now
        return day
    }
}
