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

    /// One screen in one language at one size.
    struct Shot: Sendable, CustomTestStringConvertible {
        var view: View
        var language: String
        var size: [Int]
        var file: String { "\(language)/\(view.rawValue)-\(size[0])x\(size[1]).txt" }
        var testDescription: String { file }

        static let all = View.allCases.flatMap { view in
            Catalogue.all.flatMap { catalogue in
                sizes.map { Shot(view: view, language: catalogue.tag, size: $0) }
            }
        }
    }

    enum View: String, Sendable, CaseIterable {
        case start, home, planRows = "plan-rows", rowOpen = "row-open", editing, offline
        case readOnly = "read-only", help, rating, deciding, signing, pin, translating, board, roster, cycle
        case queue, notes, command, notice, confidential, log, comments, meetings, locked, tour
        case alarm, alarmEditing = "alarm-editing"
    }

    @Test("Every view in every language is as its file", arguments: Shot.all)
    func screen(_ shot: Shot) throws {
        let role: Role = shot.view == .readOnly ? .advisor : .member(.worker)
        var table = try Table.online(
            role, width: shot.size[0], height: shot.size[1], language: shot.language)
        try Self.show(shot.view, &table)
        try check(table, shot.file)
    }

    @Test(
        "On the sheet to be signed the bottom line of 80 columns has the key for signing under protest",
        arguments: Catalogue.all.map(\.tag))
    func protest(_ language: String) throws {
        var table = try Table.online(.member(.worker), width: 80, height: 24, language: language)
        try Self.show(.signing, &table)
        let (grid, _) = table.model.render()
        #expect(grid.line(grid.height - 1).contains(" p "))
    }

    @Test(
        "Who can see what is open stands on the screen in words, however little room there is",
        arguments: [[80, 12], [80, 24], [110, 11], [110, 34], [120, 40], [200, 60]])
    func readers(size: [Int]) throws {
        var table = try Table.online(.member(.worker), width: size[0], height: size[1], language: "en")
        table.openDrill()
        for _ in 0..<30 {
            #expect(Self.text(table.model).contains("Seen by: both sides, advisor"))
            table.press(.character("j"))
        }
        // A list that is not for all says so too, and no row stands in its way.
        table = try Table.online(.member(.worker), width: size[0], height: 11, language: "en")
        for _ in 0..<5 { table.press(.character("j")) }
        table.press(.character("l"))
        for _ in 0..<10 {
            table.press(.character("a"), .escape, .escape)
            #expect(Self.text(table.model).contains("Seen by: worker side"))
        }
    }

    static func show(_ view: View, _ table: inout Table) throws {
        let plan: [Key] = [.character("j"), .enter]
        switch view {
        case .start: break
        case .home: table.press(.character("H"))
        case .tour:
            table.press(.character(":"))
            table.type("tour")
            table.press(.enter, .enter)
        case .planRows: table.press(plan[0], plan[1])
        case .rowOpen: table.openDrill()
        case .editing:
            table.openCorrectiveAction()
            let text = try #require(table.drillText)
            table.showCaret(letter: "M", name: "HR manager", at: 12, in: text, of: .plan)
            table.press(.home)
            table.type("Both sides: ")
        case .offline:
            table.press(.character("j"), .character("n"))
            table.input(.session(.disconnected))
            table.press(.character("e"))
            table.type("two lines\r")
            table.press(.escape)
        case .readOnly: table.press(plan[0], plan[1], .enter, .character("e"))
        case .help: table.press(.character("?"))
        case .rating:
            table.openPoint("d17")
            table.press(.character("r"))
        case .deciding: table.press(plan[0], plan[1], .character("j"), .character("t"))
        case .signing, .pin:
            table.openDrill()
            table.press(.character("s"))
            guard view == .pin else { return }
            for _ in 0..<20 { table.press(.pageDown) }
            table.press(.character("p"), .enter)
            table.type("482917")
        case .translating:
            table.openCorrectiveAction()
            table.press(.escape, .character("t"))
        case .board: table.press(plan[0], .character("b"))
        case .roster, .cycle:
            table.press(.character(":"))
            table.type(view.rawValue)
            table.press(.enter)
        case .queue:
            table.input(.session(.disconnected))
            table.openPoint("d17")
            table.press(.character("r"), .character("2"), .character("u"))
        case .notes: table.press(.character("j"), .character("n"))
        case .command:
            table.press(.character(":"))
            table.type("r")
            table.press(.tab)
        case .notice: table.press(plan[0], plan[1], .character("e"))
        case .log, .meetings, .locked:
            table.press(.character(":"))
            table.type(view == .locked ? "lock" : view.rawValue)
            table.press(.enter)
            if view == .locked { table.type("4829") }
        case .comments: table.press(plan[0], plan[1], .character("j"), .character("m"))
        case .alarm, .alarmEditing:
            if view == .alarmEditing { table.openCorrectiveAction() }
            table.rollBack()
        case .confidential:
            for _ in 0..<5 { table.press(.character("j")) }
            table.press(.character("n"))
        }
    }

    // MARK: Files

    private func check(_ table: Table, _ name: String) throws {
        let file = Self.folder.appending(path: name)
        let shown = Self.text(table.model)
        if ProcessInfo.processInfo.environment["REWRITE"] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(shown.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(shown == expected, "\(name) differs; REWRITE=1 writes it anew")
    }

    /// The screen, then its looks: r reversed, b bold, d dim, u underlined; and where the cursor stands.
    private static func text(_ model: TerminalModel) -> String {
        var model = model
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
        for _ in 0..<40 where model.selectedField != "corrective_action" { press(.character("j")) }
        press(.character("e"))
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
