import CRDT
import Committee
import Foundation
import Logging
import NIOPosix
import RoomCore
import Synchronization

/// Keeps the accounts as the rooms' rosters say: who has left loses key, tokens and codes, and a new seat can
/// be invited. The room has the last word; it is asked again whenever it is loaded.
final class AccountsFollower: Sendable {
    let accounts: AccountStore
    private let threads: NIOThreadPool
    private let logger: Logger
    /// The newest roster of each committee that is not written yet.
    private let waiting = Mutex<[String: [Participant]]>([:])
    private let writing = Mutex(())

    init(accounts: AccountStore, threads: NIOThreadPool, logger: Logger) {
        self.accounts = accounts
        self.threads = threads
        self.logger = logger
    }

    /// Queues a roster; of several the last one counts.
    func follow(_ members: [Participant], of committee: String) {
        waiting.withLock { $0[committee] = members }
        threads.submit { _ in self.writeWaiting(of: committee) }
    }

    private func writeWaiting(of committee: String) {
        writing.withLock { _ in
            guard let members = waiting.withLock({ $0.removeValue(forKey: committee) }) else { return }
            write(members, of: committee)
        }
    }

    private func write(_ members: [Participant], of committee: String) {
        do throws(AccountFailure) {
            if (try? accounts.members(of: committee)) != members {
                try accounts.setMembers(members, of: committee)
            }
        } catch {
            logger.error("the accounts cannot be written", metadata: ["failure": "\(error)"])
        }
    }

    /// What the accounts know and a room that was just read does not: keys that have no event yet. Blocks.
    func follow(_ room: Room, of committee: String) -> [AccountKey] {
        if !room.members.isEmpty {
            waiting.withLock { $0[committee] = room.members }
            writeWaiting(of: committee)
        }
        let keys = (try? accounts.keys(of: committee)) ?? []
        return Self.unknown(keys, to: room)
    }

    /// Those of the keys that the room's events do not name as their members' newest.
    static func unknown(_ keys: [AccountKey], to room: Room) -> [AccountKey] {
        keys.filter { key in
            let newest = room.events.last {
                $0.knownType == .keyRegistered && $0.subject == key.participant.id
            }
            return newest?.data["key"]?.string != key.base64
        }
    }
}

/// A member's public key as the accounts have it.
struct AccountKey: Hashable, Sendable {
    var participant: Participant
    /// Ed25519, 32 bytes.
    var publicKey: [UInt8]

    var base64: String { Data(publicKey).base64EncodedString() }

    /// Says in the room that this is the member's key from now on.
    func event(on day: String) -> Event {
        Event(
            id: UUID().uuidString.lowercased(), type: .keyRegistered, subject: participant.id,
            audience: .committee, side: nil, day: day,
            data: .object(["key": .string(base64)]))
    }
}
