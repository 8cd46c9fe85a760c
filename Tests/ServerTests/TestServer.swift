import CRDT
import Committee
import Foundation
import Logging
import NIOCore
import RoomCore
import RoomLog
import Synchronization

@testable import Server

/// A server on a free port with one committee: two workers, one of management, an advisor.
final class TestServer: Sendable {
    static let committee = "factory-01"
    static let worker = Participant(id: "w1", name: "Nadia", role: .member(.worker))
    static let secondWorker = Participant(id: "w2", name: "Rumi", role: .member(.worker), isHandler: true)
    static let management = Participant(id: "m1", name: "Karim", role: .member(.management))
    static let advisor = Participant(id: "a1", name: "Lea", role: .advisor)

    let accounts: AccountStore
    let log: HeldRoomLog
    let lines = CapturedLines()
    let limits: ServerLimits
    let server: RunningServer
    private let folder: URL

    var port: Int { server.port }

    init(
        log: HeldRoomLog = HeldRoomLog(), hasRoom: Bool = true,
        limits change: (inout ServerLimits) -> Void = { _ in },
        roomLimits changeRoom: (inout RoomLimits) -> Void = { _ in }
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "bipartite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        accounts = try AccountStore(folder: folder.path)
        try accounts.setMembers(
            [Self.worker, Self.secondWorker, Self.management, Self.advisor], of: Self.committee)
        self.log = log
        if hasRoom { try log.create(room: Self.committee) }
        var limits = ServerLimits()
        limits.tokenCheckMilliseconds = 20
        limits.reopenMilliseconds = 0
        change(&limits)
        self.limits = limits
        var roomLimits = RoomLimits()
        // Nothing is told by the clock unless a test asks for it.
        roomLimits.quietMilliseconds = 0
        changeRoom(&roomLimits)
        let lines = lines
        var logger = Logger(label: "test", factory: { _ in lines })
        logger.logLevel = .trace
        server = try await RunningServer.start(
            ServerConfiguration(
                dataFolder: folder.path, port: 0, limits: limits, roomLimits: roomLimits), log: log,
            signer: HeadSigner(seed: [UInt8](repeating: 7, count: 32)), accounts: accounts, logger: logger)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func token(_ member: Participant) throws -> String {
        try accounts.issueToken(member: member.id, of: Self.committee, now: .now).token
    }

    /// Runs a test against a fresh server and stops it, whatever happens.
    static func with<Result>(
        log: HeldRoomLog = HeldRoomLog(), hasRoom: Bool = true,
        limits: (inout ServerLimits) -> Void = { _ in },
        roomLimits: (inout RoomLimits) -> Void = { _ in }, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        let server = try await TestServer(
            log: log, hasRoom: hasRoom, limits: limits, roomLimits: roomLimits)
        do {
            let result = try await body(server)
            try await server.server.stop()
            return result
        } catch {
            server.log.releaseFlushes()
            try? await server.server.stop()
            throw error
        }
    }
}

/// Every line the server logged, metadata included.
final class CapturedLines: LogHandler {
    private struct State {
        var lines: [String] = []
        var waiting: [(String, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var all: [String] { state.withLock { $0.lines } }

    /// Returns once a line that contains `text` was logged.
    func wait(for text: String) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.lines.contains(where: { $0.contains(text) }) { return true }
                state.waiting.append((text, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func log(event: LogEvent) {
        let line = "\(event.level) \(event.message) \(event.metadata?.description ?? "")"
        let ready = state.withLock { state in
            state.lines.append(line)
            let ready = state.waiting.filter { line.contains($0.0) }
            state.waiting.removeAll { line.contains($0.0) }
            return ready
        }
        for (_, continuation) in ready { continuation.resume() }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set { _ = newValue }
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set { _ = newValue }
    }
    var logLevel: Logger.Level {
        get { .trace }
        set { _ = newValue }
    }
}

extension TestServer {
    /// The room, kept for so many questions more, and a rating of the point `d-1` that waits for the disk
    /// until `log.releaseFlushes`.
    func rateUnflushed(
        questions: Int
    ) async throws -> (host: RoomHost, rated: EventLoopFuture<CommandAnswer>) {
        let services = server.services
        let host = try await services.directory.lease(Self.committee, on: services.loops.any()).get()
        host.lease(questions)
        log.holdFlushes()
        let rate: AnyValue = .object([
            "id": .string("0a0a0a0a-0000-4000-8000-000000000009"),
            "type": .string(CommandType.ratePoint.rawValue), "subject": .string("d-1"),
            "data": .object(["rating": .string("serious")]),
        ])
        return (host, host.command(rate, bytes: rate.json.utf8.count, by: Self.management))
    }
}
