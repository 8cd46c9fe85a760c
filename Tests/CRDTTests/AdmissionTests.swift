import CRDT
import TestSupport
import Testing

@Suite("What a document admits of an update")
struct AdmissionTests {
    /// Updates of one writer, a letter each.
    private func typed(_ word: String, client: ClientID = 5, in name: String = "notes") -> [[UInt8]] {
        var doc = Doc(clientID: client)
        return word.enumerated().map { doc.type(String($0.element), at: $0.offset, in: name).update }
    }

    private func merged(_ updates: [[UInt8]]) throws -> DecodedUpdate {
        var doc = Doc(clientID: 1)
        for update in updates { try doc.apply(update) }
        return try DecodedUpdate(decoding: doc.encodeStateAsUpdate())
    }

    @Test("An honest update is admitted whole, byte for byte")
    func whole() throws {
        let bytes = try #require(typed("a").first)
        let (admitted, cut) = Doc(clientID: 1).admissible(
            try DecodedUpdate(decoding: bytes), under: AdmissionRule(rootNames: ["notes"]))
        #expect(admitted.encoded() == bytes)
        #expect(cut.isEmpty)
    }

    @Test("What is known is dropped without a word, and a second content for it reaches nobody")
    func known() throws {
        var doc = Doc(clientID: 1)
        doc.apply(try merged(typed("abc")))
        // Client 5 again, other letters under the same clocks, and one new letter.
        let (admitted, cut) = doc.admissible(try merged(typed("XYZd")), under: AdmissionRule())
        #expect(cut.isEmpty)
        #expect(!String(decoding: admitted.encoded(), as: UTF8.self).contains("X"))
        doc.apply(admitted)
        #expect(doc.string() == "abcd")
        #expect(doc.admissible(try merged(typed("abcd")), under: AdmissionRule()).0.isEmpty)
        var foreign = AdmissionRule()
        foreign.foreignClients = [5]
        #expect(doc.admissible(try merged(typed("abcd")), under: foreign).1.isEmpty)
    }

    @Test("What follows a hole is cut, and counted")
    func gap() throws {
        let updates = typed("abcd")
        let holed = try merged([updates[0], updates[2], updates[3]])
        let (admitted, cut) = Doc(clientID: 1).admissible(holed, under: AdmissionRule())
        #expect(admitted.structCount == 1)
        #expect(cut.structsAfterGap > 0)
        #expect(cut.hasGap)
        var doc = Doc(clientID: 1)
        doc.apply(admitted)
        #expect(doc.string() == "a")
        #expect(!doc.hasPending)
    }

    @Test("New structs under somebody else's client id are cut, and what stands on them")
    func foreign() throws {
        var honest = Doc(clientID: 5)
        _ = honest.type("mine", at: 0)
        var other = Doc(clientID: 6)
        try other.apply(honest.encodeStateAsUpdate())
        _ = other.type("yours", at: 2)
        _ = other.edit { $0.set("k", to: .null, in: $0.root("map", .map)) }
        let update = try DecodedUpdate(decoding: other.encodeStateAsUpdate())
        let rule = AdmissionRule(foreignClients: [5])
        let (admitted, cut) = Doc(clientID: 1).admissible(update, under: rule)
        #expect(cut.structsOfForeignClients == 2)
        #expect(cut.structsDependingOnCut == 2)
        #expect(admitted.isEmpty)
        var knowing = Doc(clientID: 1)
        try knowing.apply(honest.encodeStateAsUpdate())
        let (rest, nothing) = knowing.admissible(update, under: rule)
        #expect(nothing.isEmpty)
        #expect(rest.clients == [6])
        knowing.apply(rest)
        #expect(knowing.shown == other.shown)
    }

