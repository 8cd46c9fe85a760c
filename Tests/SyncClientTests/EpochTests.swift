import CRDT
import Committee
import SyncClient
import Testing
import TestSupport

@Suite("A document in a new epoch")
struct EpochTests {
    @Test("Unsent edits are carried over and what the restored server lost is put aside")
    func restored() {
        var network = Network()
        network.join(1)
        network.join(2)
        network.type(1, "before the copy. ")
        network.settle()
        let copy = network.relay.documents
        network.type(2, "acknowledged after the copy. ")
        network.settle()
        network.cut(1)
        network.cut(2)
        network.type(1, "unsent by one. ")
        network.type(2, "unsent by two. ", at: 0)
        network.relay.restore(copy)
        network.join(1)
        network.join(2)
        #expect(network.notes(1) == network.notes(2))
        #expect(network.notes(1) == network.serverNotes)
        #expect(network.clients[1]?.epoch(of: .plan) == 2)
        for number in [1, 2] {
            #expect(network.clients[number]?.unsavedCount == 0)
            let visible = network.visible(to: number)
            for text in [
                "before the copy. ", "unsent by one. ", "unsent by two. ", "acknowledged after the copy.",
            ] {
                #expect(visible.contains(text), "\(text) is not visible to \(number): \(visible)")
            }
        }
        #expect(network.notes(1).split(separator: "unsent", omittingEmptySubsequences: false).count == 3)
    }

    @Test("An edit made between the copy and the restore, but never acknowledged, is not doubled")
    func unacknowledged() {
        var network = Network()
        network.join(1)
        network.relay.isHoldingFlush = true
        network.type(1, "flushed, not told. ")
        network.settle()
        let copy = network.relay.documents
        network.cut(1)
        network.relay.isHoldingFlush = false
        network.relay.restore(copy)
        network.join(1)
        #expect(network.serverNotes == "flushed, not told. ")
        #expect(network.notes(1) == network.serverNotes)
    }

    @Test("Text that others deleted on purpose is not taken for lost")
    func deletedOnPurpose() {
        var network = Network()
        network.join(1)
        network.join(2)
        network.type(1, "short-lived")
        network.settle()
        network.cut(1)
        network.edit(2) { $0.delete(at: 0, count: 11, in: $0.root("notes", .text)) }
        network.settle()
        network.relay.restore(network.relay.documents)
        network.join(1)
        #expect(network.notes(1).isEmpty)
        #expect(network.clients[1]?.quarantine.isEmpty == true)
    }

    @Test("A row made offline is made again in a state that never knew its neighbours")
    func rows() throws {
        var network = Network()
        network.join(1)
        let copy = network.relay.documents
        network.edit(1) { transaction in
            let items = transaction.root("items", .map)
            transaction.set("title", to: .string("known"), in: transaction.setType("a", to: .map, in: items))
        }
        network.settle()
        network.cut(1)
        network.edit(1) { transaction in
            let items = transaction.root("items", .map)
            guard case .type(let row, _)? = transaction.value("a", in: items) else { return }
            let text = transaction.setType("issue", to: .text, in: row)
            transaction.insert("typed offline", at: 0, in: text)
            transaction.set("priority", to: .string("high"), in: row)
        }
        network.relay.restore(copy)
        network.join(1)
        let doc = try #require(network.relay.documents[.plan]?.doc)
        let items = try #require(doc.root("items"))
        let row = doc.plain(items)["a"]
        #expect(row?["issue"]?.string == "typed offline")
        #expect(row?["priority"]?.string == "high")
        #expect(network.clients[1]?.quarantine.contains { $0.text == "known" } == true)
    }

    @Test(
        "Whatever was typed is in the document or in a quarantine, whenever the server is restored",
        arguments: 0..<60)
    func nothingVanishes(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var network = Network()
        var typed: [String] = []
        var copies = [network.relay.documents]
        network.join(1)
        network.join(2)
        for step in 0..<40 {
            let number = Int.random(in: 1...2, using: &chance)
            switch Int.random(in: 0..<10, using: &chance) {
            case 0...5:
                let marker = "<\(step)> "
                typed.append(marker)
                let places = network.notes(number).unicodeScalars.enumerated().filter { $0.element == "<" }
                let at = places.randomElement(using: &chance)?.offset ?? 0
                network.type(number, marker, at: at)
            case 6: network.cut(number)
            case 7: copies.append(network.relay.documents)
            case 8:
                if let copy = copies.randomElement(using: &chance) {
                    network.cut(1)
                    network.cut(2)
                    network.relay.restore(copy)
                }
            default: network.join(number)
            }
            if Bool.random(using: &chance) { _ = network.deliver() }
        }
        network.join(1)
        network.join(2)
        network.settle()
        #expect(network.notes(1) == network.notes(2), "seed \(seed)")
        #expect(network.notes(1) == network.serverNotes, "seed \(seed)")
        let visible = network.visible(to: 1) + network.visible(to: 2)
        let lost = typed.filter { !visible.contains($0.dropLast()) }
        #expect(lost == [], "seed \(seed)")
        let doubled = typed.filter {
            network.notes(1).split(separator: $0, omittingEmptySubsequences: false).count > 2
        }
        #expect(doubled == [], "seed \(seed)")
    }
}
