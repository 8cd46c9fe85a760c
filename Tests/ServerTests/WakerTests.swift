import CRDT
import Committee
import Foundation
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import Synchronization
import Testing

@testable import RoomCore
@testable import Server

/// Rooms nobody opens, a clock that is moved by hand, restarts in between: every clock strikes once, on the
/// day of its factory.
@Suite("Clocks of rooms that nobody opens")
struct WakerTests {
    private static let zones = [
        "Asia/Dhaka", "America/Port-au-Prince", "Asia/Phnom_Penh", "Pacific/Kiritimati", "Pacific/Honolulu",
    ]
    private static let start = CalendarDay("2025-01-01")
    /// `scripts/test --long clocks` takes 1,000.
    private static let rooms =
        ProcessInfo.processInfo.environment["BIPARTITE_COUNT"].flatMap { Int($0) } ?? 30
    private static let days = 100

    private struct Strike: Hashable {
        var type: String
        var subject: String
        var day: String
    }

    @Test("A hundred days strike each due date, reminder and window once, on the factory's own day")
    func everyClockOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clocks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = try SQLiteRoomLog(folder: folder.path)
        for number in 0..<Self.rooms {
            try made.create(room: Self.name(number), holding: try Self.entries(number))
        }
        made.close()
        let time = Mutex(try #require(ISO8601DateFormatter().date(from: "2024-12-31T00:30:00Z")))
        // Four looks a day; the server starts anew every eleventh day.
        for _ in 0..<10 {
            let log = try SQLiteRoomLog(folder: folder.path)
            let (waker, directory, loop) = try Self.server(log, folder: folder.path) {
                time.withLock { $0 }
            }
            for _ in 0..<(11 * 4) {
                _ = try await waker.look(on: loop).get()
                time.withLock { $0 += 6 * 3600 }
            }
            try await directory.stop(on: loop).get()
            log.close()
        }
        try check(folder.path)
    }

    private func check(_ folder: String) throws {
        let log = try SQLiteRoomLog(folder: folder)
        var struck = 0
        for number in 0..<Self.rooms {
            let room = try Self.room(number, try log.load(room: Self.name(number)))
            // Behind what was imported; that there is a row is no clock's word.
            let told = room.history.events.dropFirst(3).filter { $0.type != EventType.itemCreated.rawValue }
            let strikes = told.map { Strike(type: $0.type, subject: $0.subject, day: $0.day) }
            let expected = try Self.expected(number)
            #expect(Set(strikes) == expected, "\(Self.name(number))")
            #expect(strikes.count == expected.count, "\(Self.name(number)): once")
            struck += strikes.count
            #expect(try log.verify(room: Self.name(number)).isWhole)
        }
        log.close()
        print("\(Self.rooms) rooms, \(struck) clocks struck, each once")
    }

    // MARK: What is set, and what must come of it

    private static func name(_ number: Int) -> String { "factory-\(number)" }

    private static func due(_ number: Int) throws -> CalendarDay {
        try #require(start).adding(days: 10 + number % 80)
    }

    private static func visit(_ number: Int) throws -> CalendarDay {
        try #require(start).adding(days: -(number % 60))
    }

    private static func expected(_ number: Int) throws -> Set<Strike> {
        let opens = try visit(number).adding(days: 100).text
        return [
            Strike(type: "plan.item.due.soon.v1", subject: "p-1", day: try due(number).adding(days: -7).text),
            Strike(type: "plan.item.overdue.v1", subject: "p-1", day: try due(number).adding(days: 1).text),
            Strike(type: EventType.phaseEntered.rawValue, subject: "cycle-1", day: opens),
            Strike(type: EventType.assessmentWindowOpened.rawValue, subject: "cycle-1", day: opens),
        ]
    }

    private static func entries(_ number: Int) throws -> [LogEntry] {
        var doc = Doc(clientID: 900)
        let change = doc.edit { Projection.addRow(id: "p-1", to: .plan, in: &$0) }
        func event(_ type: EventType, _ subject: String, _ data: [AnyValue.Member]) -> Event {
            Event(
                id: "\(type.rawValue) \(subject)", type: type.rawValue, subject: subject,
                audience: .committee, side: nil, day: "2024-12-30", data: .object(data))
        }
        let events = [
            event(
                .roomOpened, name(number),
                [
                    .init("name", .string("Factory")), .init("country", .string("BD")),
                    .init("time_zone", .string(zones[number % zones.count])),
                ]),
            event(.itemDueSet, "p-1", [.init("due", .string(try due(number).text))]),
            event(
                .phaseEntered, "cycle-1",
                [
                    .init("number", .number(1)), .init("phase", .string("initial_advisory")),
                    .init("started", .string(try visit(number).text)),
                    .init("first_advisory_visit", .string(try visit(number).text)),
                ]),
        ]
        var room = try room(number, RoomImage())
        let batch = ImportBatch(id: "p", events: events, updates: [(.plan, change.update)])
        return room.handle(.importing(batch)).flatMap { effect -> [LogEntry] in
            if case .append(let entries) = effect { entries } else { [] }
        }
    }

    private static func room(_ number: Int, _ image: RoomImage) throws -> Room {
        try Room(
            id: name(number), image: image, signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)),
            day: "2024-12-30")
    }

    private static func server(
        _ log: SQLiteRoomLog, folder: String, now: @escaping @Sendable () -> Date
    ) throws -> (Waker, RoomDirectory, any EventLoop) {
        var configuration = ServerConfiguration(dataFolder: folder, port: 0)
        configuration.now = now
        let logger = Logger(label: "test")
        let loops = MultiThreadedEventLoopGroup.singleton
        let services = ServerServices(
            configuration: configuration, log: log,
            signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)),
            accounts: try AccountStore(folder: folder), metrics: ServerMetrics(), loops: loops, logger: logger
        )
        return (services.waker, services.directory, loops.next())
    }
}
