import CRDT

extension Decision {
    /// A member signs what was displayed: the room computes the digest again, and what differs is refused.
    func sign() throws(Refusal) -> [Event] {
        let statement = try statement()
        let key = try key(of: statement.member)
        let leaves = try shownLeaves(of: statement)
        let record = SignatureRecord(
            id: command.id, day: picture.day, statement: statement, leaves: leaves, key: key,
            signature: command.data["signature"]?.string ?? "")
        guard record.isGenuine else { throw Refusal(.signatureInvalid) }
        guard !isOnRecord(statement) else { throw Refusal(.alreadySigned) }
        let now: SignOffDisplay
        do throws(Refusal) {
            now = try SignOffDisplay(of: statement.scope, in: picture)
        } catch {
            // What can be signed no more is not what was signed.
            guard isSignedOffline, isThere(statement.scope) else { throw error }
            return [stale(statement)]
        }
        if comparesDigests, now.digest != statement.digest {
            return try differs(from: now, statement, leaves)
        }
        let open = try openScopes(of: record)
        guard now.contents.reduce(0, { $0 + $1.canonical.utf8.count }) <= Self.contentBytesMax else {
            throw Refusal(.tooLongToSign)
        }
        let unknown = now.contents.filter {
            open.contains($0.scope) && picture.state.signOff.contents[$0.digest] == nil
        }
        let contents = AnyValue.array(unknown.map { .string($0.canonical) })
        let recorded = event(
            0, .signOffRecorded, subject: statement.scope.row, side: statement.side,
            record.data + [.init("contents", contents)])
        return [recorded] + completions(record, open, now)
    }

    /// A member takes back what is part of no version yet. It needs no reason.
    func withdrawSignature() throws(Refusal) -> [Event] {
        let side = try side()
        let scope = try scope()
        let signOff = picture.state.signOff
        let leaves = scope == .plan ? signOff.partialScopes(in: .plan) : [scope]
        let own = Set(
            leaves.flatMap(signOff.liveRecords).filter { $0.statement.member == participant.id }.map(\.id))
        guard !own.isEmpty else { throw Refusal(.nothingToWithdraw) }
        return [
            event(
                0, .signOffWithdrawn, subject: scope.row, side: side,
                [
                    .init("scope", .string(scope.rawValue)), .init("member", .string(participant.id)),
                    .init("signatures", .array(own.sorted().map(AnyValue.string))),
                ])
        ]
    }

    /// A side asks for signatures on what is not in force as it stands. Whose are missing is not said.
    func requestSignOff() throws(Refusal) -> [Event] {
        let side = try side()
        let scope = try scope()
        let leaves = picture.state.signOff.leaves
        let isOpen = try SignOffDisplay(of: scope, in: picture).contents.contains {
            leaves[$0.scope]?.inForce?.digest != $0.digest
        }
        guard isOpen else { throw Refusal(.nothingToSign) }
        return [
            event(
                0, .signOffRequested, subject: scope.row, side: side,
                [.init("scope", .string(scope.rawValue))])
        ]
    }

    /// Bytes of the canonical forms one signature may cover.
    static let contentBytesMax = 524_288

    // MARK: What is asked

    func scope() throws(Refusal) -> SignOffScope {
        guard let scope = command.data["scope"]?.string.flatMap(SignOffScope.init) else {
            throw Refusal(.valueInvalid, ["field": "scope", "expected": "plan, plan/<item id> or diagnosis"])
        }
        guard scope.row == command.subject else {
            throw Refusal(.valueInvalid, ["field": "subject", "expected": "the row of the scope"])
        }
        return scope
    }

    private func statement() throws(Refusal) -> SignatureStatement {
        let side = try side()
        let scope = try scope()
        try checkComposition()
        guard
            let seat = picture.seats.first(where: { $0.id == participant.id }),
            seat.side == side
        else { throw Refusal(.notPermitted) }
        let said: [AnyValue.Member] = [
            .init("committee", .string(picture.committee)), .init("scope", .string(scope.rawValue)),
            .init("member", .string(seat.id)), .init("office", .string(seat.office)),
            .init("reservation", command.data["reservation"] ?? .string("")),
            .init("protest", command.data["protest"] ?? .bool(false)),
        ]
        for (name, expected) in [
            ("digest", "64 hexadecimal digits"), ("language", Vocabulary.language.expected),
            ("head", "an object with sequence and hash"), ("signature", "64 bytes in base64"),
        ] where command.data[name] == nil {
            throw Refusal(.valueInvalid, ["field": name, "expected": expected])
        }
        let displayed = (command.data.members ?? []).filter {
            ["digest", "language", "head"].contains($0.key)
        }
        guard let statement = SignatureStatement(.object(said + displayed), side: side) else {
            throw Refusal(.valueInvalid, ["field": "data", "expected": "as Protocol/signoff.md says"])
        }
        return statement
    }

