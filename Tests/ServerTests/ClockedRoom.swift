import CRDT
import Committee
import RoomLog
import Testing

@testable import RoomCore

/// Rooms with every kind of clock set, and what must come of them within a hundred days.
enum ClockedRoom {
    struct Strike: Hashable {
        var type: String
        var subject: String
        var day: String
        /// Which of several on one subject: a clock, a level, the days of a watch.
        var detail = ""
    }

    private static let zones = [
        "Asia/Dhaka", "America/Port-au-Prince", "Asia/Phnom_Penh", "Pacific/Kiritimati", "Pacific/Honolulu",
    ]
    private static let start = CalendarDay("2025-01-01")
    /// The day on which everything was recorded.
    private static let before = "2024-12-30"

    static func name(_ number: Int) -> String { "factory-\(number)" }

    private static func day(_ days: Int) throws -> CalendarDay { try #require(start).adding(days: days) }

    private static func due(_ number: Int) throws -> CalendarDay { try day(10 + number % 80) }
    private static func visit(_ number: Int) throws -> CalendarDay { try day(-(number % 60)) }
    private static func termEnds(_ number: Int) throws -> CalendarDay { try day(number % 97) }
    private static func met(_ number: Int) throws -> CalendarDay { try day(-(number % 30)) }
    private static func acknowledge(_ number: Int) throws -> CalendarDay { try day(number % 7) }
    private static func resolve(_ number: Int) throws -> CalendarDay { try day(20 + number % 60) }

    /// What must strike, written down from DOMAIN 6 and 7 and not from the code: the meeting after 31 days,
    /// silence after each 14, the reporter asked after 30, 60 and 90, the closing 31 days after.
    static func expected(_ number: Int) throws -> Set<Strike> {
        let opens = try visit(number).adding(days: 100).text
        let said = try #require(CalendarDay(before))
        var strikes: Set<Strike> = [
            Strike(type: "plan.item.due.soon.v1", subject: "p-1", day: try due(number).adding(days: -7).text),
            Strike(type: "plan.item.overdue.v1", subject: "p-1", day: try due(number).adding(days: 1).text),
            Strike(type: "cycle.phase.entered.v1", subject: "cycle-1", day: opens),
            Strike(type: "assessment.window.opened.v1", subject: "cycle-1", day: opens),
            Strike(
                type: "roster.term.expired.v1", subject: "w1",
                day: try termEnds(number).adding(days: 1).text),
            Strike(type: "meeting.overdue.v1", subject: "", day: try met(number).adding(days: 32).text),
            Strike(
                type: "issue.status.changed.v1", subject: "i-2", day: said.adding(days: 31).text,
                detail: "closed_confirmed"),
            Strike(
                type: "issue.clock.missed.v1", subject: "i-1",
                day: try acknowledge(number).adding(days: 1).text,
                detail: "acknowledge"),
            Strike(
                type: "issue.clock.missed.v1", subject: "i-1", day: try resolve(number).adding(days: 1).text,
                detail: "resolve"),
        ]
        for (days, level) in [(14, "co_chairs"), (28, "advisor"), (42, "advisor_lead")] {
            strikes.insert(
                Strike(
                    type: "issue.escalated.v1", subject: "i-1", day: said.adding(days: days).text,
                    detail: level))
        }
        // Of a restricted row no co-chair hears.
        for (days, level) in [(14, "advisor"), (28, "advisor_lead")] {
            strikes.insert(
                Strike(
                    type: "issue.escalated.v1", subject: "c-1", day: said.adding(days: days).text,
                    detail: level))
        }
        for days in [30, 60, 90] {
            strikes.insert(
                Strike(
                    type: "issue.watch.due.v1", subject: "c-1", day: said.adding(days: days).text,
                    detail: "\(days)"))
        }
        return strikes
    }

    /// What clocks have struck; that there is a row is no clock's word, and neither is a room's record.
    static func told(by log: SQLiteRoomLog, _ name: String) throws -> [Strike] {
        let room = try room(name, try log.load(room: name))
        let told = room.history.events.filter { event in
            event.day != before && event.type != EventType.itemCreated.rawValue
                && event.type != EventType.roomOpened.rawValue
        }
        return told.map { event in
            let detail =
                event.data["clock"]?.string ?? event.data["level"]?.string
                ?? event.data["days"]?.int.map { String($0) } ?? event.data["status"]?.string
            return Strike(type: event.type, subject: event.subject, day: event.day, detail: detail ?? "")
        }
    }

    // MARK: What is set

    static func entries(_ number: Int) throws -> [LogEntry] {
        let visit = AnyValue.string(try visit(number).text)
        let events = [
            opening(in: zones[number % zones.count]),
            event(.itemDueSet, "p-1", [.init("due", .string(try due(number).text))]),
            event(
                .phaseEntered, "cycle-1",
                [
                    .init("number", .number(1)), .init("phase", .string("initial_advisory")),
                    .init("started", visit), .init("first_advisory_visit", visit),
                ]),
            event(
                .memberJoined, "w1",
                [
                    .init("role", .string("worker")), .init("name", .string("Nadia")),
                    .init("office", .string("member")), .init("until", .string(try termEnds(number).text)),
                ]),
            event(.meetingHeld, "mt-1", [.init("held", .string(try met(number).text))]),
            opened("i-1", .committee),
            event(
                .issueClockSet, "i-1",
                [
                    .init("acknowledge_due", .string(try acknowledge(number).text)),
                    .init("resolve_due", .string(try resolve(number).text)),
                ]),
            opened("i-2", .committee),
            event(.issueStatusChanged, "i-2", [.init("status", .string("resolved"))]),
            opened("c-1", .restrictedCase("c-1")),
            event(.issueWatchSet, "c-1", [.init("watch", .bool(true))], .restrictedCase("c-1")),
        ]
        return try entries(name(number), events, items: ["p-1"])
    }

    static func opening(in zone: String) -> Event {
        event(
            .roomOpened, "factory",
            [
                .init("name", .string("Factory")), .init("country", .string("")),
                .init("time_zone", .string(zone)),
            ])
    }

    private static func opened(_ id: String, _ audience: Audience) -> Event {
        event(
            .issueOpened, id,
            [
                .init("opened", .string(before)),
                .init("confidentiality", .string(audience == .committee ? "committee" : "restricted")),
                .init("text", .object([.init("text", .string("Fan broken."))])),
            ], audience)
    }

    static func event(
        _ type: EventType, _ subject: String, _ data: [AnyValue.Member], _ audience: Audience = .committee
    ) -> Event {
        Event(
            id: "\(type.rawValue) \(subject)", type: type.rawValue, subject: subject, audience: audience,
            side: nil, day: before, data: .object(data))
    }

    static func entries(_ name: String, _ events: [Event], items: [String]) throws -> [LogEntry] {
        var doc = Doc(clientID: 900)
        let change = doc.edit { transaction in
            for item in items { Projection.addRow(id: item, to: .plan, in: &transaction) }
        }
        var room = try room(name, RoomImage())
        let batch = ImportBatch(id: "p", events: events, updates: [(.plan, change.update)])
        return room.handle(.importing(batch)).flatMap { effect -> [LogEntry] in
            if case .append(let entries) = effect { entries } else { [] }
        }
    }

    private static func room(_ name: String, _ image: RoomImage) throws -> Room {
        try Room(
            id: name, image: image, signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)), day: before)
    }
}
