import ArgumentParser
import Foundation
import TerminalKit

/// Draws random strings of all scripts in the tmux it runs in, and asks tmux where its cursor stands after
/// each row and what it shows: no wrong width may move anything but its own cluster.
struct ColumnCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "columns",
        abstract: "Whether columns hold in this terminal, whatever it takes clusters for; needs tmux.")

    @Option(help: "Strings to draw.") var strings = 3_000
    @Option(help: "The seed they are drawn from.") var seed: UInt64 = 1
    @Option(help: "Write the result to this file too.") var output: String?

    /// Words of the scripts the programme meets, and clusters terminals disagree about.
    private static let words =
        ("night Đội夜班从未参加 工人代表 夜勤です 야간근무 রাতের পালায় শ্রমিক យប់មិនដែលចូលរួម ក្ដៅ مكتب الليلية רביעי कार्यस्थल क्षेत्र නිවාඩු "
        + "தொழிலாளி የሌሊት ကုန် ภาษาไทย é e\u{301} Ω Дни 👩‍👩‍👧 🇯🇴 ❤️ ☎️ 👍🏽 ⚠ ½ … ─ • \u{200B} ﷺ 𠮷 ﬁ ゙か \u{301}")
        .split(separator: " ").map(String.init)

    func run() throws {
        var terminal = try RawTerminal()
        defer { terminal.giveBack() }
        var random = SeededNumbers(state: seed)
        var renderer = Renderer(.none)
        var wrong: [String] = []
        var drawn = 0
        let (width, height) = (80, 24)
        while drawn < strings {
            let count = min(height, strings - drawn)
            let rows = (0..<count).map { _ in row(&random) }
            var grid = Grid(width: width, height: height)
            var ends: [Int] = []
            for (y, row) in rows.enumerated() {
                var x = 0
                for (number, word) in row.enumerated() {
                    x = grid.put(word, x: x, y: y, limit: width - 2)
                    x = grid.put(Self.mark(number), x: x, y: y, limit: width)
                }
                ends.append(x)
            }
            terminal.write(renderer.frame(grid, cursor: nil))
            for (y, end) in ends.enumerated() {
                // The last mark again, from its column in the grid: the cursor must stand behind it.
                terminal.write(Array("\u{1B}[\(y + 1);\(end)H\(grid[end - 1, y].text)\u{1B}[6n".utf8))
                let answer = terminal.cursor()
                guard answer != "\u{1B}[\(y + 1);\(end + 1)R" else { continue }
                wrong.append("\(grid.line(y)): \(answer.dropFirst())")
            }
            let shown = capture()
            for (y, row) in rows.enumerated() where y < shown.count {
                if Self.holds(shown[y], marks: row.count, of: grid, y) { continue }
                wrong.append("\(grid.line(y)): \(shown[y])")
            }
            drawn += count
        }
        let line = "\(drawn) strings, \(wrong.count) rows wrong"
        let lines = ([line] + wrong.prefix(20)).joined(separator: "\n")
        if let output { try Data("\(lines)\n".utf8).write(to: URL(filePath: output)) }
        print("\u{1B}[2J\u{1B}[H\(line)\r")
    }

    private func row(_ random: inout SeededNumbers) -> [String] {
        (0..<Int.random(in: 2...5, using: &random)).map { _ in
            (0..<Int.random(in: 1...2, using: &random)).map { _ in
                Self.words.randomElement(using: &random) ?? ""
            }.joined(separator: Bool.random(using: &random) ? " " : "")
        }
    }

    private static func mark(_ number: Int) -> String { "<\(number)>" }

    /// Whether what the terminal shows holds every mark the grid holds, in the grid's order.
    private static func holds(_ shown: String, marks: Int, of grid: Grid, _ y: Int) -> Bool {
        let expected = (0..<marks).map(mark).filter { grid.line(y).contains($0) }
        var rest = shown[...]
        for mark in expected {
            guard let place = rest.range(of: mark) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }

    /// The rows tmux shows.
    private func capture() -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["tmux", "capture-pane", "-p"]
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return [] }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).components(separatedBy: "\n")
    }
}

/// SplitMix64: the same strings from the same seed.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
