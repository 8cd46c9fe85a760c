import CRDT
import Testing

@testable import Committee

@Suite("Minutes both sides sign")
struct MinutesTests {
    private func held() -> SigningRoom {
        var room = SigningRoom()
        room.editMinutes(by: .worker) { transaction in
            Projection.addRow(id: "mt-1", to: .minutes, in: &transaction)
            SigningRoom.write("Exits", into: "agenda", of: "mt-1", in: .minutes, &transaction)
        }
        return room
    }

    private func command(
        _ room: inout SigningRoom, _ type: CommandType, _ data: AnyValue = .object([AnyValue.Member]())
    ) -> Command {
        Command(id: room.uuid(), type: type, subject: "mt-1", data: data)
    }

    private func presence(_ worker: [String], _ management: [String]) -> AnyValue {
        .object([
            "held": .string("2024-10-14"),
            "present": .object([
                "worker": .array(worker.map(AnyValue.string)),
                "management": .array(management.map(AnyValue.string)),
            ]),
        ])
    }

    private func code(_ result: Result<[Event], Refusal>) -> RefusalCode? {
        if case .failure(let refusal) = result { refusal.code } else { nil }
    }

    @Test("A meeting is quorate when each side is, and strangers cannot have been there")
    func quorum() {
        var room = held()
        func quorate(_ worker: [String], _ management: [String]) -> Bool? {
            let asked = command(&room, .holdMeeting, presence(worker, management))
            room.ask(asked, by: "w1")
            return room.state.meetings["mt-1"]?.isQuorate
        }
        #expect(quorate(["w1", "w2", "w3"], ["m1", "m2", "m3"]) == true)
        #expect(quorate(["w1", "w2"], ["m1", "m2", "m3", "m4", "m5"]) == false)
        #expect(quorate(["w1", "w1", "w1"], ["m1", "m2", "m3"]) == false, "nobody counts twice")
        let strange = command(&room, .holdMeeting, presence(["w1", "m2"], ["m1"]))
        #expect(code(room.ask(strange, by: "w1")) == .valueInvalid)
        let later = AnyValue.object([
            "held": .string("2024-10-15"), "present": presence([], [])["present"] ?? .null,
        ])
        #expect(code(room.ask(command(&room, .holdMeeting, later), by: "w1")) == .valueInvalid)
    }

    @Test("Who has left may have been there, and counts only at meetings held before that")
    func formerMembers() {
        var room = held()
        for id in ["w2", "w3"] { room.record([room.event("roster.member.left.v1", id, [:])]) }
        let present = presence(["w1", "w2", "w3"], ["m1", "m2", "m3"])
        let after = command(&room, .holdMeeting, present)
        #expect(code(room.ask(after, by: "m1")) == nil)
        #expect(room.state.meetings["mt-1"]?.isQuorate == false)
        let before = command(
            &room, .holdMeeting,
            .object(["held": .string("2024-10-13"), "present": present["present"] ?? .null]))
        #expect(code(room.ask(before, by: "m1")) == nil)
        #expect(room.state.meetings["mt-1"]?.isQuorate == true)
        let back = room.event(
            "roster.member.joined.v1", "w2",
            ["role": .string("worker"), "office": .string("alternate"), "name": .string("Member w2")])
        room.record([back])
        let again = command(&room, .holdMeeting, present)
        #expect(code(room.ask(again, by: "m1")) == nil)
        #expect(room.state.meetings["mt-1"]?.isQuorate == true, "an alternate counts")
    }

