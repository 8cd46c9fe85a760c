import CRDT
import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

@Suite("Deciding and signing at the screen")
struct DecidingTests {
    // MARK: Rating

    @Test("r shows both sides' ratings side by side, and one key rates for the own side")
    func rating() throws {
        var table = try Table.online()
        table.openPoint("d17")
        #expect(table.screen.last?.contains("r rate") == true)
        table.press(.character("r"))
        #expect(table.screen.contains { $0.contains("worker side") && $0.contains("management") })
        table.press(.character("2"))
        #expect(table.shows("Sent to be recorded"))
        #expect(table.model.session.waitingCommands.map(\.type) == [.ratePoint])
        table.press(.enter)
        #expect(table.model.row?["worker_rating"]?.shown == "needs_improvement")
        #expect(table.status.hasPrefix("saving 1"))
    }

    @Test("The same rating again is refused here, with its code, and nothing is sent")
    func sameRating() throws {
        var table = try Table.online()
        table.openPoint("d17")
        table.press(.character("r"), .character("2"), .character("r"), .character("2"))
        #expect(table.shows("[no_change]"))
        #expect(table.model.session.waitingCommands.count == 1)
    }

    @Test("An advisor sees the ratings and can choose none")
    func advisor() throws {
        var table = try Table.online(.advisor)
        table.openPoint("d17")
        table.press(.character("r"))
        #expect(table.shows("Only members of a side rate."))
        table.press(.character("3"))
        #expect(table.model.session.waitingCommands.isEmpty)
    }

