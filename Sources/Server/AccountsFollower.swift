import CRDT
import Committee
import Foundation
import Logging
import NIOPosix
import RoomCore
import Synchronization

/// Keeps the accounts as the rooms' rosters say: who has left loses key, tokens and codes, whose key was made
/// void loses it and the tokens, and a new seat can be invited.
///
/// The room has the last word; it is asked again whenever it is loaded.
final class AccountsFollower: Sendable {
    let accounts: AccountStore
    private let threads: NIOThreadPool
    private let logger: Logger
    /// The newest roster of each committee that is not written yet.
    private let waiting = Mutex<[String: RosterStanding]>([:])
    private let writing = Mutex(())

    init(accounts: AccountStore, threads: NIOThreadPool, logger: Logger) {
        self.accounts = accounts
        self.threads = threads
        self.logger = logger
    }

    /// Queues a roster; of several the last one counts.
    func follow(_ standing: RosterStanding, of committee: String) {
        waiting.withLock { $0[committee] = standing }
        threads.submit { _ in self.writeWaiting(of: committee) }
    }

    /// Returns when the accounts know what the room has told of its roster. Blocks.
    func settle(_ committee: String) { writeWaiting(of: committee) }

    /// Tries once more what the accounts could not take: until they do, who has left can still enter. Blocks.
    func writeLeft() {
        for committee in waiting.withLock({ $0.keys.sorted() }) { writeWaiting(of: committee) }
    }

    private func writeWaiting(of committee: String) {
        writing.withLock { _ in
            guard let standing = waiting.withLock({ $0.removeValue(forKey: committee) }) else { return }
            guard !write(standing, of: committee) else { return }
            // It stays for `writeLeft`, unless the room has told of a newer one meanwhile.
            waiting.withLock { $0[committee] = $0[committee] ?? standing }
        }
    }

    /// False if the accounts did not take all of it.
    private func write(_ standing: RosterStanding, of committee: String) -> Bool {
        do throws(AccountFailure) {
            if (try? accounts.members(of: committee)) != standing.members {
                try accounts.setMembers(standing.members, of: committee)
            }
            let ended = try accounts.keys(of: committee).filter { key in
                standing.revokedKeys[key.participant.id]?.contains(key.base64) == true
            }
            for key in ended {
                try accounts.void(key: key.publicKey, of: key.participant.id, in: committee)
            }
            return true
        } catch {
            logger.error("the accounts cannot be written", metadata: ["failure": "\(error)"])
            return false
        }
    }

    /// Writes the roster of a room that was just read, and yields the keys the accounts know: some may have
    /// no event yet. Blocks.
    func follow(_ room: Room, of committee: String) -> [AccountKey] {
        if !room.members.isEmpty {
            waiting.withLock { $0[committee] = room.standing }
            writeWaiting(of: committee)
        }
        return (try? accounts.keys(of: committee)) ?? []
    }

    /// What the room has to record of these keys.
    static func registrations(of keys: [AccountKey], in room: Room, day: String) -> [Event] {
        keys.compactMap { key in
            room.registration(
                ofKey: key.base64, by: key.participant.id, eventID: UUID().uuidString.lowercased(), day: day)
        }
    }
}

/// A member's public key as the accounts have it.
struct AccountKey: Hashable, Sendable {
    var participant: Participant
    /// Ed25519, 32 bytes.
    var publicKey: [UInt8]

    var base64: String { Data(publicKey).base64EncodedString() }
}