    @Test("The seats that count are those of the day of the meeting, whoever came or left since")
    func seatsOfTheDay() {
        var room = held()
        func member(_ id: String, _ office: String) -> Event {
            room.event(
                "roster.member.joined.v1", id,
                [
                    "role": .string("worker"), "office": .string(office), "name": .string("Member \(id)"),
                    "since": .string(room.day),
                ])
        }
        func quorate(_ worker: [String], held: String) -> Bool? {
            let present = presence(worker, ["m1", "m2", "m3"])["present"] ?? .null
            let asked = command(
                &room, .holdMeeting, .object(["held": .string(held), "present": present]))
            #expect(code(room.ask(asked, by: "m1")) == nil)
            return room.state.meetings["mt-1"]?.isQuorate
        }
        room.day = "2024-11-04"
        room.record([member("w7", "alternate")])
        room.day = "2024-11-05"
        for id in ["w4", "w5"] { room.record([room.event("roster.member.left.v1", id, [:])]) }
        room.day = "2024-11-10"
        room.record([member("w6", "member")])
        #expect(quorate(["w1", "w2"], held: "2024-11-01") == false, "five had seats then")
        #expect(quorate(["w1", "w2", "w6"], held: "2024-11-01") == false, "w6 had none")
        #expect(quorate(["w1", "w2", "w4"], held: "2024-11-01") == true, "w4 had one")
        #expect(quorate(["w1", "w2"], held: "2024-11-06") == true, "three had seats then")
        #expect(quorate(["w1", "w2", "w6"], held: "2024-11-10") == true)
        #expect(quorate(["w1", "w7"], held: "2024-11-06") == true)
        room.record([room.event("composition.rule.set.v1", "", ["alternates": .bool(false)])])
        #expect(quorate(["w1", "w7"], held: "2024-11-06") == false, "the rule knows no alternates")
        // Of a change of office counts what held on the day.
        room.record([room.event("roster.member.office.changed.v1", "w7", ["office": .string("member")])])
        #expect(quorate(["w1", "w7"], held: "2024-11-06") == false)
        #expect(quorate(["w1", "w2", "w7"], held: "2024-11-10") == true)
    }

    @Test("From draft over circulated and signed by one side to signed by both; then they stand")
    func states() {
        var room = held()
        #expect(room.picture.minutesState(of: "mt-1") == .draft)
        #expect(code(room.sign("w1", .minutes("mt-1"))) == .notFound, "a meeting nobody held has no minutes")
        #expect(code(room.ask(command(&room, .circulateMinutes), by: "w1")) == .meetingNotHeld)
        let present = presence(["w1", "w2", "w3"], ["m1", "m2", "m3"])
        room.ask(command(&room, .holdMeeting, present), by: "w1")
        room.ask(command(&room, .circulateMinutes), by: "m1")
        #expect(room.picture.minutesState(of: "mt-1") == .circulated)
        room.sign("w1", .minutes("mt-1"))
        #expect(room.picture.minutesState(of: "mt-1") == .signedOneSide)
        #expect(code(room.ask(command(&room, .holdMeeting, present), by: "m1")) == .minutesSigned)
        room.sign("m1", .minutes("mt-1"))
        #expect(room.picture.minutesState(of: "mt-1") == .signedInPart, "members of both sides, not enough")
        #expect(room.picture.rows(of: .minutes).first?.status == "circulated")
        room.signByBoth(.minutes("mt-1"))
        #expect(room.picture.minutesState(of: "mt-1") == .signedBoth)
        #expect(room.picture.rows(of: .minutes).first?.status == "signed_both", "lists say so too")
        let before = room.picture.signedMinutes(of: "mt-1")

        room.editMinutes(by: .management) {
            SigningRoom.write("Something else", into: "agenda", of: "mt-1", in: .minutes, &$0)
        }
        #expect(room.picture.signedMinutes(of: "mt-1") == before, "signed minutes are never edited")
        #expect(room.picture.standing(of: .minutes("mt-1")).draft == .same)
        #expect(code(room.sign("m3", .minutes("mt-1"))) == .nothingToSign)
        #expect(code(room.ask(command(&room, .holdMeeting, present), by: "m1")) == .minutesSigned)
    }

    @Test("A change before the last signature voids the others")
    func voids() {
        var room = held()
        room.ask(command(&room, .holdMeeting, presence(["w1"], ["m1"])), by: "w1")
        room.sign("w1", .minutes("mt-1"))
        room.editMinutes(by: .management) {
            SigningRoom.write("Exits and fans", into: "agenda", of: "mt-1", in: .minutes, &$0)
        }
        #expect(room.picture.minutesState(of: "mt-1") == .draft)
        #expect(room.events.last?.knownType == .signOffVoided)
    }

