import CRDT
import TestSupport
import Testing

@Suite("The reading oracle")
struct OracleTests {
    /// One replica twice: in the engine, and letter by letter.
    private struct Pair {
        var doc: Doc
        var oracle: Oracle
        /// What it has not heard yet: an update, and what it says.
        var unheard: [(update: [UInt8], operations: [Oracle.Operation])] = []
    }

    @Test("Texts that several people write at once are, letter for letter, what the merge rule says")
    func histories() throws {
        for number in Seeds.range(count: 100) {
            var seed = SeededGenerator(seed: number)
            var pairs = (0..<2 + seed.number(below: 4)).map { index in
                let client = ClientID(1 + (index * 7 + Int(number)) % 11)
                return Pair(doc: Doc(clientID: client, gc: seed.chance(0.7)), oracle: Oracle(client: client))
            }
            for _ in 0..<60 {
                let index = seed.number(below: pairs.count)
                if seed.chance(0.4) {
                    try hear(&pairs[index], all: false, &seed)
                } else {
                    let told = edit(&pairs[index], &seed)
                    for other in pairs.indices where other != index { pairs[other].unheard.append(told) }
                }
                try check(pairs[index], number)
            }
            for index in pairs.indices {
                try hear(&pairs[index], all: true, &seed)
                try check(pairs[index], number)
                #expect(pairs[index].oracle.string == pairs[0].oracle.string, "seed \(number)")
            }
        }
    }

    @Test("A text of many runs is edited at any place as the merge rule says")
    func longText() throws {
        var seed = SeededGenerator(seed: 5)
        var pair = Pair(doc: Doc(clientID: 3), oracle: Oracle(client: 3))
        var reader = Doc(clientID: 4)
        // Enough runs that positions are sought in a tree, of several levels, and the text is compacted.
        for step in 0..<1500 {
            try reader.apply(edit(&pair, &seed, deleting: step > 900 ? 0.6 : 0.3).update)
            if step % 50 == 0 { try check(pair, 5) }
        }
        try check(pair, 5)
        #expect(reader.string() == pair.oracle.string)
        #expect(reader.checkInvariants() == nil)
        var loaded = Doc(clientID: 5)
        try loaded.apply(pair.doc.encodeStateAsUpdate())
        #expect(loaded.string() == pair.oracle.string)
        #expect(loaded.encodeStateAsUpdate() == pair.doc.encodeStateAsUpdate())
    }

    @Test("Hundreds who write at one place stand as the merge rule says, in whatever order they come")
    func crowd() throws {
        for number in Seeds.range(count: 12) {
            var seed = SeededGenerator(seed: number)
            var base = Pair(doc: Doc(clientID: 7), oracle: Oracle(client: 7))
            let start = edit(&base, &seed, deleting: 0)
            var told: [(update: [UInt8], operations: [Oracle.Operation])] = []
            for index in 0..<80 {
                let client = ClientID(10 + (index * 7919) % 1009)
                var pair = Pair(doc: Doc(clientID: client), oracle: Oracle(client: client))
                try pair.doc.apply(start.update)
                pair.oracle.apply(start.operations)
                // Few know of somebody else who was there, and write between.
                if seed.chance(0.1), let other = told.randomElement(using: &seed) {
                    try pair.doc.apply(other.update)
                    pair.oracle.apply(other.operations)
                }
                for _ in 0...seed.number(below: 3) {
                    told.append(edit(&pair, &seed, deleting: 0.1, meeting: 0.95))
                }
            }
            for _ in 0..<2 {
                var reader = Pair(doc: Doc(clientID: 8), oracle: Oracle(client: 8))
                for (step, one) in ([start] + told).shuffled(using: &seed).enumerated() {
                    try reader.doc.apply(one.update)
                    reader.oracle.apply(one.operations)
                    if step % 80 == 0 { try check(reader, number) }
                }
                try check(reader, number)
                #expect(!reader.doc.hasPending)
            }
        }
    }

    private func check(_ pair: Pair, _ number: UInt64) throws {
        try #require(pair.doc.string() == pair.oracle.string, "seed \(number)")
        try #require(pair.doc.checkInvariants() == nil, "seed \(number)")
    }

    /// One transaction of one to three edits.
    private func edit(
        _ pair: inout Pair, _ seed: inout SeededGenerator, deleting: Double = 0.35, meeting: Double = 0.5
    ) -> (update: [UInt8], operations: [Oracle.Operation]) {
        var operations: [Oracle.Operation] = []
        var oracle = pair.oracle
        let change = pair.doc.edit { transaction in
            let text = transaction.root("notes", .text)
            for _ in 0...seed.number(below: 3) {
                let length = oracle.length
                if length > 0, seed.chance(deleting) {
                    let at = seed.number(below: length)
                    let count = min(1 + seed.number(below: 4), length - at)
                    transaction.delete(at: at, count: count, in: text)
                    operations += oracle.delete(at: at, count: count)
                } else {
                    // Often at one of few places, so that writers meet.
                    let at = seed.chance(meeting) ? min(2, length) : seed.number(below: length + 1)
                    let string = seed.pick(["a", "bc", "def", "é", "ক", "gh"])
                    transaction.insert(string, at: at, in: text)
                    operations += oracle.insert(string, at: at)
                }
            }
        }
        pair.oracle = oracle
        return (change.update, operations)
    }

    private func hear(_ pair: inout Pair, all: Bool, _ seed: inout SeededGenerator) throws {
        for told in pair.unheard.shuffled(using: &seed) where all || seed.chance(0.7) {
            try pair.doc.apply(told.update)
            pair.oracle.apply(told.operations)
        }
        if all { pair.unheard = [] }
    }
}
