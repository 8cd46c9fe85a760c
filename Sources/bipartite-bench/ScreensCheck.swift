import ArgumentParser
import Foundation
import TerminalKit

/// Draws whole screens from files, each over the one before, as the program does; whoever runs it looks at
/// what the terminal then shows.
struct ScreensCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screens",
        abstract: "Draws the screens of Tests/TerminalAppTests/Screens one over the other; any key goes on.")

    @Argument(help: "The screens, in the order they are drawn.") var files: [String]

    func run() throws {
        let grids = try files.map(Self.screen)
        var terminal = try RawTerminal()
        defer { terminal.giveBack() }
        var renderer = Renderer(.none)
        for screen in grids {
            terminal.write(renderer.frame(screen.grid, cursor: screen.cursor))
            if terminal.read().isEmpty { return }
        }
        terminal.write(Array("\u{1B}[2J\u{1B}[?25h".utf8))
    }

    /// The rows, a rule of `=` as wide as the screen, the looks of the cells, and where the cursor stands.
    private static func screen(_ file: String) throws -> (grid: Grid, cursor: Grid.Position?) {
        let lines = try String(contentsOf: URL(filePath: file), encoding: .utf8).components(separatedBy: "\n")
        guard let rule = lines.firstIndex(where: { !$0.isEmpty && $0.allSatisfy { $0 == "=" } }),
            lines.count >= 2 * rule + 2
        else { throw ValidationError("\(file) is not a screen: it has no rule of = between rows and looks.") }
        var grid = Grid(width: lines[rule].count, height: rule, isOrdered: false)
        for y in 0..<rule {
            grid.put(lines[y], x: 0, y: y)
            guard grid.line(y) == lines[y] else {
                throw ValidationError("Row \(y + 1) of \(file) does not fit into its cells.")
            }
            for (x, look) in lines[rule + 1 + y].enumerated() {
                grid.restyle(x: x..<(x + 1), y: y) { style in
                    style.isReverse = look == "r"
                    style.isBold = look == "b"
                    style.isDim = look == "d"
                    style.isUnderlined = look == "u"
                }
            }
        }
        let place = lines[2 * rule + 1].split { !$0.isNumber }.compactMap { Int($0) }
        return (grid, place.count == 2 ? Grid.Position(x: place[0], y: place[1]) : nil)
    }
}