    @Test("A point that open items hang on says why it stays")
    func heldPoint() throws {
        var table = try Table.online()
        let held = table.model.held
        let row = try #require(table.model.rows.first { held[$0.id] != nil })
        table.openPoint(try #require(row.ref))
        #expect(table.shows("Stays, open items"))
        table.press(.character("x"))
        #expect(table.shows("of the plan hang on it"))
        #expect(table.model.mode == .browsing)
    }

    // MARK: Items

    @Test("A due date is asked for with its reason, and recorded")
    func due() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.escape, .character("t"))
        #expect(table.shows("Decide about p02"))
        table.press(.character("1"))
        table.type("2025-02-01")
        table.press(.enter)
        table.type("The generator is late.")
        table.press(.enter)
        let command = try #require(table.model.session.waitingCommands.first)
        #expect(command.type == .setDue)
        #expect(command.data["reason"]?.string == "The generator is late.")
        #expect(table.model.row?["due"]?.shown == "2025-02-01")
    }

    @Test("What the rules refuse is said in the prompt, before anything is sent")
    func badDue() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.escape, .character("t"), .character("1"))
        table.type("next week")
        table.press(.enter)
        table.type("late")
        table.press(.enter)
        #expect(table.shows("[value_invalid]"))
        #expect(table.model.session.waitingCommands.isEmpty)
    }

    @Test("A value with a vocabulary is picked")
    func picked() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.character("/"))
        table.type("priority")
        table.press(.enter, .enter)
        guard case .deciding(let menu) = table.model.mode else { throw Missing() }
        let low = try #require(menu.choices.first { $0.action == .set("low") })
        table.press(.character(low.key))
        #expect(table.model.row?["priority"]?.shown == "low")
    }

    @Test("t on a text writes its translation into a language of the room")
    func translation() throws {
        var table = try Table.online()
        table.openDrill()
        table.press(.character("/"))
        table.type("corrective")
        table.press(.enter, .character("t"))
        guard case .deciding(let menu) = table.model.mode else { throw Missing() }
        let wanted = Menu.Action.translate(field: "corrective_action", language: "bn")
        let choice = try #require(menu.choices.first { $0.action == wanted })
        table.press(.character(choice.key))
        table.type("মহড়া")
        table.press(.escape)
        #expect(table.model.row?["translations.bn.corrective_action"]?.shown == "মহড়া")
    }

    @Test("? begins with the keys of the view it was asked from")
    func helpHere() throws {
        var table = try Table.online()
        table.openPoint("d17")
        table.press(.character("?"))
        #expect(table.screen[2].contains("Here"))
        #expect(table.screen.prefix(8).contains { $0.contains("r                   rate") })
    }

    @Test("In a language read from the right each key of the help page stays in its column")
    func helpColumns() throws {
        var table = try Table.online(language: "ar")
        table.press(.character("?"))
        for key in [":", "?", "/"] {
            #expect(table.screen.contains { $0.hasPrefix("│   \(key)   ") }, "\(key)")
        }
    }

    @Test(
        "A window of 20x5 says in plain words what to do, in every language",
        arguments: Catalogue.all.map(\.tag))
    func tiny(_ language: String) throws {
        let table = try Table.online(width: 20, height: 5, language: language)
        let words = table.screen.joined()
        #expect(words.contains("20x5") && words.contains("50x10"))
    }

    // MARK: Signing

    @Test("An item says what is in force, and nothing is until both sides signed")
    func standing() throws {
        var table = try Table.online()
        table.openDrill()
        #expect(table.shows("In force"))
        #expect(table.shows("nothing yet: not signed by"))
    }

    @Test("s shows every word that is signed, the original beside the translation")
    func sheet() throws {
        var table = try Table.online(width: 100, height: 40)
        table.openDrill()
        table.press(.character("s"))
        #expect(table.shows("Sign for the worker side"))
        #expect(table.shows("Your side has not signed this before"))
        table.turnLanguage(to: "zh")
        #expect(table.screen.contains { $0.contains("Night shift never") && $0.contains("夜班从未参加") })
    }

    @Test("The PIN comes after the end of the sheet, and is never shown")
    func pin() throws {
        var table = try Table.online(width: 80, height: 24)
        table.openDrill()
        table.press(.character("s"), .enter)
        #expect(table.shows("read to the end first"))
        for _ in 0..<20 { table.press(.pageDown) }
        table.press(.enter)
        table.type("482917")
        #expect(table.shows("••••••") && !table.shows("482917"))
        table.press(.enter)
        #expect(table.shows("y signs, n does not, e goes to the text"))
        table.press(.character("n"))
        #expect(table.shows("Nothing is signed."))
        #expect(table.signing.isEmpty)
    }

    @Test("The sheet in another language is to be read to its end too")
    func turned() throws {
        var table = try Table.online(width: 80, height: 24)
        table.openDrill()
        table.press(.character("s"))
        for _ in 0..<20 { table.press(.pageDown) }
        guard case .signing(let read) = table.model.mode else { throw Missing() }
        #expect(read.isRead && read.languages.count > 1)
        table.press(.character("l"), .enter)
        #expect(table.shows("read to the end first"))
        guard case .signing(let turned) = table.model.mode else { throw Missing() }
        #expect(!turned.isRead && turned.scroll == 0 && turned.language != read.language)
        for _ in 0..<20 { table.press(.pageDown) }
        table.press(.enter)
        #expect(table.shows("Your PIN:"))
    }

    @Test("In a window too small for the sheet no key reads it, signs it or breaks anything")
    func tinySheet() throws {
        let keys: [Key] =
            "jklpreqyn 1".map { .character($0) } + [
                .enter, .escape, .up, .down, .pageUp, .pageDown, .backspace, .paste("p"),
            ]
        var table = try Table.online(width: 80, height: 24)
        table.openDrill()
        table.press(.character("s"))
        let opened = table.model.mode
        let sizes = [(1, 1), (1, 40), (2, 2), (3, 24), (4, 3), (80, 1), (80, 2), (80, 9), (49, 24)]
        for (width, height) in sizes {
            table.input(.resized(width: width, height: height))
            for key in keys { table.press(key) }
            #expect(table.model.mode == opened, "\(width)x\(height)")
        }
        table.input(.resized(width: 80, height: 24))
        table.press(.enter)
        #expect(table.shows("read to the end first"))
        for _ in 0..<20 { table.press(.pageDown) }
        table.press(.enter)
        table.type("482917")
        table.press(.enter)
        table.input(.resized(width: 3, height: 1))
        table.press(.character("y"))
        #expect(table.signing.isEmpty)
    }

    @Test("A text that begins with more blanks than the sheet is wide stands there with every word")
    func blanks() throws {
        var table = try Table.online(width: 80, height: 24)
        table.openDrill()
        let text = try #require(table.drillText)
        let blanks = String(repeating: " ", count: 60)
        table.remotely(.plan) { $0.insert(blanks + "Zebra quagga okapi. ", at: 0, in: text) }
        table.press(.character("s"))
        var seen: Set<String> = []
        for _ in 0..<20 {
            seen.formUnion(["Zebra", "quagga", "okapi"].filter { table.shows($0) })
            table.press(.pageDown)
        }
        #expect(seen == ["Zebra", "quagga", "okapi"])
    }

    @Test("Without a registered key the signature is refused before the PIN")
    func noKey() throws {
        var table = try Table.online(isKeyed: false)
        table.openDrill()
        table.press(.character("s"))
        #expect(table.shows("[key_missing]"))
    }

    @Test("What changes while it is read is not signed, and stands there anew")
    func changedMeanwhile() throws {
        var table = try Table.online(width: 120, height: 60)
        table.openDrill()
        table.press(.character("s"), .enter)
        table.type("482917")
        table.press(.enter)
        let text = try #require(table.drillText)
        table.remotely(.plan) { $0.insert("Changed: ", at: 0, in: text) }
        table.press(.character("y"))
        #expect(table.shows("The text changed while you were reading"))
        #expect(table.shows("Changed: Hold a night-shift drill"))
        #expect(table.signing.isEmpty)
    }

    @Test("y hands exactly the shown digest to the key; a signature that is none is refused here")
    func signs() throws {
        var table = try Table.online(width: 120, height: 60)
        table.openDrill()
        table.press(.character("s"), .character("r"))
        table.type("If the generator arrives.")
        table.press(.enter, .enter)
        table.type("482917")
        table.press(.enter, .character("y"))
        let bytes = try #require(table.signing.first)
        let statement = String(decoding: bytes, as: UTF8.self)
        #expect(statement.contains("If the generator arrives.") && statement.contains("plan/"))
        table.input(.signed(Array(repeating: 7, count: 64)))
        #expect(table.shows("[signature_invalid]"))
        #expect(table.model.session.waitingCommands.isEmpty)
    }

    @Test("A wrong PIN leaves the sheet on the screen with the reason")
    func wrongPIN() throws {
        var table = try Table.online(width: 120, height: 60)
        table.openDrill()
        table.press(.character("s"), .enter)
        table.type("1")
        table.press(.enter, .character("y"))
        table.input(.notSigned(.wrong(triesLeft: 4)))
        #expect(table.shows("The PIN is wrong; tries left: 4"))
        #expect(table.shows("Sign for the worker side"))
    }
}

struct Missing: Error {}

extension Table {
    /// Opens a point of the diagnosis by its short name.
    mutating func openPoint(_ ref: String) {
        press(.enter, .character("/"))
        type(ref)
        press(.enter, .enter)
    }

    mutating func turnLanguage(to language: String) {
        for _ in 0..<20 {
            guard case .signing(let view) = model.mode, view.language != language else { return }
            press(.character("l"))
        }
    }
}
