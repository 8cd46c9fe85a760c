import CRDT
import Committee
import RoomCore
import SyncProtocol
import Testing

/// When documents are written to the log as a whole.
struct CheckpointTests {
    static let updatesMax = 20

    /// Which of 100 updates, the first being number 1, were followed by a checkpoint.
    private func checkpoints(in room: String) throws -> [Int] {
        var limits = RoomLimits()
        limits.checkpointUpdates = Self.updatesMax
        let empty = RoomImage(entries: [], end: .zero, heads: [])
        var room = try Room(
            id: room, image: empty, limits: limits, signer: TestWorld.signer, day: "2024-11-11")
        let connection = ConnectionID(1)
        _ = room.handle(.joined(connection, .plan, TestWorld.participant("w1"), .hocuspocus))
        var doc = Doc(clientID: 1)
        return (1...100).filter { _ in
            let change = doc.edit { transaction in
                transaction.insert("x", at: 0, in: transaction.root("notes", .text))
            }
            return room.handle(.received(connection, .plan, .sync(.update(change.update)))).contains {
                guard case .append(let entries) = $0 else { return false }
                return entries.contains { $0.kind == .checkpoint }
            }
        }
    }

    @Test func aDocumentIsWrittenAfterSoManyUpdatesAndTheFirstTimeNoLater() throws {
        for number in 0..<50 {
            let found = try checkpoints(in: "factory-\(number)")
            #expect(try (1...Self.updatesMax).contains(#require(found.first)))
            #expect(zip(found, found.dropFirst()).allSatisfy { $1 - $0 == Self.updatesMax })
        }
    }

    @Test func roomsThatAreWrittenInAlikeDoNotWriteTheirsTogether() throws {
        var atOnce: [Int: Int] = [:]
        for number in 0..<100 {
            atOnce[try #require(checkpoints(in: "factory-\(number)").first), default: 0] += 1
        }
        #expect(atOnce.count > Self.updatesMax / 2)
        #expect((atOnce.values.max() ?? 0) < 20)
    }

    @Test func aRoomWritesItsOwnAlwaysAtTheSamePlace() throws {
        #expect(try checkpoints(in: "factory-7") == checkpoints(in: "factory-7"))
    }
}
