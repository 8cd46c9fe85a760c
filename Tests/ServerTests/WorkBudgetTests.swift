import NIOCore
import Testing

@testable import Server

@Suite("What one connection may have rooms work for it", .timeLimit(.minutes(1)))
struct WorkBudgetTests {
    private static let limits: ServerLimits = {
        var limits = ServerLimits()
        (limits.workMillisecondsBurst, limits.workPercent) = (100, 25)
        return limits
    }()

    private static func moment(_ milliseconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000) + .milliseconds(milliseconds)
    }

    @Test("A burst is free; what is beyond takes four times as long as it cost")
    func burst() {
        var budget = WorkBudget(Self.limits, at: Self.moment(0))
        #expect(budget.spend(.milliseconds(100), at: Self.moment(0)) == nil)
        #expect(budget.spend(.milliseconds(10), at: Self.moment(0)) == .milliseconds(40))
        #expect(budget.spend(.zero, at: Self.moment(39)) == .milliseconds(1))
        #expect(budget.spend(.zero, at: Self.moment(40)) == nil)
    }

    @Test("Whoever costs less than its share is never held back, and saves no more than the burst")
    func share() {
        var budget = WorkBudget(Self.limits, at: Self.moment(0))
        for step in 1...1000 as ClosedRange<Int64> {
            #expect(budget.spend(.milliseconds(50), at: Self.moment(step * 200)) == nil)
        }
        #expect(budget.spend(.milliseconds(100), at: Self.moment(1_000_000)) == nil)
        #expect(budget.spend(.milliseconds(1), at: Self.moment(1_000_000)) == .milliseconds(4))
    }

    @Test("Whoever asks without end is read more slowly, gets every answer, and holds up nobody else")
    func endlessQuestions() async throws {
        let limits = { (limits: inout ServerLimits) in
            (limits.workMillisecondsBurst, limits.workPercent) = (1, 100)
        }
        try await TestServer.with(limits: limits) { server in
            let token = try server.token(TestServer.worker)
            let plan = "/y/\(TestServer.committee)/plan"
            let asker = try await TestSocket.open(server.port, plan, token: token)
            let other = try await TestSocket.open(server.port, plan, token: token)
            let step1: [UInt8] = [0, 0, 1, 0]
            try await asker.send(Array(repeatElement(TestSocket.frame(step1), count: 2000).joined()))
            var answers = 0
            while answers < 2000 {
                guard case .binary(let bytes) = try await asker.next() else { continue }
                if bytes.starts(with: [0, 1]) { answers += 1 }
            }
            try await other.send(TestSocket.frame([7], opcode: 9))
            while try await other.next() != .pong([7]) {}
        }
    }
}
