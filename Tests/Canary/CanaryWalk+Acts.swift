import CRDT
import SyncProtocol
import TestSupport

@testable import Committee
@testable import RoomCore

/// What people do, each step something else, each with markers in it.
extension CanaryWalk {
    mutating func act() {
        if !story.isEmpty, random.chance(0.3) { return tell(story.removeFirst()) }
        let person = random.pick(Self.people)
        switch random.number(below: 100) {
        case 0..<34: write(person)
        case 34..<70: decide(person)
        case 70..<76: bePresent(person)
        case 76..<83: open(random.pick(names), person)
        case 83..<86: enter(person)
        // What a grant has let an integration hear is read while it holds.
        case 86: for reader in ["i1", "i2", "s1"] { readFeeds(reader) }
        case 87..<90: _ = handle(.disconnected(connection(person, random.pick(names))))
        case 90..<95: tick()
        default: flush()
        }
    }

    mutating func tick() {
        now += UInt64(random.pick([100, 1000, 6000]))
        if random.chance(0.3) {
            let days = random.pick([1, 3, 15])
            day = CalendarDay(day).map { $0.adding(days: days).text } ?? day
        }
        _ = handle(.tick(now: now, day: day))
    }

    // MARK: The committee

    mutating func seatEverybody() {
        var events: [Event] = []
        func happens(_ type: EventType, _ id: String, _ data: [AnyValue.Member]) {
            events.append(
                Event(
                    id: "seat-\(events.count)", type: type, subject: id, audience: .committee, day: day,
                    data: .object(data)))
        }
        happens(
            .roomOpened, Self.committee,
            [
                .init("name", .string("Factory")), .init("country", .string("JO")),
                .init("time_zone", .string("Asia/Amman")),
            ])
        for person in Self.people {
            let name = mint.next()
            let role = Self.participant(person).role
            let told: [AnyValue.Member] = [
                .init("role", .string(role.rawValue)),
                .init("office", .string(["w1", "m1"].contains(person) ? "co_chair" : "member")),
                .init("name", .string(name.text)),
            ]
            switch person.first {
            case "w", "m": happens(.memberJoined, person, told)
            case "a", "l", "p": happens(.programmeJoined, person, told)
            case "i":
                // One is granted the plan, the other nothing.
                let areas: [AnyValue] = person == "i1" ? [.string("plan")] : []
                happens(
                    .integrationRegistered, person,
                    [.init("name", .string("Board")), .init("areas", .array(areas))])
                continue
            default: continue
            }
            planted[name.number] = Planted(
                homes: [.area(.roster)], author: person, step: 0, place: "event \(told[0].value.json) name")
        }
        for person in ["w4", "m4"] { happens(.handlerNamed, person, []) }
        for person in Self.signers {
            happens(.keyRegistered, person, [.init("key", .string(Self.key(person).publicKey))])
        }
        _ = handle(.importing(ImportBatch(id: "seats", events: events, updates: [])))
        for name in [DocumentName.diagnosis, .plan, .plan, .minutes, .issues, .issuesWorker, .caucusWorker] {
            addRow(to: name, by: "w1")
        }
        addRow(to: .caucusManagement, by: "m1")
        flush()
    }

    // MARK: Writing

    /// Writes into the notes, into a field of a row, or a new row.
    mutating func write(_ person: String) {
        let name = random.pick(names)
        if random.chance(0.2) { return addRow(to: name, by: person) }
        let places = Place.all(in: name)
        let row = (rows[name] ?? []).randomElement(using: &random)
        let place = random.chance(0.2) ? nil : places.randomElement(using: &random)
        let before = mint.count
        var shape = MarkedShape(random: SeededGenerator(seed: random.next()), next: mint.next)
        let isText = place?.vocabulary == nil
        let field = row == nil ? nil : place
        let value = (field?.vocabulary).map { shape.value(of: $0) } ?? .string(" \(mint.next().text) ")
        let isTaken = edit(name, by: person) { transaction in
            guard let field, let row else {
                transaction.insert(value.string ?? "", at: 0, in: transaction.root("notes", .text))
                return
            }
            guard isText else {
                _ = Projection.set(field: field.field, to: value, row: row, of: name, in: &transaction)
                return
            }
            guard let text = Projection.text(field: field.field, row: row, of: name, in: &transaction)
            else { return }
            transaction.insert(value.string ?? "", at: 0, in: text)
        }
        guard isTaken else { return }
        var home = self.home(of: name, field)
        if let row, case .draft = home { home = .draft(row, name == .caucusWorker ? .worker : .management) }
        plant(before, [home], person, "\(name.kind) \(field?.field ?? "notes")", stays: isText)
    }

