import TerminalKit
import Testing

@testable import TerminalApp

@Suite("The tour of the first start")
struct TourTests {
    @Test("Enter goes through every page to home, in every language", arguments: Catalogue.all.map(\.tag))
    func pages(_ language: String) throws {
        var table = try Table.online(language: language, isFirstStart: true)
        let words = Catalogue.of(language)
        for page in 1...Tour.pages.count {
            #expect(table.shows("\(page)/\(Tour.pages.count)"))
            #expect(table.seenTours == 0)
            table.press(.enter)
        }
        #expect(table.seenTours == 1)
        #expect(words.isRightToLeft || table.shows(words[.waitsForYou]))
    }

    @Test("Escape skips it, and :tour shows it again and goes back to where one was")
    func skipped() throws {
        var table = try Table.online(isFirstStart: true)
        table.press(.escape)
        #expect(table.seenTours == 1)
        #expect(table.shows("Waits for you"))
        table.press(.escape, .character(":"))
        table.type("tour")
        table.press(.enter)
        #expect(table.shows("First time here: one minute 1/6"))
        table.press(.right, .left, .right)
        #expect(table.shows("2/6"))
        table.press(.escape)
        #expect(!table.shows("First time here"))
        #expect(table.seenTours == 1)
    }

    @Test("A command stands as it is typed, in right-to-left text too", arguments: Catalogue.all.map(\.tag))
    func commands(_ language: String) throws {
        let table = try Table.online(language: language, isFirstStart: true)
        #expect(table.shows(":tour"))
    }
}
