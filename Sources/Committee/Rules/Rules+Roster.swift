import CRDT

/// Only a side changes its own seats, offices and handlers and ends its own keys; the programme does so only
/// after an election of that side. Never the other side.
extension Decision {
    /// The side whose seats a command is about.
    func sideConcerned() throws(Refusal) -> Side {
        switch command.type {
        case .seatMember, .recordElection:
            guard let side = command.data["side"]?.string.flatMap(Side.init) else {
                throw Refusal(.valueInvalid, ["field": "side", "expected": Vocabulary.side.expected])
            }
            return side
        default:
            guard let side = state.roster.member(command.subject)?.side else { throw Refusal(.notFound) }
            return side
        }
    }

    /// The side that acts: none where the programme does.
    private var actingSide: Side? {
        if case .member(let side) = participant.role { side } else { nil }
    }

    func seatMember() throws(Refusal) -> [Event] {
        let side = try sideConcerned()
        guard state.roster.member(command.subject) == nil else { throw Refusal(.noChange) }
        try checkID(command.subject, for: side)
        try checkName(word("name"), of: command.subject, among: state.roster.members)
        let joined = event(.memberJoined, side: actingSide, seat(command.data, side))
        let others = word("office") == "co_chair" ? chairs(of: side, except: command.subject) : []
        return withHealth([joined] + demotions(of: others, from: 1))
    }

    func endMembership() throws(Refusal) -> [Event] {
        withHealth([event(.memberLeft, side: actingSide, given("reason"))])
    }

    /// A side has one co-chair: who takes the office takes it over.
    func setOffice() throws(Refusal) -> [Event] {
        let side = try sideConcerned()
        guard state.roster.member(command.subject)?.office != word("office") else {
            throw Refusal(.noChange)
        }
        let changed = event(.officeChanged, side: actingSide, given("office"))
        let others = word("office") == "co_chair" ? chairs(of: side, except: command.subject) : []
        return withHealth([changed] + demotions(of: others, from: 1))
    }

    /// An election replaces a side's members in one command: who is not named leaves, who is named again
    /// keeps the key.
    func recordElection() throws(Refusal) -> [Event] {
        let side = try sideConcerned()
        let election = word("election")
        guard !state.roster.elections.contains(where: { $0.id == election }) else {
            throw Refusal(.electionRecorded)
        }
        guard let held = CalendarDay(word("held")),
            (0...Roster.electionDaysMax).contains(held.days(to: today))
        else { throw Refusal(.electionNotRecent, ["days": String(Roster.electionDaysMax)]) }
        let seats = command.data["members"]?.array ?? []
        let ids = seats.compactMap { $0["id"]?.string }
        guard !ids.isEmpty, Set(ids).count == ids.count else {
            throw Refusal(.valueInvalid, ["field": "members", "expected": "at least one member, each once"])
        }
        guard seats.filter({ $0["office"]?.string == "co_chair" }).count <= 1 else {
            throw Refusal(
                .valueInvalid, ["field": "members", "expected": "a list with one co_chair at most"])
        }
        for id in ids { try checkID(id, for: side) }
        try checkNames(
            zip(ids, seats).map { ($0, $1["name"]?.string ?? "") },
            beside: state.roster.members.filter { $0.side != side })

        let by = actingSide == nil ? "programme" : "side"
        var events = [
            event(
                .electionHeld, subject: election, side: actingSide,
                given("held", "record", "side") + [.init("by", .string(by))])
        ]
        for member in state.roster.members(of: side) where !ids.contains(member.id) {
            events.append(event(events.count, .memberLeft, subject: member.id, side: actingSide))
        }
        for (id, seat) in zip(ids, seats) {
            let data = self.seat(seat, side, election: election)
            events.append(event(events.count, .memberJoined, subject: id, side: actingSide, data))
        }
        return withHealth(events)
    }

    /// Each side names its own focal person; naming another releases the one before.
    func nameHandler() throws(Refusal) -> [Event] {
        let side = try sideConcerned()
        let handlers = state.roster.members(of: side).filter(\.isHandler)
        guard !handlers.contains(where: { $0.id == command.subject }) else { throw Refusal(.noChange) }
        let named = event(.handlerNamed, side: actingSide)
        return [named]
            + handlers.enumerated().map { number, handler in
                event(number + 1, .handlerReleased, subject: handler.id, side: actingSide)
            }
    }

    func releaseHandler() throws(Refusal) -> [Event] {
        guard state.roster.member(command.subject)?.isHandler == true else { throw Refusal(.noChange) }
        return [event(.handlerReleased, side: actingSide)]
    }

    /// A key that is lost signs nothing any more; a new code from the own side lets the member register
    /// another.
    func revokeKey() throws(Refusal) -> [Event] {
        guard state.roster.currentKey(of: command.subject) != nil else {
            throw Refusal(.memberKeyMissing, ["member": command.subject])
        }
        return [event(.keyRevoked, side: actingSide, given("reason"))]
    }