    mutating func addRow(to name: DocumentName, by person: String) {
        guard name.rowsRoot != nil else { return }
        let before = mint.count
        let id = mint.next().text
        let isTaken = edit(name, by: person) { transaction in
            _ = Projection.addRow(id: id, ref: nil, to: name, in: &transaction)
        }
        guard isTaken else { return }
        rows[name, default: []].append(id)
        if name == .caucusWorker || name == .caucusManagement {
            let side: Side = name == .caucusWorker ? .worker : .management
            drafts.append((id, side))
            return plant(before, [.draft(id, side)], person, "\(name.kind) id", isID: true)
        }
        plant(before, [home(of: name, nil)], person, "\(name.kind) id", isID: true)
    }

    /// Sends what an edit of the document as it stands makes; whether the room took it.
    mutating func edit(
        _ name: DocumentName, by person: String, _ change: (inout Transaction) -> Void
    ) -> Bool {
        open(name, person)
        guard var doc = room.documents[name] else { return false }
        let client = ClientID(connection(person, name).rawValue * 1000)
        doc.clientID = client
        let update = doc.edit(change).update
        let before = room.documents[name]?.stateVector[client] ?? 0
        _ = handle(.received(connection(person, name), name, .sync(.update(update))))
        return (room.documents[name]?.stateVector[client] ?? 0) > before
    }

    private func home(of name: DocumentName, _ place: Place?) -> Home {
        switch name {
        case .restrictedCase(let id): .matter(id)
        case .caucusWorker: .draft("", .worker)
        case .caucusManagement: .draft("", .management)
        default: .area(place?.area(in: name) ?? name.area)
        }
    }

    mutating func bePresent(_ person: String) {
        let name = random.pick(names)
        open(name, person)
        let client = ClientID(connection(person, name).rawValue * 1000)
        let before = mint.count
        let marker = mint.next()
        let entry = AwarenessUpdate.Entry(
            client: client, clock: UInt64(step), state: .object(["cursor": .string(marker.text)]))
        _ = handle(.received(connection(person, name), name, .awareness(AwarenessUpdate([entry]))))
        plant(before, [home(of: name, nil)], person, "\(name.kind) presence", stays: false)
        now += 100
        _ = handle(.tick(now: now, day: day))
    }

    // MARK: Deciding

    mutating func decide(_ person: String) {
        // Issues are what most of the secrecy is about; a command of any kind comes now and then.
        let type =
            issues.count < 2 || random.chance(0.15)
            ? .openIssue
            : random.chance(0.5)
                ? random.pick(CommandType.allCases.filter { $0.isAboutIssues })
                : random.pick(CommandType.allCases)
        let person = random.chance(0.7) ? whoMight(type) : person
        let before = mint.count
        let (subject, document) = self.subject(of: type)
        ask(Line(type, person, .row(subject), document), since: before)
    }

