import Foundation
import NIOCore
import NIOPosix

/// Answers who somebody is. Looks into the accounts off the event loops. Where they may go is their room's to
/// say (`Room.access`), which knows who handles what.
struct Doorkeeper: Sendable {
    let accounts: AccountStore
    let threads: NIOThreadPool

    /// Whom the token stands for now; nil if it is unknown, expired or revoked.
    func authenticate(_ token: String, on loop: any EventLoop) -> EventLoopFuture<Authenticated?> {
        threads.runIfActive(eventLoop: loop) {
            try accounts.participant(token: token, now: .now)
        }
    }
}

extension UnixTime {
    /// The wall clock.
    static var now: UnixTime { Int(Date().timeIntervalSince1970) }
}