    /// A broken hard rule of the composition blocks new signatures, and nothing else.
    private func checkComposition() throws(Refusal) {
        let findings = RosterHealth(of: picture.state, on: today).hard
        guard !findings.isEmpty else { return }
        throw Refusal(
            .compositionBroken, findings: findings,
            details: .object([
                "findings": .array(findings.map { .string($0.code.rawValue) })
            ]))
    }

    private func shownLeaves(of statement: SignatureStatement) throws(Refusal) -> [String: Digest]? {
        guard statement.scope == .plan else { return nil }
        guard let leaves = SignatureRecord.leaves(command.data["leaves"]) else {
            throw Refusal(.valueInvalid, ["field": "leaves", "expected": "a list of items with digests"])
        }
        return leaves
    }

    private func key(of member: String) throws(Refusal) -> String {
        guard let key = state.roster.currentKey(of: member) else { throw Refusal(.keyMissing) }
        return key.key
    }

    /// Whether the statement was handed in before, whatever became of it. All readers hold its signature, so
    /// whoever has the member's token could hand it in again; only the key makes a new one, in sight of a
    /// newer head. Compared is what is signed: one statement can be written with other line ends.
    private func isOnRecord(_ statement: SignatureStatement) -> Bool {
        let bytes = statement.bytes
        return state.signOff.records.values.contains { record in
            record.statement.member == statement.member && record.statement.digest == statement.digest
                && record.statement.bytes == bytes
        }
    }

    // MARK: What follows

    /// The leaves the record adds something to.
    private func openScopes(of record: SignatureRecord) throws(Refusal) -> Set<SignOffScope> {
        let signOff = picture.state.signOff
        let fresh = record.scopes.filter { signOff.leaves[$0]?.inForce?.digest != record.digest(of: $0) }
        guard !fresh.isEmpty else { throw Refusal(.nothingToSign) }
        let open = fresh.filter { scope in
            !signOff.liveRecords(scope).contains { $0.statement.member == record.statement.member }
        }
        guard !open.isEmpty else { throw Refusal(.alreadySigned) }
        return Set(open)
    }

    private func completions(
        _ record: SignatureRecord, _ open: Set<SignOffScope>, _ now: SignOffDisplay
    ) -> [Event] {
        let seats = picture.seats
        let completed = now.contents.filter { open.contains($0.scope) }.compactMap { content in
            version(of: content, with: record, seats)
        }
        var events = completed.enumerated().map { number, version in
            event(number + 1, .signOffCompleted, subject: version.scope.row, side: nil, version.data)
        }
        guard completed.contains(where: { $0.scope.document == .plan }) else { return events }
        var inForce = picture.state.signOff.plansInForce
        for version in completed where version.scope.document == .plan {
            inForce[version.scope.row] = version.content.isRemoval ? nil : version
        }
        events.append(
            event(
                events.count + 1, .planVersionSigned, subject: "", side: nil,
                SignedVersion.planData(
                    inForce, committee: picture.committee, number: picture.state.signOff.planVersion + 1)))
        return events
    }

    /// The version the record completes, if both sides have met the rule on this content.
    private func version(
        of content: SignedContent, with record: SignatureRecord, _ seats: [SignedVersion.Seat]
    ) -> SignedVersion? {
        let signOff = picture.state.signOff
        let digest = record.digest(of: content.scope)
        let marks =
            signOff.liveRecords(content.scope).filter { $0.digest(of: content.scope) == digest } + [record]
        let before = signOff.leaves[content.scope]?.versions ?? []
        let rule = CompletionRule.of(content, after: before.last?.content)
        let isMet = Side.allCases.allSatisfy { side in
            rule.isMet(
                by: marks.filter { $0.statement.side == side },
                seats: Set(seats.filter { $0.side == side }.map(\.id)))
        }
        guard isMet else { return nil }
        return SignedVersion(
            scope: content.scope, number: before.count + 1, day: picture.day, content: content,
            signatures: marks.map(\.id), rule: rule, roster: seats)
    }
}
