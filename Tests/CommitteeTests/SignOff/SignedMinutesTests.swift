import CRDT
import Testing

@testable import Committee

@Suite("Signed minutes, as a file")
struct SignedMinutesTests {
    /// A meeting on a plan in force, with two decisions, signed; and one note on it, signed too.
    private static func room() -> SigningRoom {
        var room = SigningRoom()
        room.addItem("p-1", issue: "The exit is blocked")
        room.signByBoth(.planItem("p-1"))
        room.editMinutes(by: .worker) { transaction in
            Projection.addRow(id: "mt-1", to: .minutes, in: &transaction)
            SigningRoom.write("Exits", into: "agenda", of: "mt-1", in: .minutes, &transaction)
            SigningRoom.write("Six lamps", into: "decisions.1", of: "mt-1", in: .minutes, &transaction)
            SigningRoom.write("By May", into: "decisions.2", of: "mt-1", in: .minutes, &transaction)
        }
        let present: AnyValue = .object([
            "worker": .array(["w1", "w2", "w3"].map(AnyValue.string)),
            "management": .array(["m1", "m2", "m4"].map(AnyValue.string)),
        ])
        ask(&room, .holdMeeting, .object(["held": .string("2024-10-14"), "present": present]))
        room.signByBoth(.minutes("mt-1"))
        let note: AnyValue = .object(["lang": .string("en"), "text": .string("Seven, not six.")])
        ask(&room, .correctMinutes, .object(["text": note]))
        room.signByBoth(.minutes("mt-1"))
        return room
    }

    private static func ask(_ room: inout SigningRoom, _ type: CommandType, _ data: AnyValue) {
        room.ask(Command(id: room.uuid(), type: type, subject: "mt-1", data: data), by: "w1")
    }

    private static func export(isServers: Bool = false) throws -> [UInt8] {
        let picture = room().picture
        let mark = isServers ? TestServerKey.mark : nil
        return try #require(SignedMinutes.export(of: "mt-1", picture, mark: mark))
    }

    @Test("A file of minutes checks out offline, and says who was there, what was decided on which plan")
    func good() throws {
        let report = SignedFile.verify(try Self.export())
        #expect(report.problems == [] && report.signatures == 8 && report.plan == nil)
        let minutes = try #require(report.minutes)
        #expect(minutes.meeting == "mt-1" && minutes.held == "2024-10-14" && minutes.isQuorate)
        #expect(minutes.present == [.worker: ["w1", "w2", "w3"], .management: ["m1", "m2", "m4"]])
        #expect(minutes.decisions == 2 && minutes.planVersion == 1 && minutes.corrections == 1)
        let text = String(decoding: try Self.export(), as: UTF8.self)
        for said in ["Exits", "Six lamps", "By May", "Seven, not six."] { #expect(text.contains(said)) }
    }

    @Test("The head that is told of a side is the newest one of its members knew")
    func heads() throws {
        let report = SignedFile.verify(try Self.export())
        let events = Self.room().events
        let signed = Side.allCases.map { side in
            events.filter { $0.knownType == .signOffRecorded && $0.side == side }
                .compactMap { $0.data["head"]?["sequence"]?.int }.max()
        }
        #expect(Side.allCases.map { report.heads[$0]?.sequence } == signed)
        #expect(report.heads[.management] != report.heads[.worker])
    }

    @Test("Minutes that one side has signed make no file")
    func oneSide() {
        var room = Self.room()
        room.editMinutes(by: .worker) { Projection.addRow(id: "mt-2", to: .minutes, in: &$0) }
        #expect(SignedMinutes.export(of: "mt-2", room.picture) == nil)
        #expect(SignedMinutes.export(of: "mt-9", room.picture) == nil)
    }

    @Test("The server's signature is on the minutes, and only the server's key checks it")
    func serverSigned() throws {
        let file = try Self.export(isServers: true)
        #expect(SignedFile.verify(file, serverKey: TestServerKey.text).isGood)
        #expect(!SignedFile.verify(file, serverKey: TestServerKey.other).isGood)
        #expect(!SignedFile.verify(try Self.export(), serverKey: TestServerKey.text).isGood)
    }

    @Test("One byte flipped, anywhere, is found", arguments: [false, true])
    func flipped(isServers: Bool) throws {
        let bytes = try Self.export(isServers: isServers)
        #expect(unnoticedFlips(in: bytes) == [])
    }

    @Test(
        "A forger who seals the minutes anew is found out by the signatures",
        arguments: [
            ("Six lamps", "Two lamps"), ("Seven, not six.", "Five, not six."),
            (#""quorate":true"#, #""quorate":false"#), (#""plan_version":1"#, #""plan_version":2"#),
            (#""management_present":["m1","m2","#, #""management_present":["m1","m5","#),
            (#""held":"2024-10-14""#, #""held":"2024-10-15""#), ("mt-1", "mt-2"),
            (#""number":1"#, #""number":2"#), (#""sequence":"#, #""sequence":1"#),
            (#""office":"co_chair","protest":false"#, #""office":"co_chair","protest":true"#),
        ])
    func resealed(old: String, new: String) throws {
        let report = SignedFile.verify(try forged(Self.export(), old, as: new))
        #expect(!report.isGood && !report.problems.contains { $0.hasPrefix("seal") })
    }

    @Test("A note stands for nothing without the minutes it is on, and minutes are no note")
    func alone() throws {
        let file = try AnyValue(json: String(decoding: try Self.export(), as: UTF8.self))
        let versions = try #require(file["body"]?["versions"]?.array)
        for (kept, problem) in [
            ([versions[1]], "version 1: no minutes"), ([versions[0], versions[0]], "version 2: no note"),
        ] {
            let members = (file["body"]?.members ?? []).map { member in
                member.key == "versions" ? AnyValue.Member("versions", .array(kept)) : member
            }
            let text = AnyValue.object([.init("body", .object(members))]).json
            let problems = SignedFile.verify(try sealedAnew(text)).problems
            #expect(problems.contains { $0.contains(problem) }, "\(problems)")
        }
    }
}