    @Test("A root the document does not have is cut, and what stands in it")
    func roots() throws {
        var writer = Doc(clientID: 5)
        writer.edit { transaction in
            transaction.insert("ok", at: 0, in: transaction.root("notes", .text))
            let map = transaction.setType("k", to: .map, in: transaction.root("hidden", .map))
            transaction.set("deep", to: .bool(true), in: map)
        }
        let (admitted, cut) = Doc(clientID: 1).admissible(
            try DecodedUpdate(decoding: writer.encodeStateAsUpdate()),
            under: AdmissionRule(rootNames: ["notes"]))
        #expect(admitted.rootNames == ["notes"])
        #expect(cut.structsOfForbiddenContent == 2)
        #expect(!cut.hasGap)
    }

    @Test("Delete ranges are clipped to what is known or comes along")
    func deletes() throws {
        var writer = Doc(clientID: 5)
        _ = writer.type("abcdef", at: 0)
        let before = writer.stateVector
        writer.edit { $0.delete(at: 1, count: 4, in: $0.root("notes", .text)) }
        var doc = Doc(clientID: 1)
        doc.apply(try merged(typed("abc")))
        let deletes = try DecodedUpdate(decoding: writer.encodeStateAsUpdate(since: before))
        let (admitted, cut) = doc.admissible(deletes, under: AdmissionRule())
        #expect(cut.deleteRangesOfUnknown == 1)
        doc.apply(admitted)
        #expect(doc.string() == "a")
        #expect(!doc.hasPending)
        let all = try DecodedUpdate(decoding: writer.encodeStateAsUpdate())
        #expect(Doc(clientID: 1).admissible(all, under: AdmissionRule()).1.isEmpty)
    }

    @Test("What was typed and deleted offline is honest under one's own id, not under another's")
    func collected() throws {
        var writer = Doc(clientID: 5)
        writer.edit { transaction in
            let row = transaction.setType("p01", to: .map, in: transaction.root("items", .map))
            transaction.set("a", to: .null, in: row)
        }
        writer.edit { $0.remove("p01", from: $0.root("items", .map)) }
        let update = try DecodedUpdate(decoding: writer.encodeStateAsUpdate())
        #expect(Doc(clientID: 1).admissible(update, under: AdmissionRule()).1.isEmpty)
        let rule = AdmissionRule(foreignClients: [5])
        let (admitted, cut) = Doc(clientID: 1).admissible(update, under: rule)
        #expect(cut.structsOfForeignClients == 2)
        #expect(admitted.isEmpty)
    }

    @Test("A server that admits honest traffic cuts nothing, holds nothing pending and ends like its clients")
    func honestTraffic() throws {
        for number in Seeds.range(count: 150) {
            var seed = SeededGenerator(seed: number)
            var server = Doc(clientID: 0)
            var clients = [11, 12, 13].map { Doc(clientID: $0, gc: seed.chance(0.8)) }
            for _ in 0..<25 {
                let index = seed.number(below: clients.count)
                if seed.chance(0.7) {
                    clients[index].edit { RandomEdit.perform(in: &$0, &seed) }
                } else {
                    let missing = clients[index].encodeStateAsUpdate(since: server.stateVector)
                    let rule = AdmissionRule(
                        foreignClients: Set(clients.map(\.clientID)).subtracting([clients[index].clientID]))
                    let (admitted, cut) = server.admissible(try DecodedUpdate(decoding: missing), under: rule)
                    #expect(cut.isEmpty, "seed \(number)")
                    server.apply(admitted)
                    try clients[index].apply(
                        server.encodeStateAsUpdate(since: clients[index].stateVector), observing: true)
                }
                #expect(server.checkInvariants() == nil && !server.hasPending, "seed \(number)")
            }
            for client in clients {
                let missing = client.encodeStateAsUpdate(since: server.stateVector)
                server.apply(
                    server.admissible(try DecodedUpdate(decoding: missing), under: AdmissionRule()).0)
            }
            for index in clients.indices {
                try clients[index].apply(server.encodeStateAsUpdate())
                #expect(clients[index].checkInvariants() == nil, "seed \(number)")
                #expect(clients[index].shown == server.shown, "seed \(number)")
                #expect(clients[index].stateVector == server.stateVector, "seed \(number)")
            }
        }
    }
}
