import NIOCore
import NIOPosix
import RoomCore
import Synchronization

/// Looks again and again whether tokens in use have run out or were revoked, and ends what they had opened.
final class TokenWatch: Sendable {
    private let doorkeeper: Doorkeeper
    private let interval: TimeAmount
    private let inUse = Mutex(TokensInUse<RoomConnection>())

    init(doorkeeper: Doorkeeper, limits: ServerLimits) {
        self.doorkeeper = doorkeeper
        interval = .milliseconds(Int64(limits.tokenCheckMilliseconds))
    }

    func add(_ connection: RoomConnection, token: String, expires: UnixTime) {
        inUse.withLock { $0.add(connection, token: token, expires: expires) }
    }

    func remove(_ connection: RoomConnection, token: String) {
        inUse.withLock { $0.remove(connection, token: token) }
    }

    /// Begins to look; the next look starts when the last is answered.
    func start(on loop: any EventLoop) -> RepeatedTask {
        loop.scheduleRepeatedAsyncTask(initialDelay: interval, delay: interval) { _ in
            self.doorkeeper.threads.runIfActive(eventLoop: loop) { self.check() }
        }
    }

    private func check() {
        // An unreadable accounts file ends nobody: it says nothing about a token.
        guard let version = try? doorkeeper.accounts.version() else { return }
        for token in inUse.withLock({ $0.due(version: version, now: .now) }) {
            do {
                let answer = try doorkeeper.accounts.participant(token: token, now: .now)
                if answer == nil { end(token) }
            } catch {
                inUse.withLock { $0.lookAtAllAgain() }
            }
        }
    }

    private func end(_ token: String) {
        for connection in inUse.withLock({ $0.holders(of: token) }) {
            connection.endpoint.loop.execute {
                connection.drop(.revoked, reason: "the token was revoked or ran out", ofToken: token)
            }
        }
    }
}
