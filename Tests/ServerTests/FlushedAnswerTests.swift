import CRDT
import Committee
import NIOCore
import RoomCore
import Synchronization
import Testing

@testable import Server

@Suite("Answers that rest on what is written", .timeLimit(.minutes(1)))
struct FlushedAnswerTests {
    @Test("Nothing is handed out before the disk has what it rests on")
    func held() async throws {
        let log = try CommandTests.logWithPoint(
            [TestServer.worker, TestServer.management].map(CommandTests.seated))
        try await TestServer.with(log: log, hasRoom: false) { server in
            let (host, rated) = try await server.rateUnflushed(questions: 4)
            let snapshot = host.snapshot(for: TestServer.worker, .committee)
            let plan = host.plan(for: TestServer.worker)
            let file = host.exportPlan(for: TestServer.worker)
            let objection = host.objection(toInviting: "w1", by: TestServer.worker)
            let told = Told()
            snapshot.whenComplete { _ in told.add("snapshot") }
            plan.whenComplete { _ in told.add("plan") }
            file.whenComplete { _ in told.add("file") }
            objection.whenComplete { _ in told.add("objection") }
            // The room's queue runs in order: what would be told at once has been told by now.
            try await host.loop.submit {}.get()
            try await host.loop.submit {}.get()
            #expect(told.all == [])
            server.log.releaseFlushes()
            _ = try await (rated.get(), file.get(), objection.get())
            #expect(try await snapshot.get()?.json.contains("serious") == true)
            #expect(try await plan.get() != nil)
        }
    }

    @Test("A question beyond those that may wait is refused before anything is worked out for it")
    func tooMany() async throws {
        let log = try CommandTests.logWithPoint(
            [TestServer.worker, TestServer.management].map(CommandTests.seated))
        try await TestServer.with(
            log: log, hasRoom: false, limits: { $0.requestsWaitingMax = 2 }
        ) { server in
            let (host, rated) = try await server.rateUnflushed(questions: 3)
            let told = Told()
            let questions: [EventLoopFuture<Void>] = (0..<3).map { number in
                host.onceFlushed { _ in told.add("\(number)") }
            }
            for question in questions.dropFirst() {
                await #expect(throws: RequestFailure.busy) { try await question.get() }
            }
            #expect(told.all == ["0"])
            server.log.releaseFlushes()
            _ = try await rated.get()
            try await questions[0].get()
        }
    }

    private final class Told: Sendable {
        private let names = Mutex<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }
}
