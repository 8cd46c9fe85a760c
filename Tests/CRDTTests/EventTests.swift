import CRDT
import TestSupport
import Testing

@Suite("Events tell a screen what changed")
struct EventTests {
    @Test("An edit of a text is told as a delta with its path, here and at a peer")
    func textDelta() throws {
        var doc = Doc(clientID: 1)
        let first = doc.edit(observing: true) { transaction in
            let rows = transaction.root("items", .map)
            let row = transaction.setType("p01", to: .map, in: rows)
            let text = transaction.setType("issue", to: .text, in: row)
            transaction.insert("Exit blocked", at: 0, in: text)
        }
        #expect(first.events.map(\.path) == [[.root("items")]])
        var peer = Doc(clientID: 2)
        let arrived = try peer.apply(first.update, observing: true)
        #expect(arrived.events.map(\.keys) == [["p01": .added]])

        let second = doc.edit(observing: true) { transaction in
            guard let text = transaction.text else { return }
            transaction.delete(at: 0, count: 4, in: text)
            transaction.insert("Door", at: 0, in: text)
        }
        let expected = Delta([.delete(4), .insert("Door", [:])])
        for change in [second, try peer.apply(second.update, observing: true)] {
            #expect(change.events.count == 1)
            #expect(change.events.first?.path == [.root("items"), .key("p01"), .key("issue")])
            #expect(change.events.first?.delta == expected)
        }
    }

    @Test("A change of several types in one update is told type by type")
    func merged() throws {
        var doc = Doc(clientID: 1)
        doc.edit { transaction in
            let rows = transaction.root("items", .map)
            for id in ["a", "b"] {
                let row = transaction.setType(id, to: .map, in: rows)
                transaction.setType("text", to: .text, in: row)
                transaction.set("priority", to: .string("low"), in: row)
            }
        }
        var peer = Doc(clientID: 2)
        try peer.apply(doc.encodeStateAsUpdate())
        let before = doc.stateVector
        for id in ["a", "b"] {
            doc.edit { transaction in
                guard case .type(let row, _)? = transaction.value(id, in: transaction.root("items", .map)),
                    case .type(let text, _)? = transaction.value("text", in: row)
                else { return }
                transaction.insert("typed in \(id)", at: 0, in: text)
                transaction.set("priority", to: .string("high"), in: row)
            }
        }
        let change = try peer.apply(doc.encodeStateAsUpdate(since: before), observing: true)
        #expect(change.events.count == 4)
        #expect(
            change.events.filter { $0.keys == ["priority": .updated(old: .any(.string("low")))] }.count == 2)
        #expect(change.events.filter { $0.delta == Delta([.insert("typed in a", [:])]) }.count == 1)
    }

    @Test("A screen that only follows events shows what the document holds, after edits and after merges")
    func followed() throws {
        for number in Seeds.range(count: 200) {
            var seed = SeededGenerator(seed: number)
            var docs = [1, 2].map { Doc(clientID: $0, gc: seed.chance(0.5)) }
            var screens: [[TypeID: Follower]] = [[:], [:]]
            for _ in 0..<20 {
                let index = seed.number(below: 2)
                let change =
                    seed.chance(0.7)
                    ? docs[index].edit(observing: true) { transaction in
                        for _ in 0...seed.number(below: 2) { RandomEdit.perform(in: &transaction, &seed) }
                    }
                    : try docs[index].apply(
                        docs[1 - index].encodeStateAsUpdate(since: docs[index].stateVector), observing: true)
                for event in change.events where event.path.count == 1 {
                    screens[index][event.target, default: Follower()].follow(event)
                }
                for (name, doc) in ["notes", "map", "list"].map({ ($0, docs[index]) }) {
                    guard let type = doc.root(name) else { continue }
                    let screen = screens[index][type] ?? Follower()
                    #expect(screen.agrees(with: doc, on: type), "seed \(number): \(name)")
                }
            }
        }
    }
}

extension Transaction {
    fileprivate var text: TypeID? {
        mutating get {
            guard case .type(let row, _)? = value("p01", in: root("items", .map)),
                case .type(let text, _)? = value("issue", in: row)
            else { return nil }
            return text
        }
    }
}
