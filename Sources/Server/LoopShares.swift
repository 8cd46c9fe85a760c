import NIOCore

/// Which event loop a room is given to: its first asker's, so that nothing hops between threads while that
/// member is alone, or the one with the fewest, so that an advisor who comes first in every room does not
/// draw all of them to one.
struct LoopShares {
    /// Rooms that one loop is given more than another at most.
    static let lead = 8

    private let loops: [any EventLoop]
    /// How many rooms each was given; those that have gone since count too.
    private var given: [Int]

    init(_ group: any EventLoopGroup) {
        loops = Array(group.makeIterator())
        given = loops.map { _ in 0 }
    }

    mutating func home(near asker: any EventLoop) -> any EventLoop {
        guard let fewest = given.indices.min(by: { given[$0] < given[$1] }) else { return asker }
        let near = loops.firstIndex { $0 === asker } ?? fewest
        let home = given[near] - given[fewest] < Self.lead ? near : fewest
        given[home] += 1
        return loops[home]
    }
}
