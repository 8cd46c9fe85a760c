import NIOCore
import NIOPosix
import RoomCore
import Synchronization

/// Looks up every token in use again and again, and ends what an expired or revoked one had opened.
final class TokenWatch: Sendable {
    private let doorkeeper: Doorkeeper
    private let interval: TimeAmount
    private let inUse = Mutex<[String: [ObjectIdentifier: RoomConnection]]>([:])

    init(doorkeeper: Doorkeeper, limits: ServerLimits) {
        self.doorkeeper = doorkeeper
        interval = .milliseconds(Int64(limits.tokenCheckMilliseconds))
    }

    func add(_ connection: RoomConnection, token: String) {
        inUse.withLock { $0[token, default: [:]][ObjectIdentifier(connection)] = connection }
    }

    func remove(_ connection: RoomConnection, token: String) {
        inUse.withLock { tokens in
            tokens[token]?[ObjectIdentifier(connection)] = nil
            if tokens[token]?.isEmpty == true { tokens[token] = nil }
        }
    }

    /// Begins to look; the next look starts when the last is answered.
    func start(on loop: any EventLoop) -> RepeatedTask {
        loop.scheduleRepeatedAsyncTask(initialDelay: interval, delay: interval) { _ in
            self.doorkeeper.threads.runIfActive(eventLoop: loop) { self.check() }
        }
    }

    private func check() {
        let tokens = inUse.withLock { Array($0.keys) }
        for token in tokens {
            // An unreadable accounts file ends nobody: it says nothing about the token.
            guard
                let answer = try? doorkeeper.accounts.participant(token: token, now: .now) as Authenticated??,
                answer == nil
            else { continue }
            let ended = inUse.withLock { $0[token].map { Array($0.values) } ?? [] }
            for connection in ended {
                connection.endpoint.loop.execute {
                    connection.drop(.revoked, reason: "the token was revoked or ran out", ofToken: token)
                }
            }
        }
    }
}
