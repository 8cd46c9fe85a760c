import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

@Suite("The smallest window")
struct SmallScreenTests {
    @Test(
        "The chosen line of a menu is on the screen, whatever is broken above it",
        arguments: Catalogue.all.map(\.tag))
    func menu(_ language: String) throws {
        var table = try Table.online(
            width: Panes.leastWidth, height: Panes.leastHeight, language: language)
        table.openPoint("d01")
        table.press(.character("r"))
        for _ in Choices.ratings {
            guard case .deciding(let menu) = table.model.mode else { throw Missing() }
            let choice = menu.choices[menu.selected]
            #expect(
                table.shows("›\(choice.key)") || table.shows("\(choice.key)‹"),
                "\(table.screen.joined(separator: "\n"))")
            table.press(menu.selected == menu.choices.count - 1 ? .pageUp : .character("j"))
        }
    }

    @Test("What is typed stands below its whole question, and its refusal below that")
    func prompt() throws {
        let question = "A question of so many words that it takes more than one line of the box"
        var prompt = Prompt(
            title: "Decide", request: Request(type: .setDue, subject: "p02"),
            questions: [.init(name: "due", label: question)])
        prompt.input = LineInput("typed")
        prompt.refusal = "Refused"
        var grid = Grid(width: Panes.leastWidth, height: Panes.leastHeight)
        let cursor = try #require(DecisionBox(words: .english).draw(prompt, in: &grid))
        #expect(grid.line(cursor.y).contains("typed"))
        let lines = (0..<grid.height).map { grid.line($0) }
        #expect(lines.contains { $0.contains("line of the box:") && !$0.contains("typed") })
        #expect(lines.contains { $0.contains("Refused") })
    }
}
