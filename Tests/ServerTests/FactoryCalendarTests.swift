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
}