    // MARK: The programme's own people, and the rule

    func seatProgramme() throws(Refusal) -> [Event] {
        guard state.roster.member(command.subject) == nil else { throw Refusal(.noChange) }
        let known = state.roster.known[command.subject]
        guard Vocabulary.isName(command.subject), known?.side == nil, known?.role != .integration else {
            throw Refusal(.memberIDUsed, ["member": command.subject])
        }
        try checkName(word("name"), of: command.subject, among: state.roster.members)
        return [event(.programmeJoined, side: nil, given("role", "name", "languages"))]
    }

    func endProgramme() throws(Refusal) -> [Event] {
        guard let member = state.roster.member(command.subject), Role.programme.contains(member.role) else {
            throw Refusal(.notFound)
        }
        return [event(.programmeLeft, side: nil)]
    }

    func setCompositionRule() throws(Refusal) -> [Event] {
        if let words = command.data["women_rule"]?.string, CompositionRule.Women(words: words) == nil {
            throw Refusal(
                .valueInvalid,
                [
                    "field": "women_rule",
                    "expected": "none, worker_side_at_least_N, or "
                        + "worker_side_share_at_least_workforce_share_minus_N_points",
                ])
        }
        return withHealth([event(.compositionRuleSet, subject: "", side: nil, command.data.members ?? [])])
    }
}

// MARK: - Seats

extension Decision {
    /// An id stands for one person for good: it never passes to the other side or to the programme.
    private func checkID(_ id: String, for side: Side) throws(Refusal) {
        if let known = state.roster.known[id], known.side != side {
            throw Refusal(.memberIDUsed, ["member": id])
        }
    }

    /// A name that looks like that of somebody who is in the room would let one speak as the other.
    func checkName(
        _ name: String, of id: String, among members: [RosterMember]
    ) throws(Refusal) {
        try checkNames([(id, name)], beside: members)
    }

    private func checkNames(
        _ seats: [(id: String, name: String)], beside members: [RosterMember]
    ) throws(Refusal) {
        var taken: [String: String] = [:]
        for member in members {
            for skeleton in LookAlikes.skeletons(of: member.name) { taken[skeleton] = member.id }
        }
        for seat in seats {
            let skeletons = LookAlikes.skeletons(of: seat.name)
            if let other = skeletons.sorted().lazy.compactMap({ taken[$0] }).first(where: { $0 != seat.id }) {
                throw Refusal(.nameAlike, ["name": seat.name, "other": other])
            }
            for skeleton in skeletons { taken[skeleton] = seat.id }
        }
    }

    /// What the event says of a seat; the term begins today unless said otherwise.
    private func seat(_ data: AnyValue, _ side: Side, election: String? = nil) -> [AnyValue.Member] {
        var seat: [AnyValue.Member] = [.init("role", .string(side.rawValue))]
        for part in Shape.seatParts {
            guard let value = data[part.name], value != .null, value != .undefined else { continue }
            seat.append(.init(part.name, value))
        }
        if data["since"]?.string == nil { seat.append(.init("since", .string(picture.day))) }
        if let election {
            seat.removeAll { $0.key == "election" }
            seat.append(.init("election", .string(election)))
        }
        return seat
    }

    private func chairs(of side: Side, except id: String) -> [RosterMember] {
        state.roster.members(of: side).filter { $0.office == "co_chair" && $0.id != id }
    }

    private func demotions(of members: [RosterMember], from number: Int) -> [Event] {
        members.enumerated().map { place, member in
            event(
                number + place, .officeChanged, subject: member.id, side: actingSide,
                [.init("office", .string("member"))])
        }
    }

    /// The events, and one more if they change how the roster stands against its rule.
    private func withHealth(_ events: [Event]) -> [Event] {
        var after = state
        for event in events { after.take(event) }
        let health = RosterHealth(of: after, on: today)
        guard health.members != RosterHealth(of: state, on: today).members else { return events }
        return events + [event(events.count, .rosterHealthChanged, subject: "", side: nil, health.members)]
    }
}

extension RosterHealth {
    /// As the event carries it.
    var members: [AnyValue.Member] {
        let findings = findings.map { finding in
            var members: [AnyValue.Member] = [.init("code", .string(finding.code.rawValue))]
            if let side = finding.side { members.append(.init("side", .string(side.rawValue))) }
            if let member = finding.member { members.append(.init("member", .string(member))) }
            return AnyValue.object(members)
        }
        return [.init("blocks_signatures", .bool(blocksSignatures)), .init("findings", .array(findings))]
    }
}

extension Roster {
    /// An election gives the programme its say over a side's seats for so many days, and is recorded within
    /// them.
    static let electionDaysMax = 60

    func hasElection(of side: Side, before day: CalendarDay) -> Bool {
        elections.contains {
            $0.side == side && (0...Self.electionDaysMax).contains($0.held.days(to: day))
        }
    }
}
