import Committee
import SyncClient
import TerminalKit

/// Home, and commands by name.
extension TerminalModel {
    mutating func openHome() {
        mode = .home(HomePage(session, words))
        homeBehind = nil
    }

    /// As it stands now, with the same line chosen.
    mutating func reopen(_ page: HomePage) {
        var fresh = HomePage(session, words)
        fresh.selected = page.selected
        fresh.step(0)
        mode = .home(fresh)
        homeBehind = nil
    }

    mutating func home(_ key: Key, _ page: HomePage) -> [Effect] {
        var page = page
        switch key {
        case .up, .character("k"): page.step(-1)
        case .down, .character("j"): page.step(1)
        case .enter:
            mode = .browsing
            let targets = page.targets
            if targets.indices.contains(page.selected) { go(to: targets[page.selected]) }
            return []
        case .character("?"), .character("q"), .character("c"), .character("u"), .character(":"),
            .character("!"):
            (mode, homeBehind) = (.browsing, page)
            return pressed(key)
        case .escape, .tab, .right:
            mode = .browsing
            return []
        default: return []
        }
        mode = .home(page)
        return []
    }

    private mutating func go(to target: HomePage.Target) {
        show(target.document)
        if !arrangement.filter.isEmpty { arrange { $0.filter = "" } }
        focus = .rows
        guard let index = rows.firstIndex(where: { $0.id == target.row }) else { return }
        selectRow(index)
        opened = .row
        focus = .fields
        readStanding()
        selectedField = firstField
        showTop()
    }

    // MARK: Commands by name

    /// What may follow `:`, in the order Tab offers it. The names are the same in every language.
    static let commandNames = [
        "home", "diagnosis", "plan", "issues", "minutes", "notes", "board", "dates", "roster", "cycle",
        "log", "cases", "comments", "meetings", "drafts", "changes", "queue", "alarm", "lock", "sign", "rate",
        "decide", "add", "find", "filter", "order", "translations", "tour", "help", "quit",
    ]

    /// Those that leave the member where they are.
    private static let pageNames: Set = [
        "board", "dates", "roster", "cycle", "log", "cases", "comments", "meetings", "drafts", "changes",
        "queue", "alarm", "lock", "translations", "tour", "help", "quit",
    ]

    mutating func command(_ key: Key, _ input: LineInput) -> [Effect] {
        var input = input
        switch key {
        case .escape: mode = .browsing
        case .tab:
            let fitting = Self.commandNames.filter { $0.hasPrefix(input.text) }
            if fitting.count == 1 { input = LineInput(fitting[0]) }
            if fitting.count > 1 { notice = fitting.joined(separator: "  ") }
            mode = .commanding(input)
        case .enter:
            mode = .browsing
            return run(input.text.trimmed)
        default: if input.take(key) { mode = .commanding(input) }
        }
        return []
    }

    private mutating func run(_ typed: String) -> [Effect] {
        let fitting = Self.commandNames.filter { $0.hasPrefix(typed) }
        guard !typed.isEmpty else { return [] }
        guard let name = fitting.first(where: { $0 == typed }) ?? (fitting.count == 1 ? fitting[0] : nil)
        else {
            notice = words[.noSuchCommand, ["name": typed]]
            return []
        }
        if !Self.pageNames.contains(name) { homeBehind = nil }
        switch name {
        case "home": openHome()
        case "board", "dates": mode = .reading(.board(session, byDate: name == "dates", words))
        case "roster": mode = .reading(.roster(session, words))
        case "log": mode = .reading(.issues(session, words))
        case "cases": mode = .reading(.cases(session, words))
        case "comments": readComments()
        case "meetings": mode = .reading(.meetings(session, words))
        case "drafts": mode = .reading(.drafts(session, words))
        case "lock": lock = LineInput()
        case "alarm": return pressed(.character("!"))
        case "cycle": mode = .reading(.cycle(session, words))
        case "queue": return pressed(.character("u"))
        case "changes": return pressed(.character("c"))
        case "notes": return pressed(.character("n"))
        case "sign": return beginSigning()
        case "rate": return beginRating()
        case "decide": return beginDeciding()
        case "add": return addRow()
        case "find": mode = .jumping(LineInput())
        case "filter": beginFiltering()
        case "order": turnOrder()
        case "translations": mode = .reading(.translations(session, words))
        case "tour": mode = .touring(Tour())
        case "help": mode = .reading(.help(hints, words))
        case "quit": return quit()
        default:
            if let document = DocumentName(rawValue: name), session.documentNames.contains(document) {
                show(document)
                focus = rows.isEmpty ? .documents : .rows
            }
        }
        return []
    }
}
