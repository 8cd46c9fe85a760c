public import Committee
import SyncProtocol

/// Roster events change who is in the room, on open connections too.
extension Room {
    /// Somebody as the roster knows them now; nil for who belongs to the room no more. A room without a
    /// roster believes the shell.
    func current(_ participant: Participant) -> Participant? {
        roster.isEmpty ? participant : roster[participant.id]
    }

    /// Reads the roster anew if one of the events from a place on changes it, and looks at everybody again.
    ///
    /// The new rights hold from here on: whoever may no longer read something gets nothing of it any more,
    /// not even what waits for the log.
    mutating func followRoster(from first: Int) {
        openCases(from: first)
        guard history.recorded(from: first).contains(where: { $0.event.changesRoster }) else { return }
        let hadRoster = !roster.isEmpty
        rightsChanges += 1
        readRoster()
        for (connection, seat) in channel {
            guard let current = current(seat.participant) else {
                dropChannel(connection)
                continue
            }
            channel[connection]?.participant = current
        }
        for name in stores.keys {
            for connection in stores[name]?.order ?? [] { reseat(connection, in: name) }
        }
        followRights()
        // A room without a roster believes the shell: the accounts then know more than it does.
        if hadRoster || !roster.isEmpty { tellWhenFlushed(.rosterChanged(standing)) }
    }

    /// A case that was opened has a document from then on.
    mutating func openCases(from first: Int) {
        for recorded in history.recorded(from: first) where recorded.event.knownType == .issueOpened {
            guard case .restrictedCase(let id) = recorded.event.audience else { continue }
            let name = DocumentName.restrictedCase(id)
            if stores[name] == nil { stores[name] = RoomDocument() }
        }
    }

    mutating func readRoster() {
        let seats = Projection.roster(history.events)
        roster = Dictionary(seats.map { ($0.id, $0.participant) }) { _, last in last }
    }

    /// Everybody the roster lets in, in a fixed order.
    public var members: [Participant] { roster.values.sorted { $0.id < $1.id } }

    /// What the accounts follow.
    public var standing: RosterStanding {
        RosterStanding(members: members, revokedKeys: state.roster.revokedKeys)
    }

    /// Why somebody may not give a member a code to join with; nil: they may.
    public func objection(toInviting member: String, by inviter: Participant) -> Refusal? {
        guard let inviter = current(inviter) else { return Refusal(.notFound) }
        return Rules.objection(toInviting: member, by: inviter, in: state, day: day)
    }

    /// What is recorded when the accounts say that a member's key is this one; nil if the room knows it, or
    /// not the member.
    public func registration(ofKey key: String, by member: String, eventID: String, day: String) -> Event? {
        Rules.registration(ofKey: key, by: member, eventID: eventID, in: state, day: day)
    }

    private mutating func dropChannel(_ connection: ConnectionID) {
        channel[connection] = nil
        hellos = hellos.filter { $0.value.connection != connection }
        gate.discardChannel(connection)
        tell(.dropChannel(connection, .forbidden, reason: "no longer a member"))
    }

    private mutating func reseat(_ connection: ConnectionID, in name: DocumentName) {
        guard let seat = seat(of: connection, in: name) else { return }
        let current = current(seat.participant)
        let access = current.map { Permissions.access(of: $0, to: name, in: state) } ?? .none
        guard let current, access != .none else {
            gate.discard(connection, document: name)
            return drop(connection, name, .forbidden, reason: "no longer open to you")
        }
        stores[name]?.seats[connection]?.participant = current
        stores[name]?.seats[connection]?.access = access
        if access != seat.access, seat.dialect == .hocuspocus {
            tell(.send([connection], name, .auth(.authenticated(readOnly: access == .read))))
        }
    }
}

extension Event {
    /// The document an opened matter has its row in; nil for a case, which is one text.
    var home: DocumentName? {
        switch audience {
        case .committee: .issues
        case .workerSide: .issuesWorker
        default: nil
        }
    }

    /// Whether it seats somebody or takes somebody away, ends a key, or changes who reads a case.
    var changesRoster: Bool {
        switch knownType {
        case .memberJoined, .memberLeft, .programmeJoined, .programmeLeft, .handlerNamed, .handlerReleased,
            .keyRevoked, .integrationRegistered, .integrationRemoved, .caseHandlersNamed, .caseReleased,
            .caseReleaseRevoked, .candidateRaised, .issueEscalated, .issueLabelChanged:
            true
        default: false
        }
    }
}
