import CRDT
import Committee
import SyncClient
import TerminalKit
import Testing

@testable import TerminalApp

@Suite("Home, and pages opened from it")
struct HomeTests {
    private var isHome: (Table) -> Bool {
        { table in if case .home = table.model.mode { true } else { false } }
    }

    @Test("? lists the keys of home, and closes to it")
    func help() throws {
        var table = try Table.online()
        table.press(.character("H"), .character("j"), .character("?"))
        #expect(table.screen.prefix(9).contains { $0.contains("q                   quit") })
        #expect(table.screen.prefix(9).contains { $0.contains("Esc                 rows") })
        table.press(.escape)
        guard case .home(let page) = table.model.mode else { throw Missing() }
        #expect(page.selected == 1)
        table.press(.escape)
        #expect(table.model.mode == .browsing)
    }

    @Test("Each page that is opened from home closes to it", arguments: ["c", "u", "!"])
    func pages(_ key: String) throws {
        var table = try Table.online()
        table.press(.character("H"))
        table.type(key)
        table.press(.escape)
        #expect(key == "!" || isHome(table))
        table.press(.character("H"), .character(":"))
        table.type("board")
        table.press(.enter)
        #expect(table.shows("Plan by status"))
        table.press(.escape)
        #expect(isHome(table))
    }

    @Test("A command that was not meant leads back to home; one that goes elsewhere goes there")
    func commands() throws {
        var table = try Table.online()
        table.press(.character("H"), .character(":"), .escape)
        #expect(isHome(table))
        table.press(.character(":"))
        table.type("plan")
        table.press(.enter)
        #expect(table.model.mode == .browsing && table.model.document == .plan)
        table.press(.character("?"), .escape)
        #expect(table.model.mode == .browsing)
    }

    @Test("Signatures a side asks for are told at home and in the row, until the member has signed")
    func asked() throws {
        var table = try Table.online(width: 120, height: 40)
        let item = try #require(table.row("p11", of: .plan))
        table.record(.signOffRequested, item, .object(["scope": .string("plan/\(item)")]))
        table.press(.character("H"))
        #expect(table.shows("management asks for signatures"))
        let line = try #require(table.screen.firstIndex { $0.contains("asks for signatures") })
        #expect(table.screen[line].contains("p11"))
        table.record(.signOffRequested, "", .object(["scope": .string("diagnosis")]))
        #expect(table.shows("diagnosis: management asks for signatures"))
        table.press(.escape, .character("j"), .enter, .character("/"))
        table.type("p11")
        table.press(.enter, .enter)
        let standing = table.model.fields.first { $0.name == "standing" }?.shown
        #expect(standing?.contains("Signatures are asked for by management.") == true)
    }

    @Test("A signature that fell is told at home and in the row, and \"Signed.\" is said no longer")
    func fell() throws {
        var table = try Table.online(width: 120, height: 40)
        let item = try #require(table.row("p02", of: .plan))
        let scope = AnyValue.string("plan/\(item)")
        let zeros = AnyValue.string(String(repeating: "0", count: 64))
        let signed = AnyValue.object([
            "committee": .string("factory-invented-01"), "scope": scope, "digest": zeros,
            "member": .string("w1"), "office": .string("co_chair"), "reservation": .string(""),
            "protest": .bool(false), "language": .string("en"),
            "head": .object(["sequence": .number(1), "hash": zeros]), "key": .string(""),
            "signature": .string(""),
        ])
        let signature = table.record(.signOffRecorded, item, signed, by: .worker)
        table.press(.character("H"))
        #expect(!table.shows("p02 Night shift never took part in a drill. can be signed"))
        table.press(.escape)
        table.openDrill()
        table.model.notice = Catalogue.english[.signatureSent]
        #expect(table.shows("Signed by you") && table.screen.contains { $0.hasPrefix(" Signed.") })
        table.record(
            .signOffVoided, item,
            .object([
                "scope": scope, "signatures": .array([.string(signature)]), "cause": .string("edit"),
                "fields": .array([.string("corrective_action")]),
            ]))
        #expect(table.model.notice == nil)
        let standing = table.model.fields.first { $0.name == "standing" }?.shown
        #expect(standing?.contains("Your signature fell") == true)
        table.press(.escape, .escape, .escape, .character("H"))
        let line = table.screen.first { $0.contains("your signature fell") }
        #expect(line?.contains("p02") == true)
    }

    @Test("An advisor is told of what is to be verified")
    func verification() throws {
        var table = try Table.online(.advisor)
        table.record(.verificationRequested, try #require(table.row("p02", of: .plan)), .null)
        table.press(.character("H"))
        #expect(table.shows("p02 Night shift") && table.shows("you are asked to verify it"))
    }

    // MARK: Pages about matters

    @Test("Only cases stand among the cases, and none for who handles none")
    func cases() throws {
        var table = try Table.online()
        table.press(.character(":"))
        table.type("cases")
        table.press(.enter)
        #expect(table.shows("No case that you handle."))
    }

    @Test("A matter whose words were erased is called so, in lists and in the log", arguments: ["en", "vi"])
    func erased(_ language: String) throws {
        var table = try Table.online(width: 120, height: 40, language: language)
        let matter = try #require(table.row("i-1", of: .issues))
        table.record(
            .issueErased, matter,
            .object([
                "opened": .string("2024-10-01"), "confidentiality": .string("committee"),
                "status": .string("resolved"),
            ]))
        let word = Catalogue.of(language)[.erased]
        table.press(.character(":"))
        table.type("log")
        table.press(.enter)
        #expect(table.shows(word))
        table.press(.escape, .character(":"))
        table.type("issues")
        table.press(.enter)
        #expect(table.shows(word) && !table.shows(Catalogue.of(language)[.nothingWritten]))
    }

    @Test("s on minutes names the command that signs them; r beside the diagnosis names the diagnosis")
    func elsewhere() throws {
        var table = try Table.online()
        table.press(.character(":"))
        table.type("minutes")
        table.press(.enter, .character("s"))
        #expect(table.shows("bipartite sign minutes mt1"))
        table.press(.character("r"))
        #expect(table.shows("Points of the diagnosis are rated"))
        table.press(.character("!"))
        #expect(table.shows("No alarm"))
        table.press(.character(":"))
        table.type("dates")
        table.press(.enter)
        #expect(table.shows("Plan by due date"))
    }

    @Test("The page of what waits is as it stands, also while it is looked at")
    func queueLive() throws {
        var table = try Table.online()
        table.input(.session(.disconnected))
        table.openPoint("d17")
        table.press(.character("n"), .character("e"))
        table.type("Letters")
        table.press(.escape, .character("u"))
        #expect(table.shows("diagnosis: "))
        table.input(.session(.connected(token: "t")))
        #expect(table.shows("Nothing waits.") && table.status.hasPrefix("saved"))
    }

    @Test("What waits to be sent is told in the member's language")
    func queue() throws {
        var table = try Table.online(language: "vi")
        table.input(.session(.disconnected))
        table.openPoint("d17")
        table.press(.character("r"), .character("2"), .character("u"))
        #expect(table.shows("d17: \(Catalogue.of("vi")[.rate])") && !table.shows("diagnosis.point"))
    }
}

extension Table {
    /// The id of a row, by its short name.
    func row(_ ref: String, of name: DocumentName) -> String? {
        let events = model.session.events
        return documents[name].flatMap { doc in
            Projection.rows(of: name, in: doc, events: events).first { $0.ref == ref }?.id
        }
    }
}
