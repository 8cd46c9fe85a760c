import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

@Suite("The server's record was changed")
struct AlarmTests {
    private static let bar = "ATTENTION: the server's record was changed"

    @Test("Every view says it in its first row, a locked screen too, until the member forgets it")
    func everywhere() throws {
        for view in ScreenTests.View.allCases {
            var table = try Table.online(.member(.worker), width: 80, height: 24)
            table.rollBack()
            #expect(table.shows("ends before entry"), "\(view.rawValue)")
            table.press(.escape)
            if view != .alarm { try ScreenTests.show(view, &table) }
            #expect(table.screen[0].contains(Self.bar), "\(view.rawValue)")
        }
    }

    @Test("It waits under what is being written, and ! opens it")
    func writing() throws {
        var table = try Table.online()
        table.openCorrectiveAction()
        table.type("kept ")
        table.rollBack()
        #expect(table.screen[0].contains(Self.bar) && !table.shows("ends before entry"))
        table.type("on")
        #expect(table.shows("kept on"))
        table.press(.escape, .character("!"))
        #expect(table.shows("ends before entry") && table.shows("Sign nothing"))
    }

    @Test("D on its page forgets it; Escape does not; without an alarm ! does nothing")
    func forgetting() throws {
        var table = try Table.online()
        table.press(.character("!"))
        #expect(table.model.mode == .browsing)
        table.rollBack()
        table.press(.escape)
        #expect(table.screen[0].contains(Self.bar))
        table.press(.character("!"), .character("D"))
        #expect(!table.screen[0].contains(Self.bar) && table.model.session.alarms.isEmpty)
    }
}
