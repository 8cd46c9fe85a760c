import NIOCore
import NIOPosix
import Testing

@testable import Server

/// Which event loop a room is given to.
struct LoopSharesTests {
    private let group = MultiThreadedEventLoopGroup.singleton

    @Test func aRoomRunsBesideWhoAsksForIt() {
        var shares = LoopShares(group)
        for loop in group.makeIterator() {
            #expect(shares.home(near: loop) === loop)
        }
    }

    @Test func whoAsksForAllRoomsHasNoMoreThanAFairShareOfThem() throws {
        let loops = Array(group.makeIterator())
        try #require(loops.count > 1)
        var shares = LoopShares(group)
        var given: [ObjectIdentifier: Int] = [:]
        for _ in 0..<1000 { given[ObjectIdentifier(shares.home(near: loops[0])), default: 0] += 1 }
        let counts = loops.map { given[ObjectIdentifier($0)] ?? 0 }
        #expect(counts[0] == counts.max())
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= LoopShares.lead)
    }

    @Test func aLoopOfAnotherGroupGetsNone() async throws {
        let stranger = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var shares = LoopShares(group)
        let home = shares.home(near: stranger.next())
        #expect(group.makeIterator().contains { $0 === home })
        try await stranger.shutdownGracefully()
    }
}
