public import Committee
public import RoomCore
public import RoomLog

/// Puts a committee into a data folder: its members first, then its room with all entries in one commit.
///
/// The room is what counts: until it is there, a repeated installation starts over; once it is there, it is
/// whole.
public struct CommitteeInstallation: Sendable {
    public enum Failure: Error, Hashable, Sendable {
        /// The folder has a room of that id.
        case alreadyThere(String)
        /// The room does not take the content, in its words.
        case refused(String)
        case log(LogFailure)
        case accounts(AccountFailure)
    }
    private let content: ImportBatch
    private let members: [Participant]
    private let day: String

    /// `content.id` is the committee's id, `day` the factory's calendar day.
    public init(content: ImportBatch, members: [Participant], day: String) {
        self.content = content
        self.members = members
        self.day = day
    }

    public func install(
        into log: some RoomLog, signer: HeadSigner, accounts: AccountStore
    ) throws(Failure) {
        let id = content.id
        let entries = try entries(signer: signer)
        do throws(LogFailure) {
            guard try !log.rooms().contains(id) else { throw .alreadyExists }
        } catch {
            throw error == .alreadyExists ? .alreadyThere(id) : .log(error)
        }
        do { try accounts.setMembers(members, of: id) } catch { throw .accounts(error) }
        do {
            try log.create(room: id, holding: entries)
        } catch {
            // If this fails too, members without a room remain: they can enter nothing, and the next attempt
            // replaces them.
            try? accounts.setMembers([], of: id)
            throw error == .alreadyExists ? .alreadyThere(id) : .log(error)
        }
    }

    /// What the room itself decides to write when it takes the content.
    private func entries(signer: HeadSigner) throws(Failure) -> [LogEntry] {
        var room: Room
        do {
            room = try Room(id: content.id, image: RoomImage(), signer: signer, day: day)
        } catch {
            throw .refused("an empty room does not wake: \(error)")
        }
        var entries: [LogEntry] = []
        for effect in room.handle(.importing(content)) {
            switch effect {
            case .append(let more): entries += more
            case .answered(_, let refusal?): throw .refused(refusal)
            default: break
            }
        }
        return entries
    }
}

/// One sentence: the fault and the remedy.
extension CommitteeInstallation.Failure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .alreadyThere(let id): "the committee \(id) is in this data folder already; nothing was imported"
        case .refused(let words): "the room refused the content: \(words); nothing was imported"
        case .log(let failure): "\(failure); nothing was imported"
        case .accounts(let failure): "\(failure); nothing was imported"
        }
    }
}