    /// Asks for something, over the port or the room channel; what it led to and was about, if it was taken.
    ///
    /// - Parameter before: the markers there were before the subject was chosen.
    @discardableResult
    mutating func ask(_ line: Line, since before: Int) -> (id: String, subject: String)? {
        let (type, person, document) = (line.type, line.person, line.document)
        let id = mint.next()
        let subject = subject(of: line, mint.next)
        var shape = MarkedShape(random: SeededGenerator(seed: random.next()), next: mint.next)
        var data = self.data(for: type, shape.value(of: type.shape), document)
        for member in line.data { data = data.setting(member.key, to: member.value) }
        let command =
            line.scope.flatMap {
                signature(on: $0, by: person, id: id.text, reservation: "But \(mint.next().text).")
            }
            ?? Command(id: id.text, type: type, subject: subject, data: data)
        if type == .openIssue { issues.append(subject) }
        let events = room.events.count
        if random.chance(0.5) {
            post(command.json, by: person)
        } else {
            if !entered.contains(person) { enter(person) }
            let text = AnyValue.object(["type": .string("command"), "command": command.json]).json
            _ = handle(.stateless(Self.connection(person, 0), text))
        }
        guard room.events.dropFirst(events).contains(where: { $0.id == id.text }) else {
            // Refused: nobody but whoever asked has ever heard of its words.
            if type == .openIssue { issues.removeLast() }
            plant(before, [], person, "refused")
            return nil
        }
        accepted[type, default: 0] += 1
        let homes = self.homes(of: type, subject, document)
        plant(before, homes, person, "command \(type.rawValue)", stays: type.keepsWords)
        // Drawn for a member that was then given something else.
        let said = MarkerSearch.markers(in: Array(command.json.json.utf8))
        for number in before + 1..<mint.count + 1 where !said.contains(number) { planted[number] = nil }
        if type == .addComment { for number in said { planted[number]?.subject = subject } }
        // The id of the command is the id of its first event.
        planted[id.number]?.isID = true
        if type == .openIssue, let number = Marker.number(of: subject) {
            planted[number]?.homes = [.issue(subject), .matter(subject)]
            planted[number]?.isID = true
        }
        if [.logVisit, .recordTraining].contains(type), let number = Marker.number(of: subject) {
            planted[number]?.isID = true
        }
        return (id.text, subject)
    }

    /// Somebody the rules are likely to hear.
    private mutating func whoMight(_ type: CommandType) -> String {
        switch type {
        case _ where type.need.area == .cases: random.pick(["w4", "m4", "w4", "m4", "a1"])
        case .setIssueStatus, .setIssueLabel: random.pick(["w1", "w2", "w4", "m1", "m4"])
        case .recordVerification: "a1"
        case .setCompositionRule, .seatProgramme, .endProgramme: "p1"
        case .logVisit, .recordTraining: "a1"
        default: random.pick(["w1", "w2", "w3", "w4", "m1", "m2", "m3", "m4"])
        }
    }

    private mutating func subject(of type: CommandType) -> (String, DocumentName) {
        let issue = issues.randomElement(using: &random) ?? ""
        switch type {
        case .openIssue: return (mint.next().text, .issues)
        case .logVisit, .recordTraining: return (mint.next().text, .plan)
        case _ where type.isAboutIssues && type != .addComment: return (issue, .issues)
        case .addComment:
            // A matter is where its label says, or the comment is refused.
            let home = random.chance(0.2) ? .issues : room.state.issues[issue]?.label.document(of: issue)
            guard let home, random.chance(0.5) else {
                let name: DocumentName = random.pick(DocumentName.standing.filter { $0.rowsRoot != nil })
                return (pickRow(name), name)
            }
            return (issue, home)
        case .releaseDraft:
            let draft = drafts.randomElement(using: &random)
            return (draft?.id ?? "", .caucusWorker)
        case .revokeRelease:
            let released = room.events.filter { $0.knownType == .draftReleased }.map(\.id)
            return (released.randomElement(using: &random) ?? "", .caucusWorker)
        case .agreePoint, .disagreePoint, .ratePoint: return (pickRow(.diagnosis), .diagnosis)
        case .holdMeeting, .circulateMinutes, .correctMinutes: return (pickRow(.minutes), .minutes)
        case .seatMember, .seatProgramme: return (random.pick(["w6", "m6", "a2"]), .plan)
        case .endMembership: return (random.pick(["w5", "m5"]), .plan)
        case .endProgramme: return ("a2", .plan)
        case .nameHandler, .releaseHandler: return (random.pick(["w2", "m2", "w4", "m4"]), .plan)
        case .confirmGrant, .declineGrant, .proposeGrant, .removeIntegration:
            return (random.pick(["i1", "i2"]), .plan)
        case .setOffice, .revokeKey: return (random.pick(["w1", "m1"]), .plan)
        case _ where type.hasSubject: return (pickRow(.plan), .plan)
        default: return ("", .plan)
        }
    }

