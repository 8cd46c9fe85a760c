import CRDT
import Committee
import RoomCore
import SyncProtocol
import Testing

@Suite("What two members wrote at one place while both were offline")
struct OfflineWorkTests {
    @Test("It is taken whole in the step2 of each, however they meet", arguments: [true, false])
    func bothAreTaken(higherComesLast: Bool) throws {
        let empty = RoomImage(entries: [], end: .zero, heads: [])
        var room = try Room(
            id: "factory", image: empty, limits: RoomLimits(), signer: TestWorld.signer, day: "2024-11-11")
        let lines = 400
        for (number, name) in [(higherComesLast ? 7 : 8, "w1"), (higherComesLast ? 8 : 7, "m1")] {
            let connection = ConnectionID(UInt64(number))
            var doc = Doc(clientID: ClientID(number))
            for _ in 0..<lines { doc.edit { $0.insert("line\n", at: 0, in: $0.root("notes", .text)) } }
            _ = room.handle(.joined(connection, .plan, TestWorld.participant(name), .hocuspocus))
            let effects = room.handle(
                .received(connection, .plan, .sync(.step2(doc.encodeStateAsUpdate()))))
            for effect in effects {
                if case .drop(_, _, _, let reason) = effect { Issue.record("dropped: \(reason)") }
            }
        }
        let doc = try #require(room.documents[.plan])
        #expect(doc.root("notes").map { doc.length(of: $0) } == 2 * lines * 5)
    }
}