    @Test("A correction is a note of its own, signed by both sides; the minutes stay beside it")
    func correction() throws {
        var room = held()
        let said = AnyValue.object([
            "text": .object(["lang": .string("en"), "text": .string("Six, not five.")])
        ])
        #expect(code(room.ask(command(&room, .correctMinutes, said), by: "w1")) == .minutesNotSigned)
        room.ask(command(&room, .holdMeeting, presence(["w1"], ["m1"])), by: "w1")
        room.signByBoth(.minutes("mt-1"))
        room.ask(command(&room, .correctMinutes, said), by: "w1")
        #expect(room.picture.minutesState(of: "mt-1") == .signedBoth, "one side's note is not yet one")
        #expect(code(room.ask(command(&room, .correctMinutes, said), by: "m1")) == .noChange)
        room.signByBoth(.minutes("mt-1"))
        #expect(room.picture.minutesState(of: "mt-1") == .corrected)
        #expect(room.picture.rows(of: .minutes).first?.status == "corrected")
        let versions = room.picture.signedMinutes(of: "mt-1")
        #expect(versions.map(\.number) == [1, 2])
        let note = try #require(versions.last).content.canonical
        #expect(note.contains(try #require(versions.first).digest.hex))
        #expect(note.contains("Six, not five."))
        room.ask(command(&room, .correctMinutes, said), by: "m1")
        room.signByBoth(.minutes("mt-1"))
        #expect(room.picture.signedMinutes(of: "mt-1").count == 3)
    }

    @Test("A note nobody could sign is refused, and one nobody has signed gives way to another")
    func replacedNote() throws {
        var room = held()
        room.ask(command(&room, .holdMeeting, presence(["w1"], ["m1"])), by: "w1")
        room.signByBoth(.minutes("mt-1"))
        func note(_ text: String, bengali: String? = nil) -> AnyValue {
            var said: [AnyValue.Member] = [.init("text", .string(text))]
            if let bengali { said.append(.init("translations", .object(["bn": .string(bengali)]))) }
            return .object([AnyValue.Member("text", .object(said))])
        }
        for odd in [
            note("hidden \u{202E}order"), note("\u{0430}dmin"), note("Six.", bengali: "open \u{2067}isolate"),
        ] {
            #expect(code(room.ask(command(&room, .correctMinutes, odd), by: "m1")) == .valueInvalid)
        }
        // One that was recorded before such were refused blocks nothing.
        let stuck = room.event(
            "minutes.corrected.v1", "mt-1",
            [
                "number": .number(1),
                "text": .object([
                    "text": .string("Six."), "translations": .object(["bn": .string("bell \u{7}")]),
                ]),
            ], side: .management)
        room.record([stuck])
        #expect(code(room.sign("w1", .minutes("mt-1"))) == .leafUnreadable)
        #expect(code(room.ask(command(&room, .correctMinutes, note("Six, not five.")), by: "w1")) == nil)
        #expect(room.state.meetings["mt-1"]?.corrections.map(\.number) == [1])
        room.sign("m1", .minutes("mt-1"))
        #expect(code(room.ask(command(&room, .correctMinutes, note("Seven.")), by: "w1")) == .alreadyProposed)
        room.signByBoth(.minutes("mt-1"))
        let versions = room.picture.signedMinutes(of: "mt-1")
        #expect(versions.count == 2)
        #expect(try #require(versions.last).content.canonical.contains("Six, not five."))
        #expect(code(room.ask(command(&room, .correctMinutes, note("Seven.")), by: "w1")) == nil)
        #expect(room.state.meetings["mt-1"]?.corrections.map(\.number) == [1, 2])
    }

    @Test("Decisions carry the version of the plan they were made on")
    func planVersion() {
        var room = held()
        room.addItem("p-1", issue: "The exit is blocked")
        room.signByBoth(.planItem("p-1"))
        room.ask(command(&room, .holdMeeting, presence(["w1"], ["m1"])), by: "w1")
        #expect(room.state.meetings["mt-1"]?.planVersion == 1)
        room.signByBoth(.minutes("mt-1"))
        #expect(
            room.picture.signedMinutes(of: "mt-1").first?.content.canonical.contains("\"plan_version\":1")
                == true)
    }
}
