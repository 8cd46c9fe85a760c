import Committee
import CRDT
import Foundation
import RoomCore
import Testing

@testable import Server

@Suite("The factory's calendar")
struct FactoryCalendarTests {
    @Test("A room's day is that of the time zone it was opened with", arguments: ["Asia/Amman", nil])
    func day(_ zone: String?) throws {
        let data = AnyValue.object(zone.map { [.init("time_zone", .string($0))] } ?? [])
        let event = Event(
            id: "e1", type: "room.opened.v1", subject: "f", audience: .committee, side: nil,
            day: "2024-11-11", data: data)
        let entry = LogEntry(
            position: LogPosition(1), audience: .committee, sequence: 1, kind: .event, document: nil,
            epoch: 0,
            payload: Array(event.json.json.utf8), role: nil, day: "2024-11-11")
        var calendar = FactoryCalendar(image: RoomImage(entries: [entry], end: LogPosition(1)))
        // 2024-11-11, 22:30 in UTC: in Amman the next day has begun.
        let evening = Date(timeIntervalSince1970: 1_731_364_200)
        #expect(calendar.today(now: evening) == (zone == nil ? "2024-11-11" : "2024-11-12"))
        #expect(calendar.today(now: evening.addingTimeInterval(-7200)) == "2024-11-11")
    }

    @Test("The day is the factory's, and changes at its midnight")
    func calendar() throws {
        let evening = try Date("2024-11-11T18:30:00Z", strategy: .iso8601)
        var dhaka = FactoryCalendar(timeZone: "Asia/Dhaka")
        #expect(dhaka.today(now: evening) == "2024-11-12")
        #expect(dhaka.today(now: evening.addingTimeInterval(86_400)) == "2024-11-13")
        #expect(dhaka.today(now: evening) == "2024-11-12")
        var unknown = FactoryCalendar(timeZone: nil)
        #expect(unknown.today(now: evening) == "2024-11-11")
    }

    @Test("A day begins at the factory's midnight, whichever was asked for before")
    func start() throws {
        var amman = FactoryCalendar(timeZone: "Asia/Amman")
        let (first, second) = try (calendarDay("2024-11-11"), calendarDay("2024-11-12"))
        let midnight: Int64 = 1_731_272_400
        for (day, start) in [(first, 0), (second, 86_400), (second, 86_400), (first, 0)] {
            #expect(amman.start(of: day) == midnight + Int64(start))
        }
    }

    private func calendarDay(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
}
