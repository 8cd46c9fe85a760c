extension Permissions {
    /// The functions the table tells apart. Somebody may hold two.
    enum Holder: String, Hashable, Sendable, CaseIterable {
        case worker, management
        /// A member of either side who is a named focal person for restricted cases.
        case handler
        case advisor
        case advisorLead = "advisor_lead"
        case assessor
        case programmeAdmin = "programme_admin"
        /// Gets copies; enters no room.
        case buyer
        case integration
        case `public`
        /// Runs the server, reads no content.
        case `operator`
    }

    /// One action somebody may take, how far it reaches and on what condition.
    struct Grant: Hashable, Sendable {
        var action: Action
        var extent: Extent
        var condition: Situation
    }

    /// A line of the table: what each function may do with an area. Who is not named may nothing.
    struct Line: Sendable {
        var area: Area
        var grants: [Holder: [Grant]]
    }

    /// The one table of who may do what. Default: nothing. `docs/permissions.md` is made from it.
    static let table: [Line] =
        [
            line(
                .roster, both(read(), act(.administer, if: .ownSide)), advisors(read()),
                [
                    .handler: [read()], .assessor: [read()],
                    .programmeAdmin: [read(), act(.administer, if: .afterElection)],
                    .buyer: [read(.counts)], .integration: [read(.counts)],
                ]),
            line(
                .diagnosis, both(read(), act(.edit), act(.create), act(.sign), act(.export)),
                advisors(read(), act(.comment), act(.export)),
                [
                    .handler: [read()], .advisorLead: [read(), act(.export)],
                    .assessor: [read(.signedCopy)], .programmeAdmin: [read()],
                    .integration: [read(if: .released)],
                ]),
            line(
                .plan, both(read(), act(.edit), act(.create), act(.sign), act(.export)),
                advisors(read(), act(.comment), act(.export)),
                [
                    .handler: [read()], .advisorLead: [read(), act(.export)],
                    .assessor: [read(.signedCopy)], .programmeAdmin: [read()],
                    .buyer: [read(.signedCopy, if: .shared)], .integration: [read(if: .released)],
                ]),
            line(
                .planProgress, both(read(), act(.edit), act(.create), act(.export)),
                advisors(read(), act(.comment), act(.verify), act(.export)),
                [
                    .handler: [read()], .advisorLead: [read(), act(.verify), act(.export)],
                    .assessor: [read()], .programmeAdmin: [read()], .buyer: [read(if: .shared)],
                    .integration: [read(if: .released)],
                ]),
            line(
                .workerCaucus,
                [
                    .worker: [read(), act(.edit), act(.create), act(.export)],
                    .advisor: [read(if: .released)],
                ]),
            line(
                .managementCaucus,
                [
                    .management: [read(), act(.edit), act(.create), act(.export)],
                    .advisor: [read(if: .released)],
                ]),
            line(
                .issues, both(read(), act(.edit), act(.create), act(.export)), advisors(read()),
                [
                    .handler: [read(), act(.edit)], .programmeAdmin: [read(.counts)],
                    .integration: [read(.counts)],
                ]),
            line(
                .workerIssues,
                [.worker: [read(), act(.edit), act(.create)], .advisor: [read(if: .released)]]),
            line(
                .cases, both(read(.state, if: .own)),
                [
                    .handler: [read(), act(.edit), act(.create)],
                    .advisor: [read(if: .released), read(if: .zeroTolerance)],
                    .advisorLead: [read(if: .released)],
                ]),
            line(.reporterIdentity, [.handler: [read(if: .nameGiven)]]),
            line(
                .minutes, both(read(), act(.edit), act(.create), act(.sign), act(.export)),
                advisors(read(), act(.comment), act(.export)),
                [
                    .handler: [read()], .advisorLead: [read(), act(.export)], .programmeAdmin: [read()],
                    .integration: [read(.meta)],
                ]),
        ]
        + programmeLines + ownLines

    private static let programmeLines: [Line] = [
        line(
            .visits, both(read()), [.advisor: [read(), act(.edit), act(.create)]],
            [
                .advisorLead: [read(), act(.edit)], .assessor: [read()], .programmeAdmin: [read()],
                .integration: [read(.meta)],
            ]),
        line(
            .training,
            [
                .worker: [read()], .management: [read(), act(.propose)],
                .advisor: [read(), act(.edit), act(.create)], .advisorLead: [read(), act(.edit)],
                .programmeAdmin: [read(), act(.administer)], .integration: [read(if: .released)],
            ]),
        line(
            .assessmentPlanning,
            [
                .advisor: [read(if: .onTeam)], .advisorLead: [read(), act(.edit)], .assessor: [read()],
                .programmeAdmin: [read(), act(.edit)],
            ]),
        line(
            .assessmentWork,
            [
                .advisor: [
                    read(if: .onTeam), act(.edit, if: .onTeam), act(.create, if: .onTeam),
                ],
                .advisorLead: [read()], .assessor: [read(), act(.edit), act(.create)],
            ]),
        line(
            .assessmentReport, both(read()), advisors(read()),
            [
                .assessor: [read()], .programmeAdmin: [read(), act(.create)],
                .buyer: [read(if: .shared)], .integration: [read(if: .released)],
            ]),
        line(
            .slcp, both(read(), act(.create)), advisors(read()),
            [
                .assessor: [read(.signedCopy)], .programmeAdmin: [read()],
                .integration: [read(), act(.create)],
            ]),
        line(
            .signatures, both(read(), act(.sign), act(.export)), advisors(read(), act(.export)),
            [
                .assessor: [read()], .programmeAdmin: [read()], .buyer: [read(.state)],
                .integration: [read(.state)],
            ]),
        line(
            .publicRecord, both(read(), act(.respond)), advisors(read()),
            [
                .handler: [read()], .assessor: [read()],
                .programmeAdmin: [read(), act(.create)], .buyer: [read()], .integration: [read()],
                .public: [read()],
            ]),
        line(
            .auditTrail, both(read(), act(.export)), advisors(read()),
            [.handler: [read(if: .own)], .programmeAdmin: [read(.meta)]]),
    ]

    /// What the domain's table leaves out.
    private static let ownLines: [Line] = [
        line(
            .composition, both(read()), advisors(read()),
            [.assessor: [read()], .programmeAdmin: [read(), act(.administer)]]),
        line(.cycle, both(read()), advisors(read()), [.programmeAdmin: [read()]]),
        line(
            .programmeStaff, both(read()), advisors(read()),
            [.programmeAdmin: [read(), act(.administer)]]),
        line(.room, both(read()), advisors(read()), [.assessor: [read()], .programmeAdmin: [read()]]),
        line(.unionMembership, [.worker: [read()]]),
        line(.releasedDrafts, both(read()), advisors(read())),
        line(.slips, [.worker: [read(), act(.create)]]),
        line(.grievanceReport, both(read(), act(.export)), advisors(read()), [.programmeAdmin: [read()]]),
    ]

    // MARK: Writing the table

    private static func line(_ area: Area, _ cells: [Holder: [Grant]]...) -> Line {
        Line(area: area, grants: cells.reduce(into: [:]) { $0.merge($1) { _, last in last } })
    }

    private static func both(_ grants: Grant...) -> [Holder: [Grant]] {
        [.worker: grants, .management: grants]
    }

    /// The advisor and the lead.
    private static func advisors(_ grants: Grant...) -> [Holder: [Grant]] {
        [.advisor: grants, .advisorLead: grants]
    }

    private static func read(_ extent: Extent = .all, if condition: Situation = []) -> Grant {
        Grant(action: .read, extent: extent, condition: condition)
    }

    private static func act(_ action: Action, if condition: Situation = []) -> Grant {
        Grant(action: action, extent: .all, condition: condition)
    }
}
