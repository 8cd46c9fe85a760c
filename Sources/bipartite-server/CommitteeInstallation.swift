import Committee
import RoomCore
import RoomLog
import Server

/// Puts an imported committee into a data folder: its members first, then its room with all entries in one
/// commit.
///
/// The room is what counts: until it is there, a repeated import starts over; once it is there, it is whole.
struct CommitteeInstallation {
    var committee: CommitteeImport
    var members: [Participant]

    func install(into log: SQLiteRoomLog, accounts: AccountStore, today: UnixTime) throws {
        let id = committee.committee
        guard try !log.rooms().contains(id) else { throw alreadyThere }
        let entries = try entries(signer: HeadSigner(seed: log.headSeed), today: today)
        try accounts.setMembers(members, of: id)
        do {
            try log.create(room: id, holding: entries)
        } catch {
            try? accounts.setMembers([], of: id)
            throw error == .alreadyExists ? alreadyThere : error
        }
    }

    private var alreadyThere: CommandFailure {
        CommandFailure(
            "the committee \(committee.committee) is in this data folder already; nothing was imported",
            .cannotCreate)
    }

    /// What the room itself decides to write when it takes the import.
    private func entries(signer: HeadSigner, today: UnixTime) throws -> [LogEntry] {
        let batch = ImportBatch(
            id: committee.committee, events: committee.events, updates: committee.updates)
        var room = try Room(
            id: committee.committee, image: RoomImage(), signer: signer,
            day: day(of: today, in: committee.timeZone))
        var entries: [LogEntry] = []
        for effect in room.handle(.importing(batch)) {
            switch effect {
            case .append(let more): entries += more
            case .answered(_, let refusal?):
                throw CommandFailure(
                    "the room refused the import: \(refusal); nothing was imported", .badData)
            default: break
            }
        }
        return entries
    }
}
