import CRDT
import Foundation
import Logging
import RoomCore
import Synchronization
import Testing

@testable import Server

@Suite("Configuration")
struct ConfigurationTests {
    private func mistake(_ text: String) -> String? {
        do {
            _ = try ConfigurationFile(text)
            return nil
        } catch {
            return "\(error.line): \(error.reason)"
        }
    }

    @Test("A file sets what it names and leaves the rest")
    func file() throws {
        let file = try ConfigurationFile(
            """
            # where
            data = "/srv/b \\"x\\" # y"
            listen = '[::1]:0'   # any port
            log_level = "debug"
            log_format = "json"

            [limits]
            connections_max = 2_000
            reopen_milliseconds = 0
            [ room ]
            """.replacing(
                "[ room ]", with: "[room]\nheads_interval_milliseconds = 5\r\nmessage_depth_max = 7"))
        #expect(file.data == "/srv/b \"x\" # y" && file.listen == ListenAddress(host: "::1", port: 0))
        #expect(file.logLevel == .debug && file.logFormat == .json)
        var configuration = ServerConfiguration(dataFolder: "")
        file.apply(to: &configuration)
        var limits = ServerLimits()
        (limits.connectionsMax, limits.reopenMilliseconds) = (2000, 0)
        var room = RoomLimits()
        (room.headsIntervalMilliseconds, room.decoding.depthMax) = (5, 7)
        #expect(configuration.limits == limits && configuration.roomLimits == room)
    }

    @Test(
        "A mistake is named by its line and what was expected",
        arguments: [
            ("\nlisten = \"here\"", "2: listen: expected \"HOST:PORT\", found \"here\""),
            ("listen = \"::1:80\"", "1: listen: expected \"HOST:PORT\", found \"::1:80\""),
            ("data = 7", "1: data: expected a folder's name in quotes, found 7"),
            ("log_format = \"xml\"", "1: log_format: expected one of words, json, found \"xml\""),
            (
                "[limits]\nframe_byte_max = 5",
                "2: there is no setting limits.frame_byte_max; `serve --limits` lists them"
            ),
            (
                "frame_bytes_max = 5",
                "1: frame_bytes_max is a limit: it stands below a line [limits]"
            ),
            (
                "[limits]\nframe_bytes_max = 0",
                "2: limits.frame_bytes_max: expected a whole number from 1 to 1099511627776, found 0"
            ),
            (
                "[limits]\nframe_bytes_max = -4",
                "2: frame_bytes_max: expected a whole number or a text in quotes, found -4"
            ),
            ("[limits]\nheaders_max = 4\nheaders_max = 5", "3: limits.headers_max stands on line 2 already"),
            ("[limits", "1: expected a table such as [limits], found [limits"),
            ("[limits] x", "1: nothing is expected before x"),
            ("listen", "1: expected `name = value`, found listen"),
            ("data = \"open", "1: the text does not end: \"open"),
            ("data = \"a\" b", "1: nothing is expected before b"),
            ("data = \"a\\n\"", "1: a backslash stands before a quote or another backslash only"),
            ("data =", "1: data: expected a whole number or a text in quotes, found "),
        ])
    func mistakes(_ text: String, _ said: String) {
        #expect(mistake(text) == said)
    }

    @Test("Limits that would cut off who lives, or look tokens up without a pause, are refused")
    func harmfulLimits() {
        let pings = "limits.ping_seconds: expected less than limits.silence_seconds_max"
        #expect(
            mistake("[limits]\nping_seconds = 45") == "2: \(pings) (45), found 45: lower it or raise that")
        #expect(
            mistake("[limits]\nping_seconds = 5\nsilence_seconds_max = 4\n[room]")
                == "3: \(pings) (4), found 5: lower it or raise that")
        #expect(mistake("[limits]\nping_seconds = 50\nsilence_seconds_max = 51") == nil)
        let tokens = "limits.token_check_milliseconds: expected a whole number from 50 to 1099511627776"
        #expect(mistake("[limits]\ntoken_check_milliseconds = 0") == "2: \(tokens), found 0")
        #expect(mistake("[limits]\ntoken_check_milliseconds = 50") == nil)
    }

    @Test("Every limit has its name, and the name says the limit")
    func names() {
        func names(_ value: Any) -> [String] {
            Mirror(reflecting: value).children.compactMap(\.label).filter { $0 != "decoding" }.map { label in
                label.map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
            }
        }
        let server = names(ServerLimits()).map { "limits.\($0)" }
        let messages = names(DecodingLimits.standard).map { "room.message_\($0)" }
        let room = names(RoomLimits()).map { "room.\($0)" }
        #expect(NamedLimit.all.map(\.name).sorted() == (server + messages + room).sorted())
        for (number, limit) in NamedLimit.all.enumerated() {
            var configuration = ServerConfiguration(dataFolder: "")
            limit.set(&configuration, 1000 + number)
            let changed = NamedLimit.all.filter { $0.value(in: configuration) == 1000 + number }
            #expect(changed.map(\.name).contains(limit.name))
        }
    }

    @Test("An address is a host and a port, an IPv6 host in brackets")
    func addresses() {
        #expect(ListenAddress("0.0.0.0:8080")?.description == "0.0.0.0:8080")
        #expect(ListenAddress("[::1]:80") == ListenAddress(host: "::1", port: 80))
        #expect(ListenAddress("[::1]:80")?.description == "[::1]:80")
        for wrong in ["", "host", "host:", ":80", "host:65536", "::1", "host:-1"] {
            #expect(ListenAddress(wrong) == nil, "\(wrong)")
        }
    }

    @Test("A log line in JSON keeps what belongs to it, whatever is in it")
    func jsonLines() throws {
        let lines = Mutex<[String]>([])
        var logger = Logger(
            label: "test", factory: { _ in JSONLogHandler { line in lines.withLock { $0.append(line) } } })
        logger[metadataKey: "room"] = "a\n\"b\""
        logger.notice("said", metadata: ["level": "mine"])
        let line = try #require(lines.withLock { $0.first })
        #expect(line.hasSuffix("}\n") && line.split(separator: "\n").count == 1)
        let json = try AnyValue(json: String(line.dropLast()))
        #expect(json["message"]?.string == "said" && json["level"]?.string == "notice")
        #expect(json["room"]?.string == "a\n\"b\"" && json["level_"]?.string == "mine")
    }
}
