import Committee
import Foundation
import GRDB
import Logging
import NIOCore
import NIOPosix
import RoomCore
import RoomLog
import Testing

@testable import Server

@Suite("Accounts that follow the rosters", .timeLimit(.minutes(1)))
struct AccountsFollowerTests {
    @Test("Who left while the accounts could not be written loses the token at the next look of the waker")
    func written() async throws {
        let folder = try AccountFolder()
        let accounts = try AccountStore(folder: folder.path)
        let committee = TestServer.committee
        try accounts.setMembers([TestServer.worker, TestServer.secondWorker], of: committee)
        let token = try accounts.issueToken(
            member: TestServer.secondWorker.id, of: committee, now: .now
        ).token
        let loops = MultiThreadedEventLoopGroup.singleton
        let signer = HeadSigner(seed: [UInt8](repeating: 7, count: 32))
        // The waker finds no room to load, which would have the roster written too.
        let services = ServerServices(
            configuration: ServerConfiguration(dataFolder: folder.path, port: 0), log: MemoryRoomLog(),
            signer: signer, accounts: accounts, intake: nil, metrics: ServerMetrics(), loops: loops,
            logger: Logger(label: "test"))
        try await accounts.pool.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refusal BEFORE DELETE ON members
                    BEGIN SELECT RAISE(ABORT, 'not now'); END
                    """)
        }
        let image = try CommandTests.logWithPoint([CommandTests.seated(TestServer.worker)])
            .load(room: committee)
        let room = try Room(id: committee, image: image, signer: signer, day: "2024-11-11")
        _ = services.follower.follow(room, of: committee)
        _ = try await services.waker.look(on: loops.any()).get()
        #expect(try accounts.participant(token: token, now: .now) != nil)
        try await accounts.pool.write { db in try db.execute(sql: "DROP TRIGGER refusal") }
        _ = try await services.waker.look(on: loops.any()).get()
        #expect(try accounts.participant(token: token, now: .now) == nil)
        #expect(try accounts.members(of: committee).map(\.id) == [TestServer.worker.id])
    }
}
