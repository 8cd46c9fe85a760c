import CRDT
import Committee
import SyncClient
import TerminalKit
import TestSupport
import Testing

@testable import TerminalApp

@Suite("The member's own editor")
struct OutsideTests {
    /// A text of one's own in the notes of the plan, and the editor with it open.
    private func opened(_ text: String) throws -> (table: Table, notes: TypeID) {
        var table = try Table.online()
        let before = table.notes(of: .plan)
        table.remotely(.plan) { transaction in
            let notes = transaction.root("notes", .text)
            transaction.delete(at: 0, count: before.utf16.count, in: notes)
            transaction.insert(text, at: 0, in: notes)
        }
        table.press(.character("j"), .character("n"), .character("e"), .control("o"))
        #expect(table.edited == [text])
        return (table, try #require(table.documents[.plan].flatMap(Projection.notes)))
    }

    @Test("What differs comes back, and what others wrote in the same word meanwhile stays")
    func merges() throws {
        var (table, notes) = try opened("The drill is on Monday, 夜班 too.")
        #expect(table.model.isOutside)
        table.remotely(.plan) { transaction in
            transaction.insert("next ", at: 16, in: notes)
            transaction.insert("Note. ", at: 0, in: notes)
        }
        table.input(.edited("The drills are on Monday, 夜班 as well."))
        #expect(!table.model.isOutside)
        #expect(table.notes(of: .plan) == "Note. The drills are on next Monday, 夜班 as well.")
        #expect(String(table.model.written.characters) == table.notes(of: .plan))
        table.press(.control("z"))
        #expect(table.notes(of: .plan) == "Note. The drill is on next Monday, 夜班 too.")
    }

    @Test("What the member took out goes, but not what another wrote into the middle of it")
    func deletes() throws {
        var (table, notes) = try opened("one two three four five")
        table.remotely(.plan) { transaction in
            transaction.insert("KEPT ", at: 8, in: notes)
            transaction.delete(at: 4, count: 2, in: notes)
        }
        table.input(.edited("one five"))
        #expect(table.notes(of: .plan) == "one KEPT five")
    }

    @Test("An editor that is missing or fails changes nothing and says so in one sentence")
    func fails() throws {
        for (failure, sentence) in [
            (EditorFailure.missing("ed9"), "There is no editor \"ed9\" here"),
            (.failed, "The editor ended with an error."), (.noFile, "There is no private file"),
        ] {
            var (table, _) = try opened("as it was")
            table.input(.notEdited(failure))
            #expect(table.shows(sentence))
            #expect(table.notes(of: .plan) == "as it was")
            table.type("!")
            #expect(table.notes(of: .plan) == "as it was!")
        }
    }

    @Test("A text whose row was taken away meanwhile is put aside, whole")
    func putsAside() throws {
        var table = try Table.online()
        table.press(.character("j"), .enter, .enter, .character("e"), .control("o"))
        let row = try #require(table.model.outside?.row)
        table.remotely(.plan) { $0.remove(row, from: $0.root("items", .map)) }
        table.input(.edited("written for nothing"))
        #expect(table.model.session.quarantine.map(\.text) == ["written for nothing"])
    }

    @Test("Whatever happens on both sides, every word written stays and every word taken out goes")
    func random() throws {
        for seed in [72] + Array(0..<12 as Range<UInt64>) {
            var random = SeededGenerator(seed: seed)
            let words = (0..<Int.random(in: 0..<30, using: &random)).map { "w\($0)" }
            var (table, notes) = try opened(words.joined(separator: " "))
            var mine = words
            var gone: Set<String> = []
            for number in 0..<Int.random(in: 1..<8, using: &random) {
                if Bool.random(using: &random), let place = mine.indices.randomElement(using: &random) {
                    let word = mine.remove(at: place)
                    if words.contains(word) { gone.insert(word) }
                } else {
                    mine.insert("m\(number)", at: Int.random(in: 0...mine.count, using: &random))
                }
            }
            var theirs: [String] = []
            for number in 0..<Int.random(in: 0..<6, using: &random) {
                let now = table.notes(of: .plan)
                let blanks = now.utf16.enumerated().filter { $0.element == 0x20 }.map(\.offset)
                let at = (blanks + [0, now.utf16.count]).randomElement(using: &random) ?? 0
                theirs.append("t\(number)")
                table.remotely(.plan) { $0.insert(" t\(number) ", at: at, in: notes) }
            }
            let edited = mine.joined(separator: " ")
            table.input(.edited(edited))
            let now = table.notes(of: .plan)
            if theirs.isEmpty { #expect(now == edited, "seed \(seed)") }
            let found = Set(now.split(separator: " ").map(String.init))
            #expect(found.isSuperset(of: theirs), "seed \(seed): \(now)")
            #expect(found.isSuperset(of: mine), "seed \(seed): \(now)")
            #expect(found.isDisjoint(with: gone), "seed \(seed): \(now)")
            #expect(String(table.model.written.characters) == now, "seed \(seed)")
        }
    }
}
