import CRDT
import Committee
import Foundation
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import Synchronization
import TestSupport
import Testing

@testable import Server

/// Rooms nobody opens, a clock that is moved by hand, restarts in between: every clock strikes once, on the
/// day of its factory.
@Suite("Clocks of rooms that nobody opens")
struct WakerTests {
    /// `scripts/test --long clocks` takes 1,000.
    private static let rooms =
        ProcessInfo.processInfo.environment["BIPARTITE_COUNT"].flatMap { Int($0) } ?? 30
    /// And cuts ten runs of the server to pieces.
    private static let seeds: UInt64 = rooms >= 1_000 ? 10 : 2
    @Test("A hundred days strike each due date, reminder and window once, on the factory's own day")
    func everyClockOnce() async throws {
        let folder = try Self.folder(rooms: Self.rooms)
        defer { try? FileManager.default.removeItem(at: folder) }
        let time = Mutex(try Self.moment("2024-12-31T00:30:00Z"))
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

    @Test(
        "A server cut in the middle of a look loses no clock and strikes none twice",
        arguments: 0..<Self.seeds)
    func cut(seed: UInt64) async throws {
        let rooms = 6
        let folder = try Self.folder(rooms: rooms)
        defer { try? FileManager.default.removeItem(at: folder) }
        let time = Mutex(try Self.moment("2024-12-31T00:30:00Z"))
        let end = try Self.moment("2025-04-20T00:30:00Z")
        var random = SeededGenerator(seed: seed)
        var cuts = 0
        while time.withLock({ $0 < end }) {
            let disk = try SQLiteRoomLog(folder: folder.path)
            // Between the loading, the writing and the wake-up's update: at any call of the log.
            let log = CutRoomLog(disk, after: random.number(below: 20), isWritten: random.chance(0.5))
            let (waker, directory, loop) = try Self.server(log, folder: folder.path) { time.withLock { $0 } }
            while !log.isCut, time.withLock({ $0 < end }) {
                _ = try await waker.look(on: loop).get()
                if !log.isCut { time.withLock { $0 += 6 * 3600 } }
            }
            if log.isCut { cuts += 1 }
            try await directory.stop(on: loop).get()
            disk.close()
        }
        try check(folder.path, rooms: rooms)
        #expect(cuts > 10, "seed \(seed): \(cuts) cuts")
    }

    @Test("A look is over when its rooms are out of memory, and a room whose log failed is left alone")
    func lookToTheEnd() async throws {
        let folder = try Self.folder(rooms: 3)
        defer { try? FileManager.default.removeItem(at: folder) }
        let disk = try SQLiteRoomLog(folder: folder.path)
        defer { disk.close() }
        let log = HeldRoomLog(disk)
        let time = Mutex(try Self.moment("2025-01-10T00:30:00Z"))
        let (waker, directory, loop) = try Self.server(log, folder: folder.path, retrySeconds: 600) {
            time.withLock { $0 }
        }
        #expect(try await waker.look(on: loop).get() == 3)
        #expect((0..<3).allSatisfy { !directory.holds(ClockedRoom.name($0)) })
        time.withLock { $0 += 90 * 86_400 }
        log.failAppends(with: .diskFull)
        #expect(try await waker.look(on: loop).get() == 3)
        log.failAppends(with: nil)
        #expect(try await waker.look(on: loop).get() == 0)
        try await directory.stop(on: loop).get()
    }

    @Test("A new time zone takes effect at once, and the next wake-up is at the start of its days")
    func newTimeZone() async throws {
        let folder = try Self.folder(rooms: 0)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = try SQLiteRoomLog(folder: folder.path)
        defer { log.close() }
        let dues = try [("p-1", "2025-01-10"), ("p-2", "2025-02-10")].map { item, day in
            ClockedRoom.event(.itemDueSet, item, [.init("due", .string(try #require(CalendarDay(day)).text))])
        }
        try log.create(
            room: "factory",
            holding: try ClockedRoom.entries(
                "factory", [ClockedRoom.opening(in: "Pacific/Honolulu")] + dues, items: ["p-1", "p-2"]))
        // In Honolulu it is the evening of the 10th, in Kiritimati the 11th has come.
        let now = try Self.moment("2025-01-11T08:00:00Z")
        let (waker, directory, loop) = try Self.server(log, folder: folder.path) { now }
        _ = try await waker.look(on: loop).get()
        let overdue = EventType.itemOverdue.rawValue
        #expect(try ClockedRoom.told(by: log, "factory").allSatisfy { $0.type != overdue })
        try await directory.lease("factory", on: loop).flatMap { host in
            host.record { _, day in
                var opening = ClockedRoom.opening(in: "Pacific/Kiritimati")
                (opening.id, opening.day) = ("again", day)
                return [opening]
            }
        }.get()
        try await directory.stop(on: loop).get()
        let struck = try ClockedRoom.told(by: log, "factory").filter { $0.type == overdue }
        #expect(struck.map(\.subject) == ["p-1"] && struck.map(\.day) == ["2025-01-11"])
        // The reminder for the second item: the start of 3 February in Kiritimati.
        let next = Int64(try Self.moment("2025-02-02T10:00:00Z").timeIntervalSince1970)
        #expect(try log.rooms(dueBy: next - 1) == [])
        #expect(try log.rooms(dueBy: next) == ["factory"])
    }

    private func check(_ folder: String, rooms: Int = Self.rooms) throws {
        let log = try SQLiteRoomLog(folder: folder)
        var struck: [String: Int] = [:]
        for number in 0..<rooms {
            let name = ClockedRoom.name(number)
            let strikes = try ClockedRoom.told(by: log, name)
            let expected = try ClockedRoom.expected(number)
            #expect(Set(strikes) == expected, "\(name): \(expected.symmetricDifference(strikes))")
            #expect(strikes.count == expected.count, "\(name): once")
            for strike in strikes { struck[strike.type, default: 0] += 1 }
            #expect(try log.verify(room: name).isWhole)
        }
        log.close()
        let kinds = struck.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        print("\(rooms) rooms, \(struck.values.reduce(0, +)) clocks struck, each once: \(kinds)")
    }

    // MARK: Folders and servers

    private static func moment(_ text: String) throws -> Date {
        try #require(ISO8601DateFormatter().date(from: text))
    }

    private static func folder(rooms: Int) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "clocks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let log = try SQLiteRoomLog(folder: folder.path)
        for number in 0..<rooms {
            try log.create(room: ClockedRoom.name(number), holding: try ClockedRoom.entries(number))
        }
        log.close()
        return folder
    }

    private static func server(
        _ log: any RoomLog, folder: String, retrySeconds: Int = 0, now: @escaping @Sendable () -> Date
    ) throws -> (Waker, RoomDirectory, any EventLoop) {
        var configuration = ServerConfiguration(dataFolder: folder, port: 0)
        configuration.now = now
        configuration.limits.wakerRetrySeconds = retrySeconds
        configuration.limits.reopenMilliseconds = 0
        let logger = Logger(label: "test")
        let loops = MultiThreadedEventLoopGroup.singleton
        let services = ServerServices(
            configuration: configuration, log: log,
            signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)),
            accounts: try AccountStore(folder: folder), intake: nil, metrics: ServerMetrics(), loops: loops,
            logger: logger
        )
        return (services.waker, services.directory, loops.next())
    }
}
