import Committee
import Testing
import TestSupport

@Suite("Ranks")
struct RankTests {
    @Test("There is room between any two ranks, however often one is put between", arguments: 0..<50)
    func between(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ranks: [Rank] = []
        for _ in 0..<200 {
            let place = Int.random(in: 0...ranks.count, using: &random)
            let lower = place > 0 ? ranks[place - 1] : nil
            let upper = place < ranks.count ? ranks[place] : nil
            let rank = Rank.between(lower, upper)
            #expect(lower.map { $0 < rank } ?? true)
            #expect(upper.map { rank < $0 } ?? true)
            #expect(Rank(rank.text) == rank)
            ranks.insert(rank, at: place)
        }
        #expect(ranks == ranks.sorted())
    }

    @Test("Ten thousand rows added at the end keep ranks of four digits")
    func appended() {
        var last: Rank?
        for _ in 0..<10_000 {
            let next = Rank.after(last)
            #expect(last.map { $0 < next } ?? true)
            last = next
        }
        #expect((last?.text.utf8.count ?? 9) <= 4)
    }

    @Test("The end of the digits is not the end of the ranks")
    func overflow() throws {
        let last = try #require(Rank("zzzz"))
        #expect(last < Rank.after(last))
    }

    @Test("Equal or swapped neighbours still give a rank")
    func odd() throws {
        let rank = try #require(Rank("V"))
        let lower = try #require(Rank("A"))
        #expect(rank < Rank.between(rank, rank))
        #expect(rank < Rank.between(rank, lower))
    }

    @Test(
        "What is no rank is nil",
        arguments: ["", "0", "A0", "a b", "é", "A.", String(repeating: "z", count: 1001)])
    func unreadable(text: String) {
        #expect(Rank(text) == nil)
    }
}
