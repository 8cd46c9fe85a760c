import Committee
import Foundation
import NIOCore
import NIOPosix

/// Answers who somebody is and where they may go. Looks into the accounts off the event loops.
struct Doorkeeper: Sendable {
    let accounts: AccountStore
    let threads: NIOThreadPool

    /// Whom the token stands for now; nil if it is unknown, expired or revoked.
    func authenticate(_ token: String, on loop: any EventLoop) -> EventLoopFuture<Authenticated?> {
        threads.runIfActive(eventLoop: loop) {
            try accounts.participant(token: token, now: .now)
        }
    }

    /// Whether somebody may know that what the address names exists.
    static func admits(_ authenticated: Authenticated, to address: Address) -> Bool {
        guard authenticated.committee == address.committee else { return false }
        switch address.target {
        // Who handles a case is known to the room alone.
        case .document(.restrictedCase): return true
        case .document(let name): return Permissions.access(of: authenticated.participant, to: name) != .none
        case .channel: return true
        case .nothing: return false
        }
    }
}

extension UnixTime {
    /// The wall clock.
    static var now: UnixTime { Int(Date().timeIntervalSince1970) }
}
