import ArgumentParser
import CRDT
import Committee
import Foundation
import SyncClient
import TerminalApp
import TerminalKit

/// What a key costs at the terminal, what opening costs, and what committees take in memory.
struct TerminalBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminal",
        abstract:
            "From a key to the bytes of the own screen; from stored documents to the first screen; memory.",
        discussion: """
            The plan has --items items, and the text that is typed into has --characters characters. A key is
            handled, drawn and turned into bytes, as in the program; writing to the terminal is not counted.
            """)

    @Option(help: "Items of the plan.") var items = 200
    @Option(help: "Characters of the text that is edited.") var characters = 50_000
    @Option(help: "Keys that are typed at each place.") var keys = 2_000
    @Option(help: "Characters of a paragraph of the text; 0 for one paragraph.") var paragraph = 600
    @Option(help: "Committees held open for the memory figure.") var committees = 10
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let stored = Self.stored(items: items, characters: characters, paragraph: paragraph)
        var starts: [Double] = []
        for _ in 0..<5 {
            let start = Clock.wall()
            var model = Self.model(stored)
            var renderer = Renderer(.manyColours)
            _ = renderer.frame(model.render().grid, cursor: nil)
            starts.append(Clock.wall() - start)
        }
        let typed = [("end", 0), ("middle", 200)].flatMap { place, lines in
            summary(of: type(into: Self.model(stored), linesUp: lines), at: place)
        }
        let before = Clock.residentKiB()
        var open: [TerminalModel] = []
        for _ in 0..<committees { open.append(Self.model(stored)) }
        let after = Clock.residentKiB()
        let figures: [(String, Double)] =
            typed + [
                ("start_ms_median", Self.quantile(starts, 0.5)),
                ("committees_open_kib", after - before), ("process_kib", after),
                ("committees", Double(open.count)),
            ]
        if json {
            print("{" + figures.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
        } else {
            for (name, figure) in figures { print("\(name): \(String(format: "%.2f", figure))") }
        }
    }

    private func summary(
        of keys: (milliseconds: [Double], bytes: [Double]), at place: String
    ) -> [(String, Double)] {
        [
            ("\(place)_key_ms_p50", Self.quantile(keys.milliseconds, 0.5)),
            ("\(place)_key_ms_p99", Self.quantile(keys.milliseconds, 0.99)),
            ("\(place)_key_ms_max", keys.milliseconds.max() ?? 0),
            ("\(place)_key_bytes_p50", Self.quantile(keys.bytes, 0.5)),
            ("\(place)_key_bytes_p99", Self.quantile(keys.bytes, 0.99)),
            ("\(place)_key_bytes_mean", keys.bytes.reduce(0, +) / Double(max(1, keys.bytes.count))),
        ]
    }

    /// Opens the first item, goes so many lines up from the end of its long text and types there.
    private func type(
        into start: TerminalModel, linesUp: Int
    ) -> (milliseconds: [Double], bytes: [Double]) {
        var model = start
        var renderer = Renderer(.manyColours)
        func press(_ key: Key) -> Int {
            _ = model.handle(.key(key))
            let (grid, cursor) = model.render()
            return renderer.frame(grid, cursor: cursor).count
        }
        for key: Key in [.character("j"), .enter, .enter, .character("e")] { _ = press(key) }
        for _ in 0..<linesUp { _ = press(.up) }
        for _ in 0..<(linesUp == 0 ? 0 : 20) { _ = press(.left) }
        var times: [Double] = []
        var bytes: [Double] = []
        for number in 0..<keys {
            let letter: Character = number % 7 == 6 ? " " : Character(Unicode.Scalar(UInt8(97 + number % 26)))
            let start = Clock.wall()
            let count = press(.character(letter))
            times.append(Clock.wall() - start)
            bytes.append(Double(count))
        }
        return (times, bytes)
    }

    // MARK: The room

    private static func model(_ stored: [DocumentName: StoredDocument]) -> TerminalModel {
        let me = Participant(id: "w1", name: "Worker co-chair", role: .member(.worker))
        let session = ClientSession(
            committee: "bench", participant: me, stored: stored, freshClientID: { _ in 41 })
        return TerminalModel(
            session: session, committee: "bench", width: 120, height: 40,
            freshID: { UUID().uuidString.lowercased() })
    }

    private static func stored(
        items: Int, characters: Int, paragraph: Int
    ) -> [DocumentName: StoredDocument] {
        var plan = Doc(clientID: 7)
        for number in 0..<items {
            let id = UUID().uuidString.lowercased()
            plan.edit { transaction in
                _ = Projection.addRow(id: id, to: .plan, in: &transaction)
                for field in ["issue", "corrective_action", "preventive_action", "whys.1", "whys.2"] {
                    guard
                        let text = Projection.text(field: field, row: id, of: .plan, in: &transaction)
                    else { continue }
                    let sentence = "Item \(number): what the \(field) says of it, in a sentence of its own. "
                    guard number == 0, field == "issue" else {
                        transaction.insert(sentence, at: 0, in: text)
                        continue
                    }
                    let count = paragraph == 0 ? characters : paragraph
                    let part = String(repeating: sentence, count: count / sentence.utf16.count + 1) + "\n"
                    let parts = String(repeating: part, count: characters / part.utf16.count + 1)
                    transaction.insert(parts, at: 0, in: text)
                }
            }
        }
        let snapshot = DocumentSnapshot(
            epoch: 1, acknowledged: plan.encodeStateAsUpdate(), unsent: [], lastSeen: [])
        return [.plan: StoredDocument(snapshot)]
    }

    private static func quantile(_ values: [Double], _ part: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }
}
