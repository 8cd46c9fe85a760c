import CRDT
import TestSupport
import Testing

@testable import Committee

@Suite("Anonymous reports, the pure part")
struct IntakeTests {
    @Test("A code is read as it is printed, in any case and with the letters people confuse")
    func reading() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<200 {
            let code = IntakeCode.draw(using: &random)
            #expect(IntakeCode(typed: code.printed) == code)
            #expect(IntakeCode(typed: " " + code.text.lowercased() + " ") == code)
            let confused = code.text.replacing("0", with: "o").replacing("1", with: "l")
            #expect(IntakeCode(typed: confused) == code)
            #expect(code.text.allSatisfy { !"ILOU".contains($0) })
        }
        for text in ["", "0", String(repeating: "0", count: 100), "7K3M-9QXA-0B2C!", "ééééééééééééé"] {
            #expect(IntakeCode(typed: text) == nil)
        }
    }

    @Test("One wrong character, and two swapped, are always found", arguments: Seeds.range(count: 40))
    func mistypes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let code = Array(IntakeCode.draw(using: &random).text)
        for place in code.indices {
            for letter in IntakeCode.alphabet where letter != code[place] {
                var wrong = code
                wrong[place] = letter
                #expect(IntakeCode(typed: String(wrong)) == nil)
            }
            guard place + 1 < code.count, code[place] != code[place + 1] else { continue }
            var wrong = code
            wrong.swapAt(place, place + 1)
            #expect(IntakeCode(typed: String(wrong)) == nil)
        }
    }

    @Test("A hash is bound to the committee and to the use")
    func hashes() {
        var random = SeededGenerator(seed: 2)
        let code = IntakeCode.draw(using: &random)
        let hashes = [
            code.hash(for: .slip, in: "f1"), code.hash(for: .slip, in: "f2"),
            code.hash(for: .followUp, in: "f1"),
        ]
        #expect(Set(hashes).count == 3)
        #expect(hashes.allSatisfy { $0.count == 64 })
    }

    @Test("The order of the hashes says nothing of the order of the slips, and one seed gives one batch")
    func slips() {
        var random = SeededGenerator(seed: 3)
        let batch = SlipBatch.draw(300, committee: "f1", using: &random)
        #expect(batch.slips.count == 300)
        #expect(Set(batch.slips).count == 300)
        #expect(batch.hashes == batch.hashes.sorted())
        #expect(Set(batch.hashes) == Set(batch.slips.map { $0.hash(for: .slip, in: "f1") }))
        #expect(batch.slips.map(\.text) != batch.slips.map(\.text).sorted())
        var again = SeededGenerator(seed: 3)
        #expect(SlipBatch.draw(300, committee: "f1", using: &again) == batch)
        #expect(SlipBatch.draw(5_000, committee: "f1", using: &again).slips.count == SlipBatch.countMax)
        #expect(SlipBatch.draw(-1, committee: "f1", using: &again).slips.count == 1)
    }

    @Test("Answers have one of a few lengths, and nothing of the page is lost")
    func padding() {
        for count in [0, 1, 16_383, 16_384, 16_385, 40_000] {
            let page = [UInt8](repeating: 65, count: count)
            let padded = IntakePadding.padded(page)
            #expect(padded.count.isMultiple(of: IntakePadding.step))
            #expect(padded.count >= IntakePadding.step)
            #expect(padded.starts(with: page))
            #expect(padded.count - count < IntakePadding.step || count == 0)
        }
    }

    private func report(_ number: Int, on day: String, severity: String = "high") throws -> IntakeReport {
        IntakeReport(
            id: "r\(number)", day: try #require(CalendarDay(day)), category: "heat", severity: severity,
            text: "Words \(number)", language: "bn")
    }

    @Test("Critical reports go at once; the others in one batch a day, in an order that says nothing")
    func batches() throws {
        #expect(try report(0, on: "2024-11-11", severity: "critical").isUrgent)
        var candidate = try report(1, on: "2024-11-11", severity: "low")
        candidate.grounds = .imminentDanger
        #expect(candidate.isUrgent)
        let waiting =
            try (2..<22).map { try report($0, on: "2024-11-11") } + [try report(22, on: "2024-11-12")]
        #expect(waiting.allSatisfy { !$0.isUrgent })

        var random = SeededGenerator(seed: 4)
        let (monday, tuesday) = (
            try #require(CalendarDay("2024-11-11")), try #require(CalendarDay("2024-11-12"))
        )
        #expect(IntakeBatch.drawn(from: waiting, on: monday, using: &random).isEmpty)
        let batch = IntakeBatch.drawn(from: waiting, on: tuesday, using: &random)
        #expect(Set(batch.map(\.id)) == Set((2..<22).map { "r\($0)" }))
        #expect(batch.map(\.id) != (2..<22).map { "r\($0)" })
    }

    @Test(
        "The order of a batch depends on the draw alone, not on who wrote first",
        arguments: Seeds.range(count: 20))
    func order(seed: UInt64) throws {
        let day = try #require(CalendarDay("2024-11-12"))
        let reports = try (0..<12).map { try report($0, on: "2024-11-11") }
        func released(_ arrivals: [IntakeReport]) -> [IntakeReport] {
            var random = SeededGenerator(seed: seed)
            return IntakeBatch.drawn(from: arrivals, on: day, using: &random)
        }
        var random = SeededGenerator(seed: seed &+ 1_000)
        #expect(released(reports) == released(reports.shuffled(using: &random)))
    }

    @Test("An anonymous report carries no side, no person and no time but the day it is released")
    func opening() throws {
        var world = RulesWorld.sample()
        let day = try #require(CalendarDay("2024-11-12"))
        var report = try report(1, on: "2024-11-11")
        report.id = "00000000-0000-4000-9000-000000000001"
        let events = Rules.opening(report, eventID: "e-intake", in: world.state, day: day)
        #expect(events.map(\.knownType) == [.issueOpened, .issueClockSet])
        #expect(events.allSatisfy { $0.side == nil && $0.day == "2024-11-12" && $0.audience == .committee })
        #expect(!events.contains { $0.json.json.contains("2024-11-11") })
        for event in events {
            #expect(event.knownType?.shape.flaw(in: event.data) == nil)
            world.take(event)
        }
        world.day = "2024-11-12"
        let answer = try #require(ReporterAnswer(of: report.id, in: world.picture))
        #expect(answer.status == .new)
        #expect(answer.texts.isEmpty)
    }

    @Test("Two reporters leave the same events but for their words")
    func indistinguishable() throws {
        let day = try #require(CalendarDay("2024-11-12"))
        let state = RulesWorld.sample().state
        func events(_ text: String) throws -> [String] {
            var report = try report(1, on: "2024-11-11")
            report.text = text
            return Rules.opening(report, eventID: "e", in: state, day: day).map {
                $0.json.json.replacing(text, with: "")
            }
        }
        #expect(try events("Reporter A writes") == events("B"))
    }

    @Test(
        "Every answer of the form has the same length, in every language, and no script"
    )
    func pages() throws {
        var random = SeededGenerator(seed: 9)
        let code = IntakeCode.draw(using: &random)
        let outcomes: [IntakePage.Outcome] = [
            .blank, .taken(code), .refused, .problem(.tooLong), .problem(.notText), .problem(.incomplete),
            .answer(nil), .done, .unknownCode, .later,
        ]
        for (tag, _) in IntakeWords.languages {
            let page = IntakePage(language: tag)
            #expect(Set(outcomes.map { page.bytes($0).count }) == [IntakePadding.step], "\(tag)")
            let html = page.html(.blank)
            #expect(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"))
            #expect(html.contains("dir=\"rtl\"") == (tag == "ar"))
            // Who reads the words is said before they are typed.
            let (said, typed) = (
                html.firstRange(of: IntakeWords(tag)[.readers]), html.firstRange(of: "<textarea")
            )
            #expect(try #require(said).lowerBound < #require(typed).lowerBound)
            for phrase in IntakeWords.Phrase.allCases { #expect(!IntakeWords(tag)[phrase].isEmpty) }
        }
    }

    @Test(
        "A form is read without trust: what is no text, too long or incomplete is told, and the rest is kept")
    func forms() throws {
        let day = try #require(CalendarDay("2024-11-11"))
        func read(_ body: String) throws -> IntakeReport {
            try IntakeForm(Array(body.utf8)).report(id: "i", day: day)
        }
        let good = "category=heat&severity=high&lang=bn&text=Fan+%E0%A6%AC%0D%0Abroken&grounds="
        let report = try read(good)
        #expect(report.text == "Fan \u{9AC}\nbroken" && report.language == "bn" && report.grounds == nil)
        for binary in ["text=%00", "text=%FF%FE", "text=%E0%A6", "text=%1B", "text=%G0", "text=%"] {
            #expect(throws: IntakeForm.Problem.notText) { try read("category=heat&severity=high&" + binary) }
        }
        for missing in ["", "category=heat&severity=high", "category=x&severity=high&text=a"] {
            #expect(throws: IntakeForm.Problem.incomplete) { try read(missing) }
        }
        let long = String(repeating: "a", count: IntakeReport.wordsMax + 1)
        #expect(throws: IntakeForm.Problem.tooLong) { try read("category=heat&severity=high&text=" + long) }
        let huge = [UInt8](repeating: 97, count: IntakeForm.bytesMax + 1)
        #expect(throws: IntakeForm.Problem.tooLong) { try IntakeForm(huge) }
    }

    @Test("Grave kinds begin as cases; a candidate is told in the case at once")
    func grave() throws {
        let state = RulesWorld.sample().state
        let day = try #require(CalendarDay("2024-11-12"))
        var report = try report(1, on: "2024-11-11")
        report.category = "harassment"
        report.grounds = .violence
        let events = Rules.opening(report, eventID: "e", in: state, day: day)
        #expect(events.map(\.knownType) == [.issueOpened, .issueClockSet, .candidateRaised, .issueWatchSet])
        #expect(events.allSatisfy { $0.audience == .restrictedCase("r1") })
    }

    @Test(
        "Grounds about a person make a case of any category; danger to life stays with the committee",
        arguments: ZeroToleranceGrounds.allCases)
    func grounds(_ grounds: ZeroToleranceGrounds) throws {
        var world = RulesWorld.sample()
        var report = try report(1, on: "2024-11-11")
        report.category = "other"
        report.grounds = grounds
        let day = try #require(CalendarDay("2024-11-12"))
        let opening = Rules.opening(report, eventID: "e", in: world.state, day: day)[0]
        let id = "00000000-0000-4000-9000-000000000001"
        let asked = try world.ask(
            world.participant("w1"), .openIssue, id,
            .object([
                "text": .object(["text": .string("Who works at night.")]), "category": .string("other"),
                "severity": .string("high"), "channel": .string("member"),
                "anonymity": .string("anonymous"), "grounds": .string(grounds.rawValue),
                "zero_tolerance_candidate": .bool(true),
            ]))[0]
        let isOpen = grounds == .imminentDanger
        #expect(opening.audience == (isOpen ? .committee : .restrictedCase("r1")))
        #expect(asked.audience == (isOpen ? .committee : .restrictedCase(id)))
    }

    /// A report that its readers have by now; its matter.
    private func reported(in world: inout RulesWorld) throws -> String {
        var report = try report(1, on: "2024-11-10")
        report.id = "00000000-0000-4000-9000-000000000001"
        for event in Rules.opening(
            report, eventID: "e", in: world.state, day: try #require(CalendarDay(world.day)))
        { world.take(event) }
        return report.id
    }

    @Test(
        "With the case code the reporter reads answers, adds, objects and confirms"
    )
    func followUp() throws {
        var world = RulesWorld.sample()
        let id = try reported(in: &world)
        let member = world.participant("m1")
        let said: AnyValue = .object(["text": .object(["lang": .string("en"), "text": .string("Fixed.")])])
        _ = try world.ask(member, .giveFeedback, id, said)
        _ = try world.ask(
            member, .addComment, id,
            .object(["document": .string("issues"), "text": .object(["text": .string("Who was it?")])]))
        _ = try world.ask(member, .setIssueStatus, id, .object(["status": .string("resolved")]))
        func says(_ word: ReporterWord) throws(Refusal) {
            let events = try Rules.reporter(
                says: word, of: id, commandID: world.nextID(), in: world.picture)
            #expect(events.allSatisfy { $0.side == nil })
            for event in events { world.take(event) }
        }
        try says(.add(text: "It is broken again.", language: "bn"))
        try says(.object)
        #expect(world.state.issues[id]?.status == .reopened)
        #expect(throws: Refusal.self) { try says(.confirmClosing) }
        _ = try world.ask(member, .setIssueStatus, id, .object(["status": .string("resolved")]))
        try says(.confirmClosing)
        try says(.lower(.open))
        #expect(world.state.issues[id]?.label == .open)
        let answer = try #require(ReporterAnswer(of: id, in: world.picture))
        #expect(answer.status == .closedConfirmed)
        #expect(answer.texts.map(\.text) == ["Fixed.", "It is broken again."])
        #expect(ReporterAnswer(of: "nothing", in: world.picture) == nil)
    }

    @Test(
        "What a reporter added stays theirs under every label, and is told to nobody it was not told before")
    func moved() throws {
        var world = RulesWorld.sample()
        _ = try world.ask(world.participant("w1"), .nameHandler, "w4", .object([AnyValue.Member]()))
        let id = try reported(in: &world)
        func add(_ text: String, on day: String) throws(Refusal) {
            world.day = day
            let events = try Rules.reporter(
                says: .add(text: text, language: "bn"), of: id, commandID: world.nextID(),
                in: world.picture)
            for event in events { world.take(event) }
        }
        func label(_ label: String, by member: String) throws(Refusal) {
            _ = try world.ask(
                world.participant(member), .setIssueLabel, id,
                .object(["confidentiality": .string(label)]))
        }
        func texts() -> [String] {
            ReporterAnswer(of: id, in: world.picture)?.texts.map { "\($0.day) \($0.text)" } ?? []
        }
        try add("In hall 2.", on: "2024-11-12")
        let said: AnyValue = .object(["text": .object(["text": .string("Which line?")])])
        _ = try world.ask(world.participant("m1"), .giveFeedback, id, said)
        try add("Line 4.", on: "2024-11-13")
        world.day = "2024-11-14"
        try label("restricted", by: "m1")
        let shown = world.picture.comments(on: id, of: .restrictedCase(id)).map(\.text)
        #expect(shown == ["In hall 2.", "Line 4."])
        try add("It was Karim.", on: "2024-11-15")
        try label("committee", by: "w4")
        let answers = [
            "2024-11-12 In hall 2.", "2024-11-12 Which line?", "2024-11-13 Line 4.",
            "2024-11-15 It was Karim.",
        ]
        #expect(texts() == answers)
        #expect(!world.events.contains { $0.audience == .committee && $0.data.json.contains("Karim") })
        try add("Any news?", on: "2024-11-16")
        try add("Any news?", on: "2024-11-17")
        #expect(texts() == answers + ["2024-11-16 Any news?", "2024-11-17 Any news?"])
    }
}
