import CRDT
import Committee
import RoomCore
import SyncProtocol
import Testing

@Suite("How long a document may become, and when it is written anew")
struct DocumentSizeTests {
    /// One member at one document; what is flushed is flushed at once.
    private struct Desk {
        var room: Room
        var doc = Doc(clientID: 5)
        let connection = ConnectionID(1)
        var checkpoints = 0

        init(_ limits: RoomLimits) throws {
            room = try Room(
                id: "factory", image: RoomImage(entries: [], end: .zero, heads: []), limits: limits,
                signer: TestWorld.signer, day: "2024-11-11")
            _ = hear(.joined(connection, .plan, TestWorld.participant("w1"), .hocuspocus))
        }

        /// The server's word on what was sent, if there was one.
        mutating func hear(_ input: Room.Input) -> Bool? {
            var answer: Bool?
            var effects = room.handle(input)
            while !effects.isEmpty {
                let effect = effects.removeFirst()
                if case .append(let entries) = effect, let last = entries.last {
                    checkpoints += entries.count { $0.kind == .checkpoint }
                    effects += room.handle(.appended(through: last.position, heads: []))
                }
                if case .send(_, _, .syncStatus(let isApplied)) = effect { answer = isApplied }
            }
            return answer
        }

        mutating func edit(_ body: (inout Transaction) -> Void) -> Bool? {
            hear(.received(connection, .plan, .sync(.update(doc.edit(body).update))))
        }

        mutating func type(_ count: Int) -> Bool? {
            edit { $0.insert(String(repeating: "a", count: count), at: 0, in: $0.root("notes", .text)) }
        }
    }

    @Test("Into a full document nothing more comes; deletes do, and make room")
    func full() throws {
        var limits = RoomLimits()
        limits.documentBytesMax = 3_000
        limits.checkpointUpdates = 4
        var desk = try Desk(limits)
        #expect(desk.type(1_000) == true)
        #expect(desk.type(1_000) == true)
        let before = desk.doc
        #expect(desk.type(1_000) == false)
        // The client lets go of what was not taken.
        desk.doc = before
        for _ in 0..<2 {
            #expect(desk.edit { $0.delete(at: 0, count: 900, in: $0.root("notes", .text)) } == true)
        }
        #expect(desk.checkpoints == 1)
        desk.doc.clientID = 6
        #expect(desk.type(1_000) == true)
    }

    @Test("A room that is let go writes documents anew that were written in much, and no others")
    func unloading() throws {
        let cases = [(1, 10, false), (49, 10, false), (50, 10, true), (2, 40_000, true)]
        for (count, length, isWritten) in cases {
            var desk = try Desk(RoomLimits())
            for _ in 0..<count { _ = desk.type(length) }
            _ = desk.hear(.unload)
            #expect((desk.checkpoints > 0) == isWritten, "\(count) updates of \(length)")
        }
    }
}
