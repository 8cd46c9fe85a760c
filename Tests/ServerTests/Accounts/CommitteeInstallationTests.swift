import CRDT
import Committee
import RoomCore
import RoomLog
import Server
import Testing

@Suite("Installing a committee")
struct CommitteeInstallationTests {
    private let folder: AccountFolder
    private let accounts: AccountStore
    private let signer = HeadSigner(seed: [UInt8](repeating: 7, count: 32))
    private let members = [Participant(id: "w1", name: "Nasrin", role: .member(.worker))]

    init() throws {
        folder = try AccountFolder()
        accounts = try AccountStore(folder: folder.path)
    }

    private func installation(updates: [(document: DocumentName, update: [UInt8])] = [])
        -> CommitteeInstallation
    {
        let events = ["one", "two"].map { name in
            Event(
                id: name, type: "roster.member.joined.v1", subject: "w1", audience: .committee, side: nil,
                day: "2024-11-11", data: .object([]))
        }
        return CommitteeInstallation(
            content: ImportBatch(id: "factory-1", events: events, updates: updates), members: members,
            day: "2024-11-11")
    }

    @Test("The room is there with all it was given, and its members can be invited")
    func whole() throws {
        let log = MemoryRoomLog()
        try installation().install(into: log, signer: signer, accounts: accounts)
        #expect(try log.load(room: "factory-1").entries.map(\.kind) == [.event, .event])
        #expect(try accounts.members(of: "factory-1") == members)
    }

    @Test("A committee that is there already stays as it is")
    func alreadyThere() throws {
        let log = MemoryRoomLog()
        try installation().install(into: log, signer: signer, accounts: accounts)
        let image = try log.load(room: "factory-1")
        #expect(throws: CommitteeInstallation.Failure.alreadyThere("factory-1")) {
            try installation().install(into: log, signer: signer, accounts: accounts)
        }
        #expect(try log.load(room: "factory-1").entries == image.entries)
        #expect(try accounts.members(of: "factory-1") == members)
    }

    @Test("Of an installation that fails nothing remains: no room, no member")
    func allOrNothing() throws {
        let closed = MemoryRoomLog()
        closed.close()
        #expect(throws: CommitteeInstallation.Failure.self) {
            try installation().install(into: closed, signer: signer, accounts: accounts)
        }
        #expect(try accounts.committees() == [])
        let log = MemoryRoomLog()
        #expect(throws: CommitteeInstallation.Failure.self) {
            try installation(updates: [(.plan, [0xFF])]).install(
                into: log, signer: signer, accounts: accounts)
        }
        #expect(try log.rooms() == [] && accounts.committees() == [])
    }
}
