import CRDT
import Committee
import Foundation
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

/// Whole screens as text files: `REWRITE=1` writes them anew; read the diff before committing.
@Suite("Screens")
struct ScreenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Screens")
    static let sizes = [[80, 24], [120, 40]]

    @Test("At the start the documents have the focus", arguments: sizes)
    func start(_ size: [Int]) throws {
        let table = try Table.online(width: size[0], height: size[1])
        try check(table, "start", size)
    }

    @Test("The rows of the chosen document are shown at once", arguments: sizes)
    func planRows(_ size: [Int]) throws {
        var table = try Table.online(width: size[0], height: size[1])
        table.press(.character("j"), .enter)
        try check(table, "plan-rows", size)
    }

    @Test("An open row shows its fields", arguments: sizes)
    func rowOpen(_ size: [Int]) throws {
        var table = try Table.online(width: size[0], height: size[1])
        table.openDrill()
        try check(table, "row-open", size)
    }

    @Test("While a text is edited the others' carets stand in it", arguments: sizes)
    func editing(_ size: [Int]) throws {
        var table = try Table.online(width: size[0], height: size[1])
        table.openCorrectiveAction()
        let text = try #require(table.drillText)
        table.showCaret(letter: "M", name: "HR manager", at: 12, in: text, of: .plan)
        table.press(.home)
        table.type("Both sides: ")
        try check(table, "editing", size)
    }

    @Test("Offline it says how many edits wait", arguments: sizes)
    func offline(_ size: [Int]) throws {
        var table = try Table.online(width: size[0], height: size[1])
        table.press(.character("j"), .character("n"))
        table.input(.session(.disconnected))
        table.press(.character("e"))
        table.type("two lines\r")
        table.press(.escape)
        try check(table, "offline", size)
    }

    @Test("An advisor reads", arguments: sizes)
    func readOnly(_ size: [Int]) throws {
        var table = try Table.online(.advisor, width: size[0], height: size[1])
        table.press(.character("j"), .enter, .enter, .character("e"))
        try check(table, "read-only", size)
    }

    @Test("Help lies over the panes", arguments: sizes)
    func help(_ size: [Int]) throws {
        var table = try Table.online(width: size[0], height: size[1])
        table.press(.character("?"))
        try check(table, "help", size)
    }

    // MARK: Files

    private func check(_ table: Table, _ name: String, _ size: [Int]) throws {
        let file = Self.folder.appending(path: "\(name)-\(size[0])x\(size[1]).txt")
        let shown = Self.text(table.model)
        if ProcessInfo.processInfo.environment["REWRITE"] != nil {
            try Data(shown.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(shown == expected, "\(file.lastPathComponent) differs; REWRITE=1 writes it anew")
    }

    /// The screen, then its looks: r reversed, b bold, d dim, u underlined; and where the cursor stands.
    private static func text(_ model: TerminalModel) -> String {
        let (grid, cursor) = model.render()
        let lines = (0..<grid.height).map { grid.line($0) }
        let looks = (0..<grid.height).map { y in
            let line = (0..<grid.width).map { x in
                let style = grid[x, y].style
                if style.isReverse { return "r" }
                if style.isBold { return "b" }
                if style.isDim { return "d" }
                return style.isUnderlined ? "u" : " "
            }.joined()
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        let place = cursor.map { "cursor \($0.x),\($0.y)" } ?? "no cursor"
        let rule = String(repeating: "=", count: grid.width)
        return (lines + [rule] + looks + [place, ""]).joined(separator: "\n")
    }
}

extension Table {
    mutating func openDrill() { press(.character("j"), .enter, .character("j"), .enter) }

    mutating func openCorrectiveAction() {
        openDrill()
        press(.character("/"))
        type("corrective")
        press(.enter, .character("e"))
    }

    /// The corrective action of the second plan item.
    var drillText: TypeID? {
        guard let doc = documents[.plan] else { return nil }
        let rows = Projection.rows(of: .plan, in: doc, events: [])
        guard case .text(let text, _)? = rows.first(where: { $0.ref == "p02" })?["corrective_action"]?.content
        else { return nil }
        return text
    }
}