    private mutating func pickRow(_ name: DocumentName) -> String {
        (rows[name] ?? []).randomElement(using: &random) ?? ""
    }

    /// What chance alone would hardly get right.
    private mutating func data(for type: CommandType, _ drawn: AnyValue, _ document: DocumentName) -> AnyValue
    {
        switch type {
        case .proposeHandlers:
            .object([
                "handlers": .array(
                    random.pick([["w2", "m2"], ["w4", "m2"], ["w2", "m4"]]).map(AnyValue.string))
            ])
        case .addComment: drawn.setting("document", to: .string(document.rawValue))
        case .openIssue: drawn.setting("opened", to: .string("2024-11-11"))
        case .setDue: drawn.setting("due", to: .string("2026-01-01"))
        case .logVisit: drawn.setting("on", to: .string("2024-11-10"))
        case .recordTraining:
            drawn.setting("on", to: .string("2024-11-10")).setting("participants", to: .number(2))
                .setting("worker_participants", to: .number(1)).setting("days", to: .number(0.25))
        case .recordElection:
            drawn.setting("members", to: .array(seats(drawn)))
        default: drawn
        }
    }

    /// Of the side that was drawn, each another.
    private func seats(_ drawn: AnyValue) -> [AnyValue] {
        let side = drawn["side"]?.string?.prefix(1) ?? ""
        return (drawn["members"]?.array ?? []).enumerated().map { place, seat in
            seat.setting("id", to: .string("\(side)\(place + 1)"))
        }
    }

    private func homes(of type: CommandType, _ subject: String, _ document: DocumentName) -> [Home] {
        switch type {
        case .openIssue, .setIssueStatus, .setIssueLabel, .linkIssue, .giveFeedback: [.issue(subject)]
        case _ where type.need.area == .cases, .raiseCandidate: [.matter(subject)]
        case .addComment: [home(of: document, nil)]
        case .releaseDraft: drafts.filter { $0.id == subject }.map { .draft($0.id, $0.side) }
        case .revokeRelease: room.events.filter { $0.id == subject }.map(Self.home(ofRelease:))
        default: [.area(type.need.area)]
        }
    }

    /// What goes to the committee is taken back before the committee.
    private static func home(ofRelease event: Event) -> Home {
        guard event.data["to"]?.string != "committee", let side = event.side else {
            return .area(.releasedDrafts)
        }
        return .draft(event.subject, side)
    }

    mutating func plant(
        _ before: Int, _ homes: [Home], _ author: String, _ place: String, isID: Bool = false,
        stays: Bool = true
    ) {
        for number in before + 1..<mint.count + 1 {
            planted[number] = Planted(
                homes: homes, author: author, step: step, place: place, isID: isID, stays: stays)
        }
    }
}

extension Marker {
    static func number(of text: String) -> Int? {
        text.hasPrefix(stem) ? Int(text.dropFirst(stem.count)) : nil
    }
}

extension CommandType {
    var isAboutIssues: Bool {
        self != .openIssue && (need.area == .issues || need.area == .cases || self == .addComment)
    }

    /// Whether all of its words stand in the events it leads to.
    fileprivate var keepsWords: Bool {
        switch self {
        case .openIssue, .giveFeedback, .addComment, .answerWatch, .recordOutcome, .correctMinutes: true
        default: false
        }
    }
}

extension DocumentName {
    /// Its name without the id of a case.
    var kind: String { if case .restrictedCase = self { "case" } else { rawValue } }
}

extension AnyValue {
    func setting(_ key: String, to value: AnyValue) -> AnyValue {
        .object((members ?? []).filter { $0.key != key } + [.init(key, value)])
    }
}
