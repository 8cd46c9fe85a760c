import CRDT
import TestSupport
import Testing

@Suite("What waits for a predecessor")
struct PendingTests {
    /// A random history of three clients that hear each other now and then, and each update of it.
    private struct Past {
        var whole: Doc
        var updates: [[UInt8]]

        init(_ seed: inout SeededGenerator) throws {
            var docs = (0..<3).map { Doc(clientID: ClientID(10 + $0), gc: seed.chance(0.5)) }
            updates = []
            for _ in 0..<60 {
                let index = seed.number(below: docs.count)
                if seed.chance(0.2) {
                    let other = docs[seed.number(below: docs.count)].encodeStateAsUpdate()
                    try docs[index].apply(other)
                }
                let change = docs[index].edit { edit in
                    for _ in 0...seed.number(below: 2) { RandomEdit.perform(in: &edit, &seed) }
                }
                if !change.isEmpty { updates.append(change.update) }
            }
            whole = Doc(clientID: 1)
            for doc in docs { try whole.apply(doc.encodeStateAsUpdate()) }
        }
    }

    /// Updates as they come over a bad line: in any order, some twice, some merged, some overlapping others.
    private func scrambled(_ past: Past, _ seed: inout SeededGenerator) throws -> [[UInt8]] {
        var updates = past.updates
        for _ in 0..<10 {
            let some = (0..<4).map { _ in past.updates[seed.number(below: past.updates.count)] }
            updates.append(try mergeUpdates(some))
        }
        var half = Doc(clientID: 2)
        for update in past.updates.prefix(seed.number(below: past.updates.count)) { try half.apply(update) }
        updates.append(past.whole.encodeStateAsUpdate(since: half.stateVector))
        for _ in 0..<20 { updates.append(past.updates[seed.number(below: past.updates.count)]) }
        return updates.shuffled(using: &seed)
    }

    @Test("In whatever order updates come, the end is the same, and nothing waits")
    func order() throws {
        for number in Seeds.range(count: 150) {
            var seed = SeededGenerator(seed: number)
            let past = try Past(&seed)
            var doc = Doc(clientID: 3, gc: seed.chance(0.5))
            // What travels on by way of somebody who misses something.
            var relayed = Doc(clientID: 4)
            let isV2 = seed.chance(0.3)
            for update in try scrambled(past, &seed) {
                if isV2 {
                    try doc.applyV2(try convertUpdateFormatV1ToV2(update), observing: seed.chance(0.5))
                } else if seed.chance(0.2) {
                    doc.apply(try DecodedUpdate(decoding: update))
                } else {
                    try doc.apply(update, observing: seed.chance(0.5))
                }
                try #require(doc.checkInvariants() == nil, "seed \(number)")
                if seed.chance(0.1) { try relayed.apply(doc.encodeStateAsUpdate(since: relayed.stateVector)) }
            }
            try relayed.apply(doc.encodeStateAsUpdate())
            for end in [doc, relayed] {
                #expect(end.shown == past.whole.shown, "seed \(number)")
                #expect(end.stateVector == past.whole.stateVector, "seed \(number)")
                #expect(!end.hasPending && end.checkInvariants() == nil, "seed \(number)")
            }
        }
    }

    @Test("What waits behind a bound on comparisons comes in with later updates")
    func bound() throws {
        var author = Doc(clientID: 9)
        let first = author.type("a", at: 0).update
        // Two hundred who write before the letter that is missing, and so are all compared.
        let others = try (0..<200).map { number in
            var other = Doc(clientID: ClientID(100 + (number * 37) % 200))
            try other.apply(first)
            return other.type("\(number % 10)", at: number % 2).update
        }
        var whole = Doc(clientID: 1)
        try whole.apply(first)
        for other in others { try whole.apply(other) }
        var doc = Doc(clientID: 2)
        for other in others { try doc.apply(other, comparisonsMax: 10) }
        try doc.apply(first, comparisonsMax: 10)
        #expect(doc.hasPending && doc.checkInvariants() == nil)
        #expect(doc.string(named: "notes").contains("a"))
        for clock in 0..<60 where doc.hasPending {
            var typist = Doc(clientID: 50 + ClientID(clock))
            try doc.apply(typist.type("x", at: 0).update, comparisonsMax: 1000)
        }
        #expect(!doc.hasPending && doc.checkInvariants() == nil)
        for (client, clock) in whole.stateVector.clocks { #expect(doc.stateVector.clocks[client] == clock) }
    }

    @Test("Bytes that wait, sent again and again, are kept once")
    func repeated() throws {
        var author = Doc(clientID: 9)
        _ = author.type("a", at: 0)
        let second = author.type("b", at: 1).update
        var doc = Doc(clientID: 2)
        try doc.apply(second)
        let once = doc.encodeStateAsUpdate()
        for _ in 0..<1000 { try doc.apply(second) }
        #expect(doc.encodeStateAsUpdate() == once)
        #expect(doc.stateVector.clocks.isEmpty)
    }
}
