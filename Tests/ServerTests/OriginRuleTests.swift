import Testing

@testable import Server

@Suite("Pages that may connect from a browser")
struct OriginRuleTests {
    @Test(
        "Without a list a page must stand on the host that the request names",
        arguments: [
            ("http://room.example", "room.example", true),
            ("https://room.example", "room.example", true),
            ("https://ROOM.example:443", "room.EXAMPLE", true),
            ("http://localhost:8080", "localhost:8080", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://[::1]", "[::1]", true),
            ("http://localhost:8081", "localhost:8080", false),
            ("http://localhost", "localhost:8080", false),
            ("https://sub.room.example", "room.example", false),
            ("https://room.example.evil.example", "room.example", false),
            ("https://room.example@evil.example", "evil.example", false),
            ("https://room.example/", "room.example", false),
            ("https://room.example:", "room.example", false),
            ("https://room.example:99999", "room.example", false),
            ("https://", "", false),
            ("null", "null", false),
            ("file://room.example", "room.example", false),
            ("", "room.example", false),
        ])
    func ownHost(origin: String, host: String, isAdmitted: Bool) {
        #expect(OriginRule(allowed: []).admits([origin], at: host) == isAdmitted)
    }

    @Test("With a list a page must be on it, wherever the server stands")
    func list() throws {
        let listed = try #require(WebOrigin("https://Room.example"))
        let rule = OriginRule(allowed: [listed])
        #expect(rule.admits(["https://room.example:443"], at: "elsewhere"))
        #expect(!rule.admits(["http://room.example"], at: "elsewhere"))
        #expect(!rule.admits(["http://elsewhere"], at: "elsewhere"))
    }

    @Test("Who names no page is no browser; who names two is refused")
    func number() {
        let rule = OriginRule(allowed: [])
        #expect(rule.admits([], at: "room.example"))
        #expect(!rule.admits(["http://room.example", "http://room.example"], at: "room.example"))
    }
}
