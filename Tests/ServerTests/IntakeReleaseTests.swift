import Committee
import Foundation
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import Testing

@testable import Server

@Suite("Reports that wait for their readers", .timeLimit(.minutes(1)))
struct IntakeReleaseTests {
    private static func waiting(on day: String, severity: String) throws -> IntakeStore.Waiting {
        let day = try #require(CalendarDay(day))
        let report = IntakeReport(
            id: UUID().uuidString.lowercased(), day: day, category: "heat", severity: severity,
            text: "It is too hot.", language: "en")
        return IntakeStore.Waiting(id: UUID().uuidString.lowercased(), day: day, content: .report(report))
    }

    @Test("A committee whose reports cannot be let out holds up no other's, and is tried again")
    func apart() async throws {
        let folder = try AccountFolder()
        let seal = PayloadSeal(key: [UInt8](repeating: 5, count: 32))
        let store = try IntakeStore(folder: folder.path, seal: seal)
        let log = MemoryRoomLog()
        try log.create(room: "b")
        // Only who is behind looks at an urgent report of today. The log does not know its room.
        try store.keep(try Self.waiting(on: "2025-03-10", severity: "critical"), of: "a")
        try store.keep(try Self.waiting(on: "2025-03-09", severity: "high"), of: "b")
        var configuration = ServerConfiguration(dataFolder: folder.path, port: 0)
        let now = try #require(ISO8601DateFormatter().date(from: "2025-03-10T12:00:00Z"))
        configuration.now = { now }
        let lines = CapturedLines()
        let loops = MultiThreadedEventLoopGroup.singleton
        let services = ServerServices(
            configuration: configuration, log: log,
            signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)),
            accounts: try AccountStore(folder: folder.path), intake: store, metrics: ServerMetrics(),
            loops: loops, logger: Logger(label: "test", factory: { _ in lines }))
        let desk = try #require(services.intake)
        await desk.releaseDue()
        #expect(try store.waiting(of: "a").readable.count == 1)
        #expect(try store.waiting(of: "b").readable.isEmpty)
        #expect(try !log.load(room: "b").entries.isEmpty)
        let failures = lines.all.filter { $0.contains("cannot be let out") }
        #expect(failures.count == 1 && failures.allSatisfy { $0.contains("\"room\"") }, "\(failures)")
        try log.create(room: "a")
        await desk.releaseDue()
        #expect(try store.waiting(of: "a").readable.isEmpty)
        #expect(try !log.load(room: "a").entries.isEmpty)
        try await services.directory.stop(on: loops.any()).get()
    }
}
